/** A terminal for tests: keeps what is printed, hands out what it was given as input. No TTY unless asked. */

import type { Terminal } from '../host/terminal.ts'

export interface CapturedTerminal extends Terminal {
  /** Everything on standard output and standard error so far. */
  readonly output: () => string
  readonly errors: () => string
  /** Ends what waits for a signal. */
  stop(signal?: string): void
}

export interface CapturedTerminalOptions {
  readonly input?: string | Uint8Array
  readonly isTty?: boolean
  readonly columns?: number
}

async function* inputOf(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? new TextEncoder().encode(input) : input
}

export function createCapturedTerminal(options: CapturedTerminalOptions = {}): CapturedTerminal {
  const { input, isTty = false, columns = Number.POSITIVE_INFINITY } = options
  const printed: string[] = []
  const warned: string[] = []
  const listeners = new Set<(signal: string) => void>()
  return {
    print: (text) => void printed.push(text),
    printChunk: async (text) => {
      printed.push(text)
      return true
    },
    warn: (text) => void warned.push(text),
    isOutputTty: isTty,
    isErrorTty: isTty,
    isInputTty: input === undefined,
    columns,
    readInput: () => inputOf(input ?? ''),
    inputEnd: async () => {},
    onStop(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    output: () => printed.join(''),
    errors: () => warned.join(''),
    stop: (signal = 'SIGTERM') => {
      for (const listener of listeners) listener(signal)
    },
  }
}
