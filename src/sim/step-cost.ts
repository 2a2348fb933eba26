/**
 * The seam of time: how long an engine takes for a step, from what the step computes. The cost models of the planner have this form.
 *
 * Contexts of decoding sequences enter as their sum. The batch that is handed over is used again for the next step: keep nothing of it.
 */

import type { StepPlan } from '../engine/step.ts'

export interface PricedChunk {
  readonly tokenCount: number
  /** Tokens of the same sequence that the cache holds already. */
  readonly contextBefore: number
}

export interface PricedStep {
  readonly prefill: readonly PricedChunk[]
  readonly decodeCount: number
  /** Sum over decoding sequences of the tokens that each looks at. */
  readonly decodeContextTokens: number
  /** Each of them: the first `decodeCount`. */
  readonly decodeContexts: Float64Array
}

export interface StepCost {
  stepSeconds(step: PricedStep): number
}

type Draft<T> = { -readonly [Name in keyof T]: T[Name] }

/** What a plan computes. One object, filled anew for each plan, because there are millions of them. */
export class StepCounter implements PricedStep {
  readonly #chunks: Draft<PricedChunk>[] = []
  readonly prefill: Draft<PricedChunk>[] = []
  decodeCount = 0
  decodeContextTokens = 0
  readonly decodeContexts: Float64Array
  tokenCount = 0

  constructor(sequencesMax: number) {
    this.decodeContexts = new Float64Array(sequencesMax)
  }

  count({ sequences }: StepPlan): this {
    this.prefill.length = 0
    this.decodeCount = 0
    this.decodeContextTokens = 0
    this.tokenCount = 0
    for (const { tokenCount, start } of sequences) {
      this.tokenCount += tokenCount!
      if (tokenCount === 1 && start > 0) {
        this.decodeContexts[this.decodeCount] = start + 1
        this.decodeCount += 1
        this.decodeContextTokens += start + 1
      } else this.#add(tokenCount!, start)
    }
    return this
  }

  #add(tokenCount: number, contextBefore: number): void {
    const at = this.prefill.length
    const chunk = this.#chunks[at] ?? { tokenCount: 0, contextBefore: 0 }
    this.#chunks[at] = chunk
    chunk.tokenCount = tokenCount
    chunk.contextBefore = contextBefore
    this.prefill.push(chunk)
  }
}
