/**
 * The terminal as an interface: what a command prints to, reads from and is stopped by.
 *
 * `processTerminal` is the real one; tests hand in one that keeps what is printed. A reader that goes away (`loci list | head`)
 * is not an error: what is printed from then on is dropped.
 */

import { stderr, stdin, stdout } from 'node:process'

export interface Terminal {
  /** Standard output: results, nothing else. */
  print(text: string): void
  /** As `print`, for long output: resolves when there is room for more. False once the reader has gone. */
  printChunk(text: string): Promise<boolean>
  /** Standard error: progress, logs, errors. */
  warn(text: string): void
  readonly isOutputTty: boolean
  readonly isErrorTty: boolean
  readonly isInputTty: boolean
  /** Width in characters; infinite when the output is no terminal, so that nothing is cut on its way into a file. */
  readonly columns: number
  /** Standard input until its end. */
  readInput(): AsyncIterable<Uint8Array>
  /** Resolves when standard input has ended. For whoever reads it through a library. */
  inputEnd(): Promise<void>
  /** Calls `listener` on the first SIGINT or SIGTERM; a second one ends the process as usual. Returns the way to stop. */
  onStop(listener: (signal: string) => void): () => void
}

const COLUMNS_DEFAULT = 80
const stopSignals = ['SIGINT', 'SIGTERM'] as const

function listenForStop(listener: (signal: string) => void): () => void {
  const stopListening = (): void => {
    for (const signal of stopSignals) process.off(signal, heard)
  }
  const heard = (signal: string): void => {
    stopListening()
    listener(signal)
  }
  for (const signal of stopSignals) process.on(signal, heard)
  return stopListening
}

export function openProcessTerminal(): Terminal {
  let isReaderThere = true
  const goneReader = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error
    isReaderThere = false
  }
  stdout.on('error', goneReader)
  stderr.on('error', goneReader)
  return {
    print(text) {
      if (isReaderThere) stdout.write(text)
    },
    async printChunk(text) {
      if (!isReaderThere) return false
      await new Promise<void>((resolve) => stdout.write(text, () => resolve()))
      return isReaderThere
    },
    warn(text) {
      stderr.write(text)
    },
    isOutputTty: stdout.isTTY === true,
    isErrorTty: stderr.isTTY === true,
    isInputTty: stdin.isTTY === true,
    columns: stdout.isTTY === true ? (stdout.columns ?? COLUMNS_DEFAULT) : Number.POSITIVE_INFINITY,
    readInput: () => stdin as AsyncIterable<Uint8Array>,
    inputEnd: () =>
      new Promise((resolve) => {
        stdin.once('end', () => resolve())
        stdin.once('close', () => resolve())
      }),
    onStop: listenForStop,
  }
}
