/**
 * The terminal as an interface: what a command prints to, reads from and is stopped by.
 *
 * `processTerminal` is the real one; tests hand in one that keeps what is printed. A reader that goes away (`loci list | head`)
 * is not an error: what is printed from then on is dropped.
 */

import { stderr, stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'

/** Lines that a person types, with editing and the history of this run where there is a terminal. */
export interface LineReader {
  /** Null: there are no more. */
  read(prompt: string): Promise<string | null>
  /** Calls `listener` for each Ctrl-C while this is open. */
  onInterrupt(listener: () => void): void
  close(): void
}

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
  /** For a conversation; nothing else may read standard input meanwhile. */
  openLines(): LineReader
  /** Resolves when standard input has ended. For whoever reads it through a library. */
  inputEnd(): Promise<void>
  /** Calls `listener` on the first SIGINT or SIGTERM; a second one ends the process as usual. Returns the way to stop. */
  onStop(listener: (signal: string) => void): () => void
}

const LINE_HISTORY_MAX = 500
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

function openLines(): LineReader {
  const lines = createInterface({
    input: stdin,
    output: stdout,
    terminal: stdin.isTTY === true && stdout.isTTY === true,
    historySize: LINE_HISTORY_MAX,
    removeHistoryDuplicates: true,
  })
  const typed: string[] = []
  let isClosed = false
  let wake: (() => void) | null = null
  lines.on('line', (line) => {
    typed.push(line)
    wake?.()
  })
  lines.on('close', () => {
    isClosed = true
    wake?.()
  })
  return {
    async read(prompt) {
      if (!isClosed) {
        lines.setPrompt(prompt)
        lines.prompt()
      }
      while (typed.length === 0 && !isClosed) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return typed.shift() ?? null
    },
    onInterrupt: (listener) => void lines.on('SIGINT', listener),
    close: () => lines.close(),
  }
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
    openLines,
    inputEnd: () =>
      new Promise((resolve) => {
        stdin.once('end', () => resolve())
        stdin.once('close', () => resolve())
      }),
    onStop: listenForStop,
  }
}
