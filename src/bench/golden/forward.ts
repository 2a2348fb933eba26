/**
 * A forward pass that a golden file is held against: logits along a text, and greedy tokens after it.
 *
 * Two of them: the plain reference, and what serves (the compute runner, float32 cache). Both must hold.
 */

import { openComputeRunner } from '../../engine/compute/open-compute-runner.ts'
import { ReferenceModel } from '../../engine/reference-model.ts'
import type { RequestId, StepPlan } from '../../engine/step.ts'
import type { Disk } from '../../host/disk.ts'
import type { BlockId } from '../../kv/block-pool.ts'
import { loadWeights } from '../../model/architecture/load-weights.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import { likeliest } from '../../model/sampling/choose-token.ts'

export interface Forward extends AsyncDisposable {
  readonly name: string
  /** Ids of one text at most. */
  readonly idsMax: number
  /** Logits after each of the ids. */
  logits(ids: readonly number[]): Promise<readonly ArrayLike<number>[]>
  greedy(prompt: readonly number[], count: number): Promise<number[]>
}

/** Positions of a text at most, where the model has more. */
const TEXT_TOKENS_MAX = 4_096
const STEP_TOKENS = 64

/** Takes ids one after the other; the logits after the last. */
type Taker = (ids: readonly number[]) => Promise<readonly ArrayLike<number>[]>

async function greedyBy(take: Taker, prompt: readonly number[], count: number): Promise<number[]> {
  const ids: number[] = []
  let logits = (await take(prompt)).at(-1)
  while (logits !== undefined && ids.length < count) {
    const id = likeliest(logits)
    ids.push(id)
    if (ids.length < count) logits = (await take([id])).at(-1)
  }
  return ids
}

export async function createReferenceForward(file: GgufFile): Promise<Forward> {
  const model = new ReferenceModel(await loadWeights(file))
  const open = (): Taker => {
    const sequence = model.openSequence()
    return async (ids) => ids.map((id) => sequence.run(id))
  }
  return {
    name: 'reference',
    idsMax: model.model.contextLength,
    logits: (ids) => open()(ids),
    greedy: (prompt, count) => greedyBy(open(), prompt, count),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** `auto` kernels on one thread; its name says which run. */
export async function openComputeForward(
  file: GgufFile,
  disk: Pick<Disk, 'readBytes'>,
): Promise<Forward> {
  const runner = await openComputeRunner({
    ...{ file, disk, kvType: 'f32', contextLength: TEXT_TOKENS_MAX, threads: 1 },
    ...{ stepTokensMax: STEP_TOKENS, stepSequencesMax: STEP_TOKENS },
  })
  const { contextLength, blockTokenCount } = runner.shape
  const blockCount = Math.ceil(contextLength / blockTokenCount)
  const blocks = Array.from({ length: blockCount }, (_, block) => block as BlockId)
  const open = (): Taker => {
    let start = 0
    return async (ids) => {
      const rows: Float32Array[] = []
      for (let from = 0; from < ids.length; from += STEP_TOKENS) {
        const tokens = ids.slice(from, from + STEP_TOKENS)
        const sequence = { request: 0 as RequestId, tokens, start, blocks, isSampled: true }
        const plan: StepPlan = { step: 0, copies: [], sequences: [sequence] }
        rows.push(...(await runner.runForLogits(plan)))
        start += tokens.length
      }
      return rows
    }
  }
  return {
    name: `${runner.describe().kernels} kernels`,
    idsMax: contextLength,
    logits: (ids) => open()(ids),
    greedy: (prompt, count) => greedyBy(open(), prompt, count),
    [Symbol.asyncDispose]: () => runner.close(),
  }
}
