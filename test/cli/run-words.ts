/** A command of ours run in this process over the real host, with a terminal that keeps what was printed. */

import { runCli } from '../../src/cli/run-cli.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import {
  type CapturedTerminal,
  type CapturedTerminalOptions,
  createCapturedTerminal,
} from '../../src/testing/captured-terminal.ts'

export interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

export async function runWords(
  packageFolder: string,
  words: readonly string[],
  options: CapturedTerminalOptions = {},
  begun: (terminal: CapturedTerminal) => void = () => {},
): Promise<Ran> {
  const terminal = createCapturedTerminal(options)
  begun(terminal)
  const code = await runCli(words, {
    terminal,
    host: createNodeHost(),
    settings: {},
    mayColour: false,
    version: '1.2.3',
    packageFolder,
  })
  return { code, output: terminal.output(), errors: terminal.errors() }
}
