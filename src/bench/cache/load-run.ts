/**
 * Load adaptation on a simulated day: how many calls fewer reach an overloaded model when TTLs and thresholds move with its load.
 *
 * Load rises and falls twice; answers live an hour. The same requests at the same times go through a cache that sees the load and one
 * that does not. Counted: model calls while the load is above one half. The paper projects 9-17 %, from theory.
 */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import { readCategories } from '../../cache/read-categories.ts'
import { identityParts, newAnswer } from '../../testing/test-cache.ts'
import { type Meanings, openBenchCache } from './bench-cache.ts'
import type { TrafficRequest } from './traffic.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const PEAKS = 2

export interface LoadResult {
  readonly plainCalls: number
  readonly adaptedCalls: number
  /** Share of the plain calls that adaptation saved while the model was loaded. */
  readonly reduction: number
  readonly plainWrong: number
  readonly adaptedWrong: number
}

export async function runLoad(
  meanings: Meanings,
  traffic: readonly TrafficRequest[],
): Promise<LoadResult> {
  let nowMs = 0
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs }
  const loadAt = (ms: number): number => Math.max(0, Math.sin((2 * Math.PI * PEAKS * ms) / DAY_MS))
  const categories = readCategories(
    Object.fromEntries(
      [...new Set(traffic.map(({ category }) => category))].map((name) => [
        name,
        { ttlMs: HOUR_MS, staleMsMax: 4 * HOUR_MS },
      ]),
    ),
  )
  const open = (load: () => number): Promise<AnswerCache> =>
    openBenchCache({ clock }, meanings, { categories, load, limits: { entriesMax: 1_000_000 } })
  const plain = await open(() => 0)
  const moving = await open(() => loadAt(nowMs))
  const counts = { plainCalls: 0, adaptedCalls: 0, plainWrong: 0, adaptedWrong: 0 }
  for (const [index, request] of traffic.entries()) {
    nowMs = Math.floor((index * DAY_MS) / traffic.length)
    const isLoaded = loadAt(nowMs) > 0.5
    const before = await pass(plain, request)
    const after = await pass(moving, request)
    if (isLoaded) {
      counts.plainCalls += before.isCall ? 1 : 0
      counts.adaptedCalls += after.isCall ? 1 : 0
    }
    counts.plainWrong += before.isWrong ? 1 : 0
    counts.adaptedWrong += after.isWrong ? 1 : 0
  }
  return {
    ...counts,
    reduction: counts.plainCalls === 0 ? 0 : 1 - counts.adaptedCalls / counts.plainCalls,
  }
}

async function pass(
  cache: AnswerCache,
  { question, category, truth, modelMs }: TrafficRequest,
): Promise<{ isCall: boolean; isWrong: boolean }> {
  const identity = cache.identify(identityParts('everybody'))
  const { lookup, answer } = await cache.answerWith({ identity, question, category }, async () =>
    newAnswer(truth, { latencyMs: modelMs }),
  )
  return { isCall: lookup.outcome !== 'hit', isWrong: answer.text !== truth }
}
