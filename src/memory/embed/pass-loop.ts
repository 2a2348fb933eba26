/**
 * Work in the background, one pass after the other: soon after it is asked for, and now and then for what other processes did.
 *
 * A pass that fails is tried again after a pause that doubles up to `pauseMsMax`; asking meanwhile does not shorten it, because what is
 * down is not helped by being asked. Invariant: one pass at a time; it never keeps the process alive by itself; closing aborts
 * the pass that runs and waits for its end.
 */

import { LociError } from '../../errors.ts'
import { startInterval, startTimer } from '../../host/timers.ts'

export interface PassLoopOptions {
  readonly pass: (signal: AbortSignal) => Promise<void>
  /** How often a pass is made without being asked for. */
  readonly everyMs: number
  readonly pauseMs: number
  readonly pauseMsMax: number
}

/** Longer than any wait; the timer is stopped when the wait is over. */
const KEEP_ALIVE_MS = 2_000_000_000

export class PassLoop {
  readonly #options: PassLoopOptions
  readonly #closing = new AbortController()
  #failure: LociError | null = null
  #failureCount = 0
  #isAsked = false
  #wake: (() => void) | null = null
  #running: Promise<void> | null = null
  #waiting: PromiseWithResolvers<void>[] = []

  constructor(options: PassLoopOptions) {
    this.#options = options
  }

  /** Of the last pass; null when it went well. */
  get failure(): LociError | null {
    return this.#failure
  }

  /** The first pass begins at once. */
  start(): void {
    this.#isAsked = true
    this.#running ??= this.#run()
  }

  /** A pass soon. */
  ask(): void {
    this.#isAsked = true
    if (this.#failureCount === 0) this.#wake?.()
  }

  /** Settles as the next pass does that begins after this call; the process stays alive until then. */
  async passed(): Promise<void> {
    const stop = startTimer(KEEP_ALIVE_MS, () => {})
    try {
      const waiting = Promise.withResolvers<void>()
      this.#waiting.push(waiting)
      this.ask()
      await waiting.promise
    } finally {
      stop()
    }
  }

  async close(): Promise<void> {
    const reason = new LociError('SHUTTING_DOWN', 'the memory is closing')
    this.#closing.abort(reason)
    this.#wake?.()
    await this.#running
    for (const { reject } of this.#waiting.splice(0)) reject(reason)
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await this.#wait()
      if (signal.aborted) return
      this.#isAsked = false
      const waiting = this.#waiting.splice(0)
      try {
        await this.#options.pass(signal)
        this.#failure = null
        this.#failureCount = 0
        for (const { resolve } of waiting) resolve()
      } catch (cause) {
        const error = LociError.from(cause)
        for (const { reject } of waiting) reject(error)
        if (signal.aborted) return
        this.#failure = error
        this.#failureCount += 1
      }
    }
  }

  #wait(): Promise<void> {
    const { everyMs, pauseMs, pauseMsMax } = this.#options
    const isFailing = this.#failureCount > 0
    if (this.#isAsked && !isFailing) return Promise.resolve()
    const waitMs = isFailing
      ? Math.min(pauseMsMax, pauseMs * 2 ** (this.#failureCount - 1))
      : everyMs
    return new Promise((resolve) => {
      const stop = startInterval(waitMs, () => this.#wake?.())
      this.#wake = () => {
        stop()
        this.#wake = null
        resolve()
      }
    })
  }
}
