/**
 * What the option parser says, in our terms: an unknown option or command is INPUT_UNKNOWN_KEY with the nearest spelling as
 * its hint, anything else that is wrong with the words is INPUT_INVALID. Printed help is no error.
 */

import { type Command, CommanderError } from 'commander'
import { LociError } from '../errors.ts'
import type { Terminal } from '../host/terminal.ts'

const unknownCodes: ReadonlySet<string> = new Set([
  'commander.unknownOption',
  'commander.unknownCommand',
])
const helpCodes: ReadonlySet<string> = new Set([
  'commander.help',
  'commander.helpDisplayed',
  'commander.version',
])

/** Longer lines are hard to read. */
const HELP_COLUMNS_MAX = 100

/** Makes a command throw instead of exiting, and print help to the terminal. */
export function configureErrors(command: Command, terminal: Terminal): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => terminal.print(text),
    // Errors are printed once, by whoever catches them.
    writeErr: () => {},
    getOutHelpWidth: () => Math.min(terminal.columns, HELP_COLUMNS_MAX),
    getOutHasColors: () => false,
  })
}

export function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && helpCodes.has(error.code)
}

/** Any error that ends a command, as one of ours. */
export function asLociError(error: unknown): LociError {
  if (!(error instanceof CommanderError)) return LociError.from(error)
  const [first = '', ...others] = error.message.split('\n')
  const message = first.replace(/^error: /, '')
  const suggestion = others
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/, '$1')
  const code = unknownCodes.has(error.code) ? 'INPUT_UNKNOWN_KEY' : 'INPUT_INVALID'
  const hint = suggestion === '' ? 'See `loci --help`, or --help after the command.' : suggestion
  return new LociError(code, message, { hint, cause: error })
}
