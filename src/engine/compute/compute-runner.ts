/**
 * The runner over a team of compute threads: plans go to the threads, blocks of the cache are moved by the caller's thread.
 *
 * One call at a time. Owns the memories, so that threads can be replaced; closing lets go of them.
 */

import type { ProductErrors } from '../../kernels/matrix/product-errors.ts'
import type { EngineMode } from '../../kernels/open-engine-module.ts'
import type { Hyperparameters } from '../../model/architecture/hyperparameters.ts'
import type { Choice } from '../../model/sampling/choose-token.ts'
import { assert } from '../../stdx/assert.ts'
import type { Runner, RunnerOutcome, RunnerShape, TokenAsk } from '../runner.ts'
import type { RequestId, StepPlan } from '../step.ts'
import { cachePlaces } from './block-places.ts'
import type { ComputeTeam } from './compute-team.ts'
import type { MemoryPlan } from './memory-plan.ts'
import { createStepInput } from './step-input.ts'

/** What runs, for the lines at start. */
export interface ComputeDescription {
  readonly kernels: EngineMode
  /** Why not SIMD; null where it runs. */
  readonly reason: string | null
  /** Of products of matrices, against float64. */
  readonly productErrors: ProductErrors
  readonly threadCount: number
  /** Bytes of each memory. */
  readonly memoryBytes: readonly number[]
  readonly weightBytes: number
  readonly kvBytes: number
  readonly scratchBytes: number
}

export interface ComputeRunnerParts {
  readonly shape: RunnerShape
  readonly model: Hyperparameters
  readonly plan: MemoryPlan
  readonly memories: readonly WebAssembly.Memory[]
  readonly team: ComputeTeam
  readonly description: ComputeDescription
}

/** Bytes of a block that lie side by side. */
interface BlockPart {
  readonly bytes: Uint8Array
  /** In what `readBlock` gives. */
  readonly at: number
}

export class ComputeRunner implements Runner {
  readonly shape: RunnerShape
  readonly #model: Hyperparameters
  readonly #plan: MemoryPlan
  readonly #team: ComputeTeam
  readonly #description: ComputeDescription
  #memories: readonly WebAssembly.Memory[]
  #isRunning = false

  constructor({ shape, model, plan, memories, team, description }: ComputeRunnerParts) {
    this.shape = shape
    this.#model = model
    this.#plan = plan
    this.#memories = memories
    this.#team = team
    this.#description = description
  }

  describe(): ComputeDescription {
    return this.#description
  }

  async run(plan: StepPlan, asks: ReadonlyMap<RequestId, TokenAsk>): Promise<RunnerOutcome> {
    const input = createStepInput(plan, this.shape, this.#plan.scratch.batchTokenCount)
    const rows = input.sampledRequests.map((request) => {
      const ask = asks.get(request)
      assert(ask !== undefined, 'a sampled sequence says how')
      return ask
    })
    const { choices, computeMs } = await this.#alone(() => this.#team.run({ input, asks: rows }))
    const chosen = input.sampledRequests.map((request, row) => [request, choices[row]!] as const)
    return { choices: new Map<RequestId, Choice>(chosen), computeMs }
  }

  /**
   * Logits after every token of the plan, in its order, (vocabularySize) each: for tests and benchmarks. The tokens are at most
   * `stepSequencesMax`.
   */
  async runForLogits(plan: StepPlan): Promise<readonly Float32Array[]> {
    const input = createStepInput(plan, this.shape, this.#plan.scratch.batchTokenCount, true)
    const { logits } = await this.#alone(() => this.#team.run({ input, asks: null }))
    return logits
  }

  async readBlock(block: number, tokenCount: number): Promise<Uint8Array> {
    const parts = this.#partsOf(block, tokenCount)
    const read = new Uint8Array(tokenCount * this.shape.kvBytesPerToken)
    for (const { bytes, at } of parts) read.set(bytes, at)
    return read
  }

  async writeBlock(block: number, tokenCount: number, bytes: Uint8Array): Promise<void> {
    const byteCount = tokenCount * this.shape.kvBytesPerToken
    assert(bytes.length === byteCount, `${tokenCount} positions are ${byteCount} bytes`)
    for (const part of this.#partsOf(block, tokenCount)) {
      part.bytes.set(bytes.subarray(part.at, part.at + part.bytes.length))
    }
  }

  async close(): Promise<void> {
    await this.#team.close()
    // A memory is given back when nothing refers to it any more.
    this.#memories = []
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #alone<T>(run: () => Promise<T>): Promise<T> {
    assert(!this.#isRunning, 'one step runs at a time')
    this.#isRunning = true
    try {
      return await run()
    } finally {
      this.#isRunning = false
    }
  }

  /** Layer by layer: keys of the first positions, head by head, then values. */
  #partsOf(block: number, tokenCount: number): BlockPart[] {
    const { blockCount, blockTokenCount } = this.shape
    assert(!this.#isRunning, 'no step runs while a block is moved')
    assert(block >= 0 && block < blockCount, `block ${block} is in the pool`)
    assert(tokenCount >= 0 && tokenCount <= blockTokenCount, `${tokenCount} positions fit a block`)
    const model = this.#model
    const heads = Array.from({ length: model.kvHeadCount }, (_, head) => head)
    let at = 0
    return this.#plan.layers.flatMap((layer) => {
      const { buffer } = this.#memories[layer.memory]!
      return cachePlaces({ model, sizes: this.shape }, layer).flatMap((places) =>
        heads.map((head) => {
          const from = places.at + block * places.blockBytes + head * places.headBytes
          const bytes = new Uint8Array(buffer, from, tokenCount * places.rowBytes)
          const part = { bytes, at }
          at += bytes.length
          return part
        }),
      )
    })
  }
}
