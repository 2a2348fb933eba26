/**
 * Running requests: how many there may be, how to wait until there are none, how to stop them all.
 *
 * A request holds its slot until the last byte of its answer has gone and what it still does afterwards (remembering an exchange)
 * has ended. Invariant: a slot is released exactly once.
 */

import { LociError } from '../errors.ts'

export interface Slot {
  /** Fires when the gateway stops what still runs. */
  readonly signal: AbortSignal
  /** Resolves when the last byte of the answer was handed over. */
  readonly finished: Promise<void>
  /** Keeps the slot until `work` has settled; it must not reject. */
  hold(work: Promise<void>): void
  /** The answer has ended; held work may still run. */
  finish(): void
}

export class RequestSlots {
  readonly #countMax: number
  readonly #running = new Set<AbortController>()
  #waiting: (() => void)[] = []

  constructor(countMax: number) {
    this.#countMax = countMax
  }

  get runningCount(): number {
    return this.#running.size
  }

  /** Throws TOO_BUSY. */
  enter(): Slot {
    if (this.#running.size >= this.#countMax) {
      throw new LociError('TOO_BUSY', `${this.#countMax} requests are running already`)
    }
    const controller = new AbortController()
    this.#running.add(controller)
    let openCount = 1
    const close = (): void => {
      openCount -= 1
      if (openCount === 0) this.#release(controller)
    }
    let isFinished = false
    const finished = Promise.withResolvers<void>()
    return {
      signal: controller.signal,
      finished: finished.promise,
      hold(work) {
        openCount += 1
        void work.finally(close)
      },
      finish() {
        if (isFinished) return
        isFinished = true
        finished.resolve()
        close()
      },
    }
  }

  abortAll(reason: LociError): void {
    for (const controller of this.#running) controller.abort(reason)
  }

  whenIdle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #release(controller: AbortController): void {
    this.#running.delete(controller)
    if (this.#running.size > 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
