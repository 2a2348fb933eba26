/**
 * A running hash over everything that the core decided: two runs with equal hashes planned the same.
 *
 * Two 32-bit lanes with different multipliers; numbers are mixed as 32-bit integers. Tells runs apart, protects from nobody.
 */

import type { StepPlan } from './step.ts'

export class DecisionHash {
  #low = 0x811c9dc5
  #high = 0x9747b28c

  mix(value: number): void {
    this.#low = mixLow(this.#low, value)
    this.#high = mixHigh(this.#high, value)
  }

  mixPlan({ step, copies, sequences }: StepPlan): void {
    this.mix(step)
    for (const { from, to, tokenCount } of copies) {
      this.mix(from)
      this.mix(to)
      this.mix(tokenCount)
    }
    // Of a long step, the hash is what costs: the lanes stay in registers.
    let low = this.#low
    let high = this.#high
    for (const { request, tokens, tokenCount, start, blocks, isSampled } of sequences) {
      const count = tokenCount ?? tokens.length
      low = mixLow(mixLow(mixLow(low, request), start), isSampled ? count : -count)
      high = mixHigh(mixHigh(mixHigh(high, request), start), isSampled ? count : -count)
      // Of a sequence that decodes, the other blocks were mixed when each of them was the last.
      for (let at = count === 1 ? blocks.length - 1 : 0; at < blocks.length; at += 1) {
        low = mixLow(low, blocks[at]!)
        high = mixHigh(high, blocks[at]!)
      }
    }
    this.#low = low
    this.#high = high
  }

  /** 16 hexadecimal digits. */
  get value(): string {
    const digits = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0')
    return digits(this.#high) + digits(this.#low)
  }
}

function mixLow(lane: number, value: number): number {
  const mixed = Math.imul(lane ^ value, 0x01000193)
  return mixed ^ (mixed >>> 15)
}

function mixHigh(lane: number, value: number): number {
  const mixed = Math.imul(lane ^ value, 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}
