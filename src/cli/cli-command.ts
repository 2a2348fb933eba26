/**
 * The seam of the command line: one file a command, each registers itself on the program.
 *
 * `onRun` gives an action its arguments, its options (the program's included) and the place to print, so that a command is a
 * function of these and nothing else. Heavy parts are imported inside actions: `loci --help` must not load the runtime.
 */

import { type Command, InvalidArgumentError } from 'commander'
import type { Host } from '../host/host.ts'
import type { Terminal } from '../host/terminal.ts'
import { Output } from './output.ts'
import type { Settings } from './settings.ts'

export interface CliContext {
  readonly terminal: Terminal
  readonly host: Host
  readonly settings: Settings
  /** False when NO_COLOR is set. */
  readonly mayColour: boolean
  readonly version: string
  /** Folder of the package: dist/dashboard lies in it. */
  readonly packageFolder: string
}

/** Options of the program, understood by every command. */
export interface ProgramOptions {
  readonly store?: string
  readonly json?: boolean
  readonly color: boolean
}

export interface CommandRun<Options> {
  readonly args: readonly string[]
  readonly options: Options & ProgramOptions
  readonly output: Output
  readonly context: CliContext
}

export interface CliCommand {
  register(program: Command, context: CliContext): void
}

export function outputFor(context: CliContext, options: Partial<ProgramOptions>): Output {
  return new Output(context.terminal, {
    isJson: options.json === true,
    mayColour: context.mayColour && options.color !== false,
  })
}

/** Makes `action` what `command` does. */
export function onRun<Options>(
  command: Command,
  context: CliContext,
  action: (run: CommandRun<Options>) => Promise<void>,
): void {
  command.action(async () => {
    const options = command.optsWithGlobals<Options & ProgramOptions>()
    const output = outputFor(context, options)
    await action({ args: command.args, options, output, context })
  })
}

/** Parser of an option that takes a whole number. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    }
    return value
  }
}

/** Parser of an option that takes a number. */
export function decimalNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
    }
    return value
  }
}

/** Parser of an option that takes a JSON object. */
export function jsonObject<T extends object>(text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's message names a position in the text, which the shell may have altered.
    throw new InvalidArgumentError('It must be JSON; in a shell, put it in single quotes.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError('It must be a JSON object.')
  }
  return value as T
}

/** Parser of an option that may be given several times. */
export function collected(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text]
}
