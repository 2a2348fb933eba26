/** `loci models`: what local model files hold. */

import type { CliCommand } from '../cli-command.ts'
import { registerInspect } from './models-inspect.ts'
import { registerDetokenize, registerTokenize } from './models-tokenize.ts'

export const modelsCommand: CliCommand = {
  register(program, context) {
    const parent = program
      .command('models')
      .summary('local model files and their tokenizers')
      .description('Local model files: what is in them, and how they read text.')
    registerInspect(parent, context)
    registerTokenize(parent, context)
    registerDetokenize(parent, context)
  },
}
