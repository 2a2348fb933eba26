/** A terminal for tests: keeps what is printed, hands out what it was given as input. No TTY unless asked. */

import type { LineReader, Terminal } from '../host/terminal.ts'

export interface CapturedTerminal extends Terminal {
  /** Everything on standard output and standard error so far. */
  readonly output: () => string
  readonly errors: () => string
  /** Presses Ctrl-C in a conversation. */
  interrupt(): void
  /** Ends what waits for a signal. */
  stop(signal?: string): void
}

export interface CapturedTerminalOptions {
  /** What a person types; each is asked for when the one before was answered. */
  readonly lines?: readonly string[]
  readonly input?: string | Uint8Array
  readonly isTty?: boolean
  readonly columns?: number
}

async function* inputOf(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? new TextEncoder().encode(input) : input
}

export function createCapturedTerminal(options: CapturedTerminalOptions = {}): CapturedTerminal {
  const { input, lines = [], isTty = false, columns = Number.POSITIVE_INFINITY } = options
  const printed: string[] = []
  const warned: string[] = []
  const listeners = new Set<(signal: string) => void>()
  const interrupted = new Set<() => void>()
  const openLines = (): LineReader => {
    const left = [...lines]
    return {
      async read(prompt) {
        printed.push(prompt)
        return left.shift() ?? null
      },
      onInterrupt: (listener) => void interrupted.add(listener),
      close: () => interrupted.clear(),
    }
  }
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
    openLines,
    inputEnd: async () => {},
    onStop(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    output: () => printed.join(''),
    errors: () => warned.join(''),
    interrupt: () => {
      for (const listener of interrupted) listener()
    },
    stop: (signal = 'SIGTERM') => {
      for (const listener of listeners) listener(signal)
    },
  }
}
