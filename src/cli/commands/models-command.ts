/** `loci models`: what local model files need and hold. */

import type { CliCommand } from '../cli-command.ts'
import { registerInspect } from './models-inspect.ts'
import { registerList } from './models-list.ts'
import { registerDetokenize, registerTokenize } from './models-tokenize.ts'

export const modelsCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('models')
      .summary('local model files and their tokenizers')
      .description('Local model files: what they need, what is in them, and how they read text.')
    registerList(parent, context)
    registerInspect(parent, context)
    registerTokenize(parent, context)
    registerDetokenize(parent, context)
  },
}
