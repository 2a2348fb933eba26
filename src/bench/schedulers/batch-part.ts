/**
 * An offline batch with shared prefixes: BatchLLM against a prefix cache that evicts by use, first come first served.
 *
 * Questions about sections of documents: instructions, document and section are shared at three levels, requests come shuffled and all at
 * once, and the prefixes together are many times the cache. Prefill tokens are those computed for prompts, however often. Parts of
 * BatchLLM stand alone beside the whole.
 */

import type { PolicyNames } from '../../engine/engine-settings.ts'
import { lognormal } from '../../planner/workload/generate/draws.ts'
import { arrangeBatch } from '../../policy/ordering/arrange-batch.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import { openStage, runOn } from '../serving-stage.ts'

export const BATCH_DEVICE = 'rtx-4090'
const SEED = 17
const BLOCK = 16
const SECTIONS = 4
const QUESTIONS = 8
const ANSWER_MAX = 1_024
const answerDraw = lognormal({ mean: 120, sd: 150 })

export interface BatchRow {
  readonly scheduler: string
  readonly prefillTokens: number
  readonly cachedShare: number
  readonly peakKvShare: number
  readonly evictions: number
  readonly seconds: number
  readonly ttftMeanMs: number
}

export interface BatchResult {
  readonly requestCount: number
  readonly promptTokens: number
  /** The least that any order could compute, were the cache large enough. */
  readonly uniqueTokens: number
  /** What one shared level a request saves. */
  readonly oneLevelShare: number
  readonly rows: readonly BatchRow[]
}

interface Question {
  readonly keys: readonly number[]
  readonly promptTokens: number
  readonly outputTokens: number
}

function shuffle<Item>(items: Item[], prng: Prng): void {
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = prng.below(at + 1)
    const item = items[at]!
    items[at] = items[other]!
    items[other] = item
  }
}

export function makeQuestions(documentCount: number): Question[] {
  const prng = createPrng(SEED)
  let nextKey = 1
  const blocks = (count: number): number[] => Array.from({ length: count }, () => nextKey++)
  const system = blocks(32)
  const questions: Question[] = []
  for (let document = 0; document < documentCount; document += 1) {
    const head = [...system, ...blocks(40 + prng.below(120))]
    for (let section = 0; section < SECTIONS; section += 1) {
      const shared = [...head, ...blocks(20 + prng.below(140))]
      for (let question = 0; question < QUESTIONS; question += 1) {
        const keys = [...shared, ...blocks(1 + prng.below(12))]
        const outputTokens = Math.min(ANSWER_MAX, Math.max(1, Math.round(answerDraw(prng))))
        questions.push({
          keys,
          promptTokens: keys.length * BLOCK + prng.below(BLOCK),
          outputTokens,
        })
      }
    }
  }
  shuffle(questions, prng)
  return questions
}

function requestsOf(questions: readonly Question[], ranks: Int32Array | null): SimulatedRequest[] {
  return questions.map(({ keys, promptTokens, outputTokens }, at) => ({
    arrivalMs: 0,
    promptTokens,
    outputTokens,
    tokensMax: ANSWER_MAX,
    keys,
    ...(ranks === null ? {} : { batchRank: ranks[at]! }),
  }))
}

const schedulers: readonly { readonly name: string; readonly names: PolicyNames }[] = [
  { name: 'fcfs + lru', names: { admission: 'aggressive', ordering: 'fcfs' } },
  { name: 'fcfs + slru', names: { admission: 'aggressive', ordering: 'fcfs', eviction: 'slru' } },
  { name: 'fcfs + past-future', names: { admission: 'past-future', ordering: 'fcfs' } },
  { name: 'order alone', names: { admission: 'aggressive', ordering: 'batchllm' } },
  { name: 'admission alone', names: { admission: 'memory-centric', ordering: 'fcfs' } },
  { name: 'batchllm', names: { admission: 'memory-centric', ordering: 'batchllm' } },
]

export function batchPart(documentCount: number): BatchResult {
  const questions = makeQuestions(documentCount)
  const mean = questions.reduce((sum, { outputTokens }) => sum + outputTokens, 0) / questions.length
  // How long an answer gets nobody knows before; the mean is what an offline batch has.
  const { ranks, savedKeys, totalKeys } = arrangeBatch(
    questions.map(({ keys }) => ({ keys, predictedTokens: mean })),
  )
  const stage = openStage(BATCH_DEVICE, BLOCK)
  const promptTokens = questions.reduce((sum, one) => sum + one.promptTokens, 0)
  const rows = schedulers.map(({ name, names }): BatchRow => {
    const requests = requestsOf(questions, names.ordering === 'batchllm' ? ranks : null)
    const { report, simulation } = runOn(stage, { requests, names })
    const { engine } = simulation.replicas[0]!
    const outputs = questions.reduce((sum, one) => sum + one.outputTokens - 1, 0)
    return {
      scheduler: name,
      prefillTokens: engine.stats().computedTokens - outputs,
      cachedShare: report.cachedShare,
      peakKvShare: report.kv[0]!.peakShare,
      evictions: report.preemptionCount,
      seconds: report.virtualMs / 1000,
      ttftMeanMs: report.ttft.mean,
    }
  })
  const uniqueTokens = BLOCK * new Set(questions.flatMap(({ keys }) => keys)).size
  return {
    requestCount: questions.length,
    promptTokens,
    uniqueTokens,
    oneLevelShare: savedKeys / totalKeys,
    rows,
  }
}
