/**
 * Computes steps with the plain reference: slow, the same everywhere, what `--kernels reference` runs and other runners are held to.
 *
 * Keys and values are float32 in blocks of one pool. Sequences of a step are computed one after the other and each token by itself,
 * so nothing depends on the batch. It works on the thread that calls it and gives that thread back between tokens.
 */

import type { Clock } from '../host/clock.ts'
import { nextTurn } from '../host/timers.ts'
import type { ModelWeights } from '../model/architecture/load-weights.ts'
import { type Choice, chooseToken } from '../model/sampling/choose-token.ts'
import { assert } from '../stdx/assert.ts'
import { PagedCache } from './reference-cache.ts'
import { ReferenceModel } from './reference-model.ts'
import type { Runner, RunnerShape, TokenAsk } from './runner.ts'
import type { RequestId, SequenceStep } from './step.ts'

export interface ReferenceRunnerOptions {
  readonly weights: ModelWeights
  readonly clock: Clock
  readonly blockCount: number
  /** Default 16. */
  readonly blockTokenCount?: number
  /** Default: the model's. */
  readonly contextLength?: number
  /** Default 512. */
  readonly stepTokensMax?: number
  /** Default 64. */
  readonly stepSequencesMax?: number
}

const BLOCK_TOKENS = 16
const STEP_TOKENS = 512
const STEP_SEQUENCES = 64

function shapeOf(options: ReferenceRunnerOptions, kvBytesPerToken: number): RunnerShape {
  const { model } = options.weights
  return {
    blockCount: options.blockCount,
    blockTokenCount: options.blockTokenCount ?? BLOCK_TOKENS,
    contextLength: Math.min(options.contextLength ?? model.contextLength, model.contextLength),
    vocabularySize: model.vocabularySize,
    kvType: 'f32',
    kvBytesPerToken,
    stepTokensMax: options.stepTokensMax ?? STEP_TOKENS,
    stepSequencesMax: options.stepSequencesMax ?? STEP_SEQUENCES,
  }
}

export function openReferenceRunner(options: ReferenceRunnerOptions): Runner {
  const { weights, clock, blockCount, blockTokenCount = BLOCK_TOKENS } = options
  const model = new ReferenceModel(weights)
  const cache = new PagedCache(weights.model, { blockCount, blockTokenCount })
  const shape = shapeOf(options, cache.bytesPerToken)
  let isRunning = false

  /** The choice after the last token, or null where none is asked for. */
  async function runSequence(step: SequenceStep, ask: TokenAsk | null): Promise<Choice | null> {
    const sequence = model.openSequence(cache.open(step.blocks), step.start)
    for (const token of step.tokens) {
      sequence.put(token)
      await nextTurn()
    }
    if (ask === null) return null
    return chooseToken(sequence.logits(), ask.sampling, ask)
  }

  const close = async (): Promise<void> => {}
  return {
    shape,
    async run(plan, asks) {
      assert(!isRunning, 'one step runs at a time')
      isRunning = true
      const from = clock.monotonicMs()
      const choices = new Map<RequestId, Choice>()
      try {
        for (const { from: source, to, tokenCount } of plan.copies) {
          cache.copy(source, to, tokenCount)
        }
        for (const step of plan.sequences) {
          const ask = step.isSampled ? asks.get(step.request) : null
          assert(ask !== undefined, 'a sampled sequence says how')
          const choice = await runSequence(step, ask)
          if (choice !== null) choices.set(step.request, choice)
        }
      } finally {
        isRunning = false
      }
      return { choices, computeMs: clock.monotonicMs() - from }
    },
    readBlock: async (block, tokenCount) => cache.read(block, tokenCount),
    writeBlock: async (block, tokenCount, bytes) => cache.write(block, tokenCount, bytes),
    close,
    [Symbol.asyncDispose]: close,
  }
}
