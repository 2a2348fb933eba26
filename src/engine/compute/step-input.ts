/**
 * A plan as the threads take it: tokens cut into batches, each with the runs of one sequence that it holds.
 *
 * Plain data that can be sent. What a plan must keep to is asserted here, before any thread sees it: a plan is made by the core, and
 * input that comes from outside was refused long before.
 */

import { assert } from '../../stdx/assert.ts'
import type { RunnerShape } from '../runner.ts'
import type { RequestId, SequenceStep, StepPlan } from '../step.ts'

/** Tokens of one sequence, side by side in a batch. */
export interface Run {
  readonly tokenFrom: number
  readonly tokenCount: number
  /** Position of the first. */
  readonly start: number
  readonly blocks: Int32Array
}

export interface Batch {
  readonly tokens: Int32Array
  readonly positions: Int32Array
  /** Where the cache keeps each: row of a layer's (blockCount * blockTokenCount) rows. */
  readonly rows: Int32Array
  readonly runs: readonly Run[]
  /** Tokens of the batch whose successor is chosen, and the rows that their states go to. */
  readonly sampled: readonly { readonly token: number; readonly row: number }[]
}

export interface StepInput {
  /** (copies, 3): from, to, tokens. */
  readonly copies: Int32Array
  readonly batches: readonly Batch[]
  /** By row. */
  readonly sampledRequests: readonly RequestId[]
}

function checkSequence(step: SequenceStep, shape: RunnerShape): void {
  const { tokens, start, blocks } = step
  const end = start + tokens.length
  assert(tokens.length > 0, 'a sequence of a step has tokens')
  assert(
    start >= 0 && end <= shape.contextLength,
    `positions ${start} to ${end} are in the context`,
  )
  assert(
    tokens.every((token) => token >= 0 && token < shape.vocabularySize),
    'tokens are in the vocabulary',
  )
  assert(
    blocks.length * shape.blockTokenCount >= end,
    `${blocks.length} blocks hold ${end} positions`,
  )
  assert(
    blocks.every((block) => block >= 0 && block < shape.blockCount),
    'blocks are in the pool',
  )
}

function checkPlan({ sequences, copies }: StepPlan, shape: RunnerShape): void {
  const tokenCount = sequences.reduce((sum, { tokens }) => sum + tokens.length, 0)
  assert(tokenCount <= shape.stepTokensMax, `a step takes ${shape.stepTokensMax} tokens`)
  assert(sequences.length <= shape.stepSequencesMax, `a step takes ${shape.stepSequencesMax}`)
  for (const step of sequences) checkSequence(step, shape)
  for (const { from, to, tokenCount: count } of copies) {
    assert(
      from !== to && Math.max(from, to) < shape.blockCount,
      'copied blocks are two of the pool',
    )
    assert(count >= 0 && count <= shape.blockTokenCount, 'a copy is of one block')
  }
}

interface Placed {
  readonly step: SequenceStep
  readonly blocks: Int32Array
  /** Of the step's tokens. */
  readonly index: number
  readonly row: number | null
}

/** `isEveryTokenSampled`: for whoever wants the logits of a whole text. */
export function createStepInput(
  plan: StepPlan,
  shape: RunnerShape,
  batchTokenCount: number,
  isEveryTokenSampled = false,
): StepInput {
  checkPlan(plan, shape)
  const sampledRequests: RequestId[] = []
  const placed = plan.sequences.flatMap((step): Placed[] => {
    const blocks = Int32Array.from(step.blocks)
    return step.tokens.map((_, index) => {
      const isLast = index === step.tokens.length - 1
      const isSampled = isEveryTokenSampled || (isLast && step.isSampled)
      const row = isSampled ? sampledRequests.push(step.request) - 1 : null
      return { step, blocks, index, row }
    })
  })
  assert(sampledRequests.length <= shape.stepSequencesMax, 'a step samples a bounded number')
  const batches: Batch[] = []
  for (let from = 0; from < placed.length; from += batchTokenCount) {
    batches.push(createBatch(placed.slice(from, from + batchTokenCount), shape.blockTokenCount))
  }
  const copies = Int32Array.from(
    plan.copies.flatMap(({ from, to, tokenCount }) => [from, to, tokenCount]),
  )
  return { copies, batches, sampledRequests }
}

function createBatch(placed: readonly Placed[], blockTokenCount: number): Batch {
  const runs: Run[] = []
  for (let from = 0; from < placed.length; ) {
    const { step, blocks, index } = placed[from]!
    let to = from
    while (placed[to]?.step === step) to += 1
    const start = step.start + index
    runs.push({ tokenFrom: from, tokenCount: to - from, start, blocks })
    from = to
  }
  return {
    tokens: Int32Array.from(placed, ({ step, index }) => step.tokens[index]!),
    positions: Int32Array.from(placed, ({ step, index }) => step.start + index),
    rows: Int32Array.from(placed, ({ step, blocks, index }) => {
      const position = step.start + index
      const block = blocks[Math.floor(position / blockTokenCount)]!
      return block * blockTokenCount + (position % blockTokenCount)
    }),
    runs,
    sampled: placed.flatMap(({ row }, token) => (row === null ? [] : [{ token, row }])),
  }
}
