/**
 * The command line's program outside a process: for pages and pins that are made from it. Nothing is run.
 *
 * `helpOf` is exactly what `loci NAME --help` prints into a file, environment and formats included.
 */

import type { Command } from 'commander'
import type { CliContext } from '../src/cli/cli-command.ts'
import { createProgram } from '../src/cli/run-cli.ts'
import { createNodeHost } from '../src/host/node-host.ts'
import type { Terminal } from '../src/host/terminal.ts'

export interface ReferenceProgram {
  readonly program: Command
  helpOf(command: Command): string
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

export function createReferenceProgram(): ReferenceProgram {
  let printed = ''
  const terminal: Terminal = {
    print: (text) => {
      printed += text
    },
    printChunk: async (text) => {
      printed += text
      return true
    },
    warn: () => {},
    isOutputTty: false,
    isErrorTty: false,
    isInputTty: false,
    columns: 100,
    readInput: nothing,
    openLines: () => ({ read: async () => null, onInterrupt: () => {}, close: () => {} }),
    inputEnd: async () => {},
    onStop: () => () => {},
  }
  const context: CliContext = {
    terminal,
    host: createNodeHost(),
    settings: {},
    mayColour: false,
    version: '',
    packageFolder: '',
  }
  const program = createProgram(context)
  return {
    program,
    helpOf(command) {
      printed = ''
      command.outputHelp()
      return printed.trimEnd()
    },
  }
}
