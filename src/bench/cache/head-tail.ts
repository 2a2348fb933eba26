/**
 * Head and tail traffic through the cache with its categories, and through one threshold for all: hits, wrong hits, model calls; and the same
 * traffic past every eviction policy, the offline bound included.
 */

import type { AnswerCache } from '../../cache/answer-cache.ts'
import type { Host } from '../../host/host.ts'
import { categoryTable, defaultCategories } from '../../policy/caching/categories.ts'
import type { EntryFacts, EvictionPolicy } from '../../policy/caching/eviction-policy.ts'
import { evictionPolicies } from '../../policy/caching/registry.ts'
import { identityParts, newAnswer } from '../../testing/test-cache.ts'
import { type Meanings, openBenchCache } from './bench-cache.ts'
import { openOneThreshold } from './one-threshold.ts'
import type { TrafficRequest } from './traffic.ts'

export interface TrafficResult {
  readonly requests: number
  readonly hits: number
  readonly wrong: number
  readonly modelCalls: number
  readonly byCategory: ReadonlyMap<string, { requests: number; hits: number; wrong: number }>
}

function tally(): {
  note(request: TrafficRequest, answer: string | null): void
  result(): TrafficResult
} {
  const byCategory = new Map<string, { requests: number; hits: number; wrong: number }>()
  return {
    note({ category, truth }, answer) {
      const figures = byCategory.get(category) ?? { requests: 0, hits: 0, wrong: 0 }
      byCategory.set(category, figures)
      figures.requests += 1
      if (answer === null) return
      figures.hits += 1
      if (answer !== truth) figures.wrong += 1
    },
    result() {
      const all = [...byCategory.values()]
      const sum = (
        of: (one: { requests: number; hits: number; wrong: number }) => number,
      ): number => all.reduce((total, one) => total + of(one), 0)
      const requests = sum((one) => one.requests)
      const hits = sum((one) => one.hits)
      return {
        requests,
        hits,
        wrong: sum((one) => one.wrong),
        modelCalls: requests - hits,
        byCategory,
      }
    },
  }
}

export async function runByCategory(
  host: Pick<Host, 'clock'>,
  meanings: Meanings,
  traffic: readonly TrafficRequest[],
  entriesMax: number,
): Promise<{ result: TrafficResult; cache: AnswerCache }> {
  const categories = categoryTable(defaultCategories)
  const cache = await openBenchCache(host, meanings, { categories, limits: { entriesMax } })
  const identity = cache.identify(identityParts('everybody'))
  const { note, result } = tally()
  for (const request of traffic) {
    const { question, category, truth, modelMs } = request
    const { lookup, answer } = await cache.answerWith({ identity, question, category }, async () =>
      newAnswer(truth, { latencyMs: modelMs }),
    )
    note(request, lookup.outcome === 'hit' ? answer.text : null)
  }
  return { result: result(), cache }
}

export function runOneThreshold(
  meanings: Meanings,
  traffic: readonly TrafficRequest[],
  threshold: number,
  entriesMax: number,
): TrafficResult {
  const cache = openOneThreshold(meanings, threshold, entriesMax)
  const { note, result } = tally()
  for (const request of traffic) {
    const answer = cache.lookup(request.question)
    note(request, answer)
    if (answer === null) cache.put(request.question, request.truth)
  }
  return result()
}

export interface PolicyResult {
  readonly hitRate: number
  /** Share of the model's time that hits saved. */
  readonly savedShare: number
}

/** Each policy on the traffic's truths, entries of one size: what eviction alone decides. */
export function runPolicies(
  traffic: readonly TrafficRequest[],
  entriesMax: number,
): Map<string, PolicyResult> {
  const nextUse = nextUses(traffic)
  return new Map(
    Object.values(evictionPolicies).map((policy) => [
      policy.name,
      resultOf(policy, traffic, nextUse, entriesMax),
    ]),
  )
}

function nextUses(traffic: readonly TrafficRequest[]): Float64Array {
  const next = new Float64Array(traffic.length)
  const later = new Map<string, number>()
  for (let at = traffic.length - 1; at >= 0; at -= 1) {
    next[at] = later.get(traffic[at]!.truth) ?? Number.POSITIVE_INFINITY
    later.set(traffic[at]!.truth, at)
  }
  return next
}

function resultOf(
  policy: EvictionPolicy,
  traffic: readonly TrafficRequest[],
  nextUse: Float64Array,
  entriesMax: number,
): PolicyResult {
  const held = new Map<string, EntryFacts>()
  let hits = 0
  let savedMs = 0
  let allMs = 0
  for (const [at, { truth, modelMs }] of traffic.entries()) {
    const known = held.get(truth)
    allMs += modelMs
    if (known !== undefined) {
      hits += 1
      savedMs += modelMs
    } else if (held.size >= entriesMax) held.delete(lowest(policy, held, at))
    held.delete(truth)
    held.set(truth, {
      storedAtMs: known?.storedAtMs ?? at,
      lastUsedAtMs: at,
      hitCount: known === undefined ? 0 : known.hitCount + 1,
      byteCount: 1_000,
      latencySavedMs: modelMs,
      nextUseAtMs: nextUse[at]!,
    })
  }
  return { hitRate: hits / traffic.length, savedShare: savedMs / allMs }
}

function lowest(
  policy: EvictionPolicy,
  held: ReadonlyMap<string, EntryFacts>,
  nowMs: number,
): string {
  let victim = ''
  let least = Number.POSITIVE_INFINITY
  for (const [truth, facts] of held) {
    const rank = policy.rank(facts, nowMs)
    if (victim === '' || rank < least) {
      victim = truth
      least = rank
    }
  }
  return victim
}
