/**
 * Where the threads of a step wait for one another: a bounded spin, because most waits are short, then sleep.
 *
 * Works on three words that all threads see: how many have come, which round it is, and whether the step is given up. A sleep is
 * bounded too and looks at the last word, so that a thread that died leaves nobody waiting for ever.
 */

import { LociError } from '../../errors.ts'

/** About as long as it takes to fall asleep and be woken. */
export const SPIN_ROUNDS_MAX = 20_000
const SLEEP_MS_MAX = 100

const ARRIVED = 0
const ROUND = 1
const GIVEN_UP = 2
/** What the words take: a cache line of their own. */
export const CONTROL_BYTES = 64

export class ThreadBarrier {
  readonly #control: Int32Array
  readonly #threadCount: number

  constructor(control: Int32Array, threadCount: number) {
    this.#control = control
    this.#threadCount = threadCount
  }

  /** All threads have come when it returns. Throws ENGINE_WORKER_DIED when the step is given up. */
  wait(): void {
    if (this.#threadCount === 1) return
    const control = this.#control
    const round = Atomics.load(control, ROUND)
    if (Atomics.add(control, ARRIVED, 1) + 1 === this.#threadCount) {
      Atomics.store(control, ARRIVED, 0)
      Atomics.add(control, ROUND, 1)
      Atomics.notify(control, ROUND)
      return
    }
    for (let spin = 0; spin < SPIN_ROUNDS_MAX; spin += 1) {
      if (Atomics.load(control, ROUND) !== round) return
    }
    while (Atomics.load(control, ROUND) === round) {
      if (Atomics.load(control, GIVEN_UP) !== 0) {
        throw new LociError('ENGINE_WORKER_DIED', 'another thread of the step ended')
      }
      Atomics.wait(control, ROUND, round, SLEEP_MS_MAX)
    }
  }
}

/** Wakes every thread that waits; the words are of no use afterwards. */
export function giveUp(control: Int32Array): void {
  Atomics.store(control, GIVEN_UP, 1)
  Atomics.notify(control, ROUND)
}
