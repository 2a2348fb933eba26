/**
 * The same requests through the engine with blocks of a few positions and with one block a sequence: tokens and log probabilities must be
 * equal to the last bit, also when memory is short and requests are computed twice.
 */

import { openComputeRunner } from '../../engine/compute/open-compute-runner.ts'
import type { SlotLayoutSettings } from '../../engine/engine-settings.ts'
import type { LiveEngine } from '../../engine/live-engine.ts'
import { openLiveEngine } from '../../engine/open-live-engine.ts'
import type { Host } from '../../host/host.ts'
import { readHyperparameters } from '../../model/architecture/hyperparameters.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import { createPrng } from '../../stdx/prng.ts'
import { tokenOnly } from '../engine/token-only.ts'

const CONTEXT_LENGTH = 128
const BLOCK_TOKENS = 16
/** Fewer than run at once need. */
const BLOCKS = 24
const SLOTS = 4
const PAGE_BYTES = 4_096
const ANSWER_TOKENS = 24

export interface LayoutAnswers {
  /** One a request: ids and log probabilities as text. */
  readonly answers: readonly string[]
  readonly preemptionCount: number
  readonly kernels: string
}

function slotsOf(file: GgufFile): SlotLayoutSettings {
  const { layerCount, kvHeadCount, keyLength } = readHyperparameters(file.metadata)
  const rowBytes = 4 * kvHeadCount * keyLength
  const tensorCount = 2 * layerCount
  const pageCountMax = Math.ceil((2 * CONTEXT_LENGTH * rowBytes) / PAGE_BYTES) * tensorCount
  return {
    kind: 'slots',
    slotCount: SLOTS,
    rowBytes,
    tensorCount,
    pageBytes: PAGE_BYTES,
    pageCountMax,
  }
}

async function answersOf(engine: LiveEngine, vocabularySize: number): Promise<string[]> {
  const prng = createPrng(29)
  const prompts = Array.from({ length: 12 }, () =>
    Array.from({ length: 1 + prng.below(90) }, () => prng.below(vocabularySize)),
  )
  const answer = async (promptTokens: readonly number[]): Promise<string> => {
    const told: string[] = []
    for await (const part of engine.generate({
      promptTokens,
      tokensMax: ANSWER_TOKENS,
      topLogProbCount: 1,
    })) {
      if (part.kind === 'token') told.push(`${part.token} ${part.logProb?.logProb}`)
    }
    return told.join('\n')
  }
  return Promise.all(prompts.map(answer))
}

export async function layoutAnswers(
  host: Host,
  file: GgufFile,
  layout: 'paged' | 'slots',
): Promise<LayoutAnswers> {
  const isPaged = layout === 'paged'
  const runner = await openComputeRunner({
    file,
    disk: host.disk,
    contextLength: CONTEXT_LENGTH,
    blockTokenCount: isPaged ? BLOCK_TOKENS : CONTEXT_LENGTH,
    blockCount: isPaged ? BLOCKS : SLOTS,
    stepTokensMax: 64,
    stepSequencesMax: 8,
  })
  const { kernels } = runner.describe()
  await using engine = await openLiveEngine({
    runner,
    tokenizer: tokenOnly,
    clock: host.clock,
    random: host.random,
    disk: host.disk,
    settings: isPaged ? {} : { layout: slotsOf(file) },
  })
  const answers = await answersOf(engine, runner.shape.vocabularySize)
  return { answers, preemptionCount: engine.stats().preemptionCount, kernels }
}
