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
    this.#low = Math.imul(this.#low ^ value, 0x01000193)
    this.#low ^= this.#low >>> 15
    this.#high = Math.imul(this.#high ^ value, 0x85ebca6b)
    this.#high ^= this.#high >>> 13
  }

  mixPlan({ step, copies, sequences }: StepPlan): void {
    this.mix(step)
    for (const { from, to, tokenCount } of copies) {
      this.mix(from)
      this.mix(to)
      this.mix(tokenCount)
    }
    for (const { request, tokens, tokenCount, start, blocks, isSampled } of sequences) {
      const count = tokenCount ?? tokens.length
      this.mix(request)
      this.mix(start)
      this.mix(isSampled ? count : -count)
      // Of a sequence that decodes, the other blocks were mixed when each of them was the last.
      if (count === 1) this.mix(blocks[blocks.length - 1]!)
      else for (const block of blocks) this.mix(block)
    }
  }

  /** 16 hexadecimal digits. */
  get value(): string {
    const digits = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0')
    return digits(this.#high) + digits(this.#low)
  }
}
