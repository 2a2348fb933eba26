/**
 * What becomes of each request, in columns: times, tokens, how it ended.
 *
 * A row is a request of the workload. Invariant: a request ends once. Times are virtual milliseconds; -1: did not happen.
 */

import { assert } from '../stdx/assert.ts'
import { LogHistogram } from './log-histogram.ts'

export const endings = [
  'finished',
  'refused',
  'queue-full',
  'deadline-passed',
  'cancelled',
  'failed',
] as const
export type Ending = (typeof endings)[number]

const NEVER = -1
const NOT_ENDED = -1

export class RequestLedger {
  readonly count: number
  readonly arrivalMs: Float64Array
  readonly admittedMs: Float64Array
  readonly firstTokenMs: Float64Array
  readonly lastTokenMs: Float64Array
  readonly endMs: Float64Array
  readonly tokenCount: Int32Array
  /** Longest time between two of its tokens. */
  readonly gapMsMax: Float64Array
  /** Of the prompt, taken from the prefix index at the first admission. */
  readonly cachedTokens: Int32Array
  readonly preemptionCount: Int32Array
  readonly replica: Int32Array
  readonly gaps = new LogHistogram()
  readonly #ending: Int8Array
  #endedCount = 0

  constructor(count: number) {
    const times = (): Float64Array => new Float64Array(count).fill(NEVER)
    this.count = count
    this.arrivalMs = times()
    this.admittedMs = times()
    this.firstTokenMs = times()
    this.lastTokenMs = times()
    this.endMs = times()
    this.tokenCount = new Int32Array(count)
    this.gapMsMax = new Float64Array(count)
    this.cachedTokens = new Int32Array(count)
    this.preemptionCount = new Int32Array(count)
    this.replica = new Int32Array(count).fill(NEVER)
    this.#ending = new Int8Array(count).fill(NOT_ENDED)
  }

  get endedCount(): number {
    return this.#endedCount
  }

  isEnded(row: number): boolean {
    return this.#ending[row] !== NOT_ENDED
  }

  /** Null: it has not ended. */
  endingOf(row: number): Ending | null {
    return this.isEnded(row) ? endings[this.#ending[row]!]! : null
  }

  arrive(row: number, nowMs: number): void {
    this.arrivalMs[row] = nowMs
  }

  admit(row: number, cachedTokens: number, nowMs: number): void {
    if (this.admittedMs[row] !== NEVER) return
    this.admittedMs[row] = nowMs
    this.cachedTokens[row] = cachedTokens
  }

  token(row: number, nowMs: number): void {
    if (this.tokenCount[row] === 0) this.firstTokenMs[row] = nowMs
    else {
      const gapMs = nowMs - this.lastTokenMs[row]!
      this.gaps.add(gapMs)
      if (gapMs > this.gapMsMax[row]!) this.gapMsMax[row] = gapMs
    }
    this.lastTokenMs[row] = nowMs
    this.tokenCount[row]! += 1
  }

  end(row: number, ending: Ending, nowMs: number): void {
    assert(this.#ending[row] === NOT_ENDED, `request ${row} ends once`)
    this.#ending[row] = endings.indexOf(ending)
    this.endMs[row] = nowMs
    this.#endedCount += 1
  }
}
