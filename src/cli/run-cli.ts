/**
 * The command line as a function: words and a context in, an exit code out. `main.ts` gives it the process, tests give it theirs.
 *
 * Exit codes come from the error table. Whatever goes wrong ends in one place here, as one printed error with its hint.
 */

import { Command } from 'commander'
import { errorTable } from '../errors.ts'
import type { Terminal } from '../host/terminal.ts'
import { type CliContext, outputFor } from './cli-command.ts'
import { commands } from './command-registry.ts'
import { asLociError, configureErrors, isHelp } from './parse-errors.ts'
import { settingNames } from './settings.ts'

function environmentHelp(): string {
  const width = Math.max(...Object.keys(settingNames).map((name) => name.length))
  const lines = Object.entries(settingNames).map(
    ([name, summary]) => `  ${name.padEnd(width)}  ${summary}`,
  )
  return `\nEnvironment:\n${lines.join('\n')}\n  ${'NO_COLOR'.padEnd(width)}  no colours`
}

/** The program with every command registered. */
export function createProgram(context: CliContext): Command {
  const program = new Command('loci')
    .description(
      'Loci, a memory operating system for language models: remember, recall, serve and govern, offline, with sources.',
    )
    .version(context.version, '-V, --version', 'print the version')
    .option('--store <file>', "the store's file (default: LOCI_STORE, else .loci/loci.db)")
    .option('--json', 'print one JSON value instead of lines for people')
    .option('--no-color', 'no colours')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .addHelpText('after', environmentHelp())
  configureErrors(program, context.terminal)
  for (const command of commands) command.register(program, context)
  for (const command of withSubcommands(program)) configureErrors(command, context.terminal)
  return program
}

/** Settings are inherited at creation only; those that come later are set again here. */
function withSubcommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...withSubcommands(child)])
}

/** The terminal, with a memory of whether a result was printed. */
function watched(terminal: Terminal): {
  readonly terminal: Terminal
  readonly hasPrinted: () => boolean
} {
  let hasPrinted = false
  return {
    hasPrinted: () => hasPrinted,
    terminal: {
      ...terminal,
      print(text) {
        hasPrinted = true
        terminal.print(text)
      },
      printChunk(text) {
        hasPrinted = true
        return terminal.printChunk(text)
      },
    },
  }
}

/** Runs `words` (without node and script) and returns the exit code. */
export async function runCli(words: readonly string[], given: CliContext): Promise<number> {
  const { terminal, hasPrinted } = watched(given.terminal)
  const context = { ...given, terminal }
  const program = createProgram(context)
  if (words.length === 0) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    if (isHelp(error)) return 0
    const ours = asLociError(error)
    // The parser may have stopped before it saw --json.
    const asked = { json: words.includes('--json'), color: !words.includes('--no-color') }
    outputFor(context, asked).error(ours, hasPrinted())
    return errorTable[ours.code].exitCode
  }
}
