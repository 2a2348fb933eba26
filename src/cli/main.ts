/**
 * Where the process meets the command line: the only file of `cli/` that touches Node.
 *
 * Sets the exit code and lets the process end by itself, so that what was printed is flushed. A part that still holds the
 * process open after the command has ended must not keep it forever: it is ended after EXIT_GRACE_MS.
 */

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorTable } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { openProcessTerminal } from '../host/terminal.ts'
import { startInterval } from '../host/timers.ts'
import { type CliContext, outputFor } from './cli-command.ts'
import { asLociError } from './parse-errors.ts'
import { runCli } from './run-cli.ts'
import { readSettings } from './settings.ts'

const EXIT_GRACE_MS = 2_000

/** src/cli/main.ts and dist/cli/main.js lie equally deep. */
const packageFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

function packageVersion(): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  const words = process.argv.slice(2)
  const terminal = openProcessTerminal()
  const mayColour = (process.env.NO_COLOR ?? '') === ''
  const base = { terminal, host: createNodeHost(), mayColour, packageFolder }
  try {
    const context: CliContext = {
      ...base,
      version: packageVersion(),
      settings: readSettings(process.env),
    }
    process.exitCode = await runCli(words, context)
  } catch (error) {
    const ours = asLociError(error)
    const context: CliContext = { ...base, version: '', settings: {} }
    outputFor(context, { json: words.includes('--json') }).error(ours)
    process.exitCode = errorTable[ours.code].exitCode
  }
  // An interval, because it does not keep the process itself.
  startInterval(EXIT_GRACE_MS, () => process.exit())
}
