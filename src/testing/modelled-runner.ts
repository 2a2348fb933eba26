/**
 * A runner whose keys and values are running hashes: it computes nothing and still shows every mistake of who decides.
 *
 * The value of a position is a hash of the position before it and of its token; the next token is a hash over the values of all positions. So
 * the answer to a prompt is known without any engine (`modelledAnswer`), and a block that was freed too early, shared wrongly,
 * copied short or written by two gives another one. Fails and dawdles on demand, by a seed; what a failed sequence wrote is rubbish.
 */

import type { Runner, RunnerOutcome, RunnerShape, TokenAsk } from '../engine/runner.ts'
import type { RequestId, SampledToken, StepOutcome, StepPlan } from '../engine/step.ts'
import { LociError } from '../errors.ts'
import type { BlockId } from '../kv/block-pool.ts'
import type { Choice } from '../model/sampling/choose-token.ts'
import { assert } from '../stdx/assert.ts'
import type { Prng } from '../stdx/prng.ts'

const BYTES_PER_POSITION = 4
const RUBBISH = 0xdeadbeef

export interface ModelledRunnerOptions {
  readonly shape: Pick<RunnerShape, 'blockCount' | 'blockTokenCount' | 'contextLength'> &
    Partial<RunnerShape>
  /** An answer ends at a token that this divides; 0: only at its limit. */
  readonly endTokenEvery?: number
  /** Chance that a sequence of a step fails, and that a whole step does. */
  readonly faults?: { readonly prng: Prng; readonly sequence: number; readonly step: number }
  /** Waited for before a step's outcome is known. */
  readonly delay?: () => Promise<void>
}

export class ModelledRunner implements Runner {
  readonly shape: RunnerShape
  readonly #options: ModelledRunnerOptions
  /** (blocks, positions) */
  readonly #values: Uint32Array

  constructor(options: ModelledRunnerOptions) {
    this.#options = options
    this.shape = {
      vocabularySize: 1000,
      kvType: 'f32',
      kvBytesPerToken: BYTES_PER_POSITION,
      stepTokensMax: 512,
      stepSequencesMax: 64,
      ...options.shape,
    }
    this.#values = new Uint32Array(this.shape.blockCount * this.shape.blockTokenCount)
  }

  /** What the runner of an engine would answer, with faults as outcomes. */
  compute(plan: StepPlan): StepOutcome {
    const { faults } = this.#options
    const sampled: SampledToken[] = []
    const failed: { request: RequestId; code: string }[] = []
    const isStepFailed = faults?.prng.chance(faults.step) ?? false
    for (const { from, to, tokenCount } of plan.copies) {
      const start = this.#at(from, 0)
      this.#values.copyWithin(this.#at(to, 0), start, start + tokenCount)
    }
    for (const one of plan.sequences) {
      const token = this.#take(one)
      if (isStepFailed || (faults?.prng.chance(faults.sequence) ?? false)) {
        this.#spoil(one)
        failed.push({ request: one.request, code: 'ENGINE_WORKER_DIED' })
      } else if (one.isSampled) {
        sampled.push({ request: one.request, token, isLast: this.isLast(token) })
      }
    }
    return { step: plan.step, sampled, failed }
  }

  async run(plan: StepPlan, _asks: ReadonlyMap<RequestId, TokenAsk>): Promise<RunnerOutcome> {
    await this.#options.delay?.()
    const { sampled, failed } = this.compute(plan)
    if (failed.length > 0) {
      throw new LociError('ENGINE_WORKER_DIED', `step ${plan.step} failed, as it was told to`)
    }
    const choices = new Map<RequestId, Choice>()
    for (const { request, token } of sampled)
      choices.set(request, { id: token, logProb: 0, top: [] })
    return { choices, computeMs: 0 }
  }

  isLast(token: number): boolean {
    const { endTokenEvery = 0 } = this.#options
    return endTokenEvery > 0 && token % endTokenEvery === 0
  }

  async readBlock(block: BlockId, tokenCount: number): Promise<Uint8Array> {
    const from = this.#at(block, 0)
    const values = this.#values.slice(from, from + tokenCount)
    return new Uint8Array(values.buffer)
  }

  async writeBlock(block: BlockId, tokenCount: number, bytes: Uint8Array): Promise<void> {
    const values = new Uint32Array(bytes.slice().buffer, 0, tokenCount)
    this.#values.set(values, this.#at(block, 0))
  }

  async close(): Promise<void> {}

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Writes the positions of a sequence's step; the token that would come after them. */
  #take({ tokens, start, blocks }: StepPlan['sequences'][number]): number {
    const valueAt = (position: number): number => this.#at(...this.#place(blocks, position))
    assert(start + tokens.length <= this.shape.contextLength, 'a sequence stays in its context')
    let answer = 0
    let before = 0
    for (let position = 0; position < start; position += 1) {
      before = this.#values[valueAt(position)]!
      answer = mix(answer, before)
    }
    for (const [offset, token] of tokens.entries()) {
      before = mix(before, token)
      this.#values[valueAt(start + offset)] = before
      answer = mix(answer, before)
    }
    return answer % this.shape.vocabularySize
  }

  #spoil({ tokens, start, blocks }: StepPlan['sequences'][number]): void {
    for (let offset = 0; offset < tokens.length; offset += 1) {
      this.#values[this.#at(...this.#place(blocks, start + offset))] = RUBBISH
    }
  }

  #place(blocks: readonly BlockId[], position: number): [BlockId, number] {
    const { blockTokenCount } = this.shape
    const block = blocks[Math.floor(position / blockTokenCount)]
    assert(block !== undefined, `position ${position} has a block`)
    return [block, position % blockTokenCount]
  }

  #at(block: BlockId, row: number): number {
    return block * this.shape.blockTokenCount + row
  }
}

/** What any engine must answer to this prompt. */
export function modelledAnswer(
  prompt: readonly number[],
  tokensMax: number,
  runner: ModelledRunner,
): number[] {
  const answer: number[] = []
  let before = 0
  let sum = 0
  for (const token of prompt) {
    before = mix(before, token)
    sum = mix(sum, before)
  }
  while (answer.length < tokensMax) {
    const token = sum % runner.shape.vocabularySize
    answer.push(token)
    if (runner.isLast(token)) break
    before = mix(before, token)
    sum = mix(sum, before)
  }
  return answer
}

function mix(value: number, next: number): number {
  let mixed = Math.imul(value ^ (next + 0x9e3779b9), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 13)) >>> 0
}
