/**
 * An answer cache for tests: a simulated clock, seeded draws, ids that count, and vectors of hashed words.
 *
 * The vectors are a real, if simple, vectoriser: every word is a fixed direction and a text the sum of its words, so that texts that share
 * words are near each other. Nothing here knows what the cache should answer.
 */

import {
  type AnswerCache,
  type AnswerCacheOptions,
  openAnswerCache,
} from '../cache/answer-cache.ts'
import type { Citation } from '../cache/cache-entry.ts'
import type { CacheRequest } from '../cache/find-answer.ts'
import type { IdentityParts } from '../cache/identity.ts'
import type { NewAnswer } from '../cache/keep-answer.ts'
import type { Clock } from '../host/clock.ts'
import type { AnswerFacts } from '../policy/caching/cacheable.ts'
import { createPrng } from '../stdx/prng.ts'

export const WORD_VECTOR_DIMENSIONS = 64

/** Unit vector of a text's words; null for a text without any. */
export function wordVector(text: string): Float32Array | null {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu)
  if (words === null) return null
  const sum = new Float32Array(WORD_VECTOR_DIMENSIONS)
  for (const word of words) {
    const prng = createPrng(seedOf(word))
    for (let index = 0; index < sum.length; index += 1) sum[index]! += prng.next() - 0.5
  }
  const length = Math.hypot(...sum)
  return length > 0 ? sum.map((value) => value / length) : null
}

function seedOf(word: string): number {
  let seed = 2166136261
  for (let index = 0; index < word.length; index += 1) {
    seed = Math.imul(seed ^ word.charCodeAt(index), 16777619)
  }
  return seed >>> 0
}

/** A clock that tests move, also backwards. */
export interface TestClock extends Clock {
  moveWall(byMs: number): void
  /** Moves both clocks. */
  pass(byMs: number): void
}

export function createTestClock(startMs = 1_767_225_600_000): TestClock {
  let wallMs = startMs
  let monotonicMs = 0
  return {
    nowMs: () => wallMs,
    monotonicMs: () => monotonicMs,
    moveWall(byMs) {
      wallMs += byMs
    },
    pass(byMs) {
      wallMs += byMs
      monotonicMs += byMs
    },
  }
}

export interface TestCache {
  readonly cache: AnswerCache
  readonly clock: TestClock
  /** What the cache survived. */
  readonly troubles: unknown[]
}

/** `name` goes into the ids, so that two caches on one store never make the same one. */
export async function openTestCache(
  options: Partial<AnswerCacheOptions> = {},
  name = 'entry',
  clock: TestClock = createTestClock(),
): Promise<TestCache> {
  const prng = createPrng(seedOf(name))
  const troubles: unknown[] = []
  let made = 0
  const cache = await openAnswerCache({
    host: { clock },
    vectorOf: wordVector,
    wordList: null,
    newId: () => {
      made += 1
      return `${name}-${made}`
    },
    uniform: () => prng.next(),
    areCurrent: () => true,
    onTrouble: (error) => void troubles.push(error),
    ...options,
  })
  return { cache, clock, troubles }
}

export function identityParts(user: string, parts: Partial<IdentityParts> = {}): IdentityParts {
  return {
    scope: { kind: 'own', tenant: 'test', scope: { user } },
    model: 'test-model',
    system: '',
    history: [],
    tools: null,
    responseFormat: null,
    sampling: {},
    ...parts,
  }
}

export function requestOf(
  cache: AnswerCache,
  user: string,
  question: string,
  more: Partial<CacheRequest> = {},
): CacheRequest {
  return { identity: cache.identify(identityParts(user)), question, category: 'facts', ...more }
}

export function newAnswer(
  text: string,
  more: { citations?: readonly Citation[]; facts?: Partial<AnswerFacts>; latencyMs?: number } = {},
): NewAnswer {
  const { citations = [], facts = {}, latencyMs = 1_000 } = more
  return {
    answer: { payload: text, text, promptTokens: 20, completionTokens: 80, latencyMs },
    facts: {
      finishReason: 'stop',
      isComplete: true,
      hasToolCalls: false,
      temperature: 0,
      isSeeded: false,
      choiceCount: 1,
      characterCount: text.length,
      ...facts,
    },
    citations,
  }
}

/** Stores an answer as a miss would; returns its id, or the reason why it was not stored. */
export async function putAnswer(
  cache: AnswerCache,
  request: CacheRequest,
  made: NewAnswer,
): Promise<string> {
  const category = request.category ?? 'facts'
  const kept = await cache.put(request, { category, meant: null }, made)
  return kept.isStored ? kept.id : kept.reason
}
