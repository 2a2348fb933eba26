/**
 * What a command prints, in the one of two ways that was asked for: lines for people, or JSON.
 *
 * Invariant: with `--json` a command prints exactly one JSON value on standard output (or JSON lines where it says so) and
 * everything else goes to standard error.
 */

import type { LociError } from '../errors.ts'
import type { Terminal } from '../host/terminal.ts'
import { colourStyle, plainStyle, type Style } from './style.ts'

export interface OutputOptions {
  readonly isJson: boolean
  /** False for NO_COLOR and `--no-color`. */
  readonly mayColour: boolean
}

export class Output {
  readonly isJson: boolean
  readonly style: Style
  readonly columns: number
  readonly #terminal: Terminal
  readonly #errorStyle: Style

  constructor(terminal: Terminal, { isJson, mayColour }: OutputOptions) {
    this.isJson = isJson
    this.#terminal = terminal
    this.columns = terminal.columns
    this.style = mayColour && terminal.isOutputTty && !isJson ? colourStyle : plainStyle
    this.#errorStyle = mayColour && terminal.isErrorTty ? colourStyle : plainStyle
  }

  /** The result of a command. `lines` is asked only when people read it. */
  result(value: unknown, lines: () => readonly string[]): void {
    if (this.isJson) this.#terminal.print(`${JSON.stringify(value)}\n`)
    else
      this.#terminal.print(
        lines()
          .map((line) => `${line}\n`)
          .join(''),
      )
  }

  /** A part of a long result: passes through as it is. False once nobody reads it. */
  chunk(text: string): Promise<boolean> {
    return this.#terminal.printChunk(text)
  }

  /** A remark for people, beside the result. */
  note(line: string): void {
    this.#terminal.warn(`${line}\n`)
  }

  /** `isAfterResult`: standard output has its one JSON value already, so the error goes beside it. */
  error(error: LociError, isAfterResult = false): void {
    if (this.isJson) {
      const text = `${JSON.stringify({ error })}\n`
      if (isAfterResult) this.#terminal.warn(text)
      else this.#terminal.print(text)
      return
    }
    const { bad, dim } = this.#errorStyle
    this.#terminal.warn(`${bad(error.code)}: ${error.message}\n${dim(`  hint: ${error.hint}`)}\n`)
    const isFault = error.code === 'INTERNAL' && error.cause instanceof Error
    if (isFault) this.#terminal.warn(`${dim((error.cause as Error).stack ?? '')}\n`)
  }
}
