/**
 * Questions that come with nothing around them: what the cache's own API and the command line ask and store.
 *
 * Their answers live apart from those of chats (whose setting is a whole request). Attributes are part of who asks: an answer stored
 * with some is found with the same ones and no others, so that forgetting one in a search finds nothing instead of a stranger's.
 */

import { LociError } from '../errors.ts'
import { estimateTokens } from '../memory/token-estimate.ts'
import { nearest } from '../stdx/nearest.ts'
import type { Scope } from '../store/scope.ts'
import type { AnswerCache } from './answer-cache.ts'
import { ordinaryControl } from './cache-control.ts'
import type { Attributes } from './cache-entry.ts'
import type { Explanation } from './explain-answer.ts'
import type { CacheMiss, CacheRequest, HitStage } from './find-answer.ts'
import type { IdentityParts } from './identity.ts'
import type { NewAnswer } from './keep-answer.ts'

export interface PlainQuestion {
  readonly prompt: string
  readonly tenant: string
  /** Null: shared by all of the tenant. */
  readonly scope: Scope | null
  readonly model?: string | undefined
  readonly category?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** What a search found, as the API and the command line tell it. */
export interface Found {
  /** At most one: the answer that would be served. */
  readonly data: readonly FoundEntry[]
  readonly outcome: 'hit' | 'miss' | 'refused' | 'bypass'
  readonly category: string
  readonly reason: CacheMiss['reason'] | null
  readonly near: CacheMiss['near']
}

export interface FoundEntry {
  readonly id: string
  readonly prompt: string
  readonly response: string
  readonly attributes: Attributes
  readonly similarity: number
  readonly searchStrategy: HitStage
  readonly category: string
  readonly ageMs: number
}

export interface SetReport {
  readonly id: string | null
  readonly isStored: boolean
  readonly reason: string | null
}

/** `threshold`: a checked similarity, or null. Throws INPUT_INVALID for a category that is none. */
export async function searchPlain(
  cache: AnswerCache,
  asked: PlainQuestion,
  threshold: number | null,
): Promise<Found> {
  const control = { ...ordinaryControl, threshold }
  const lookup = await cache.lookup({ ...plainRequest(cache, asked), control })
  const { outcome, category } = lookup
  if (lookup.outcome !== 'hit') {
    return { data: [], outcome, category, reason: lookup.reason, near: lookup.near }
  }
  const { id, question, answer, similarity, stage, ageMs } = lookup
  const { attributes = {} } = asked
  const found = { id, prompt: question, response: answer.text, attributes, similarity }
  const data = [{ ...found, searchStrategy: stage, category, ageMs }]
  return { data, outcome, category, reason: null, near: null }
}

/** Puts an answer in, in place of one to the same prompt. Throws INPUT_INVALID for a category that is none. */
export async function setPlain(
  cache: AnswerCache,
  asked: PlainQuestion,
  { response, ttlMs }: { readonly response: string; readonly ttlMs: number | null },
): Promise<SetReport> {
  const request = plainRequest(cache, asked)
  const { category } = await cache.explain(request)
  const control = { ...ordinaryControl, ttlMs }
  const made = plainAnswer(asked, response)
  const kept = await cache.put({ ...request, control }, { category, meant: null }, made)
  return kept.isStored
    ? { id: kept.id, isStored: true, reason: null }
    : { id: null, isStored: false, reason: kept.reason }
}

/** Throws INPUT_INVALID for a category that is none. */
export function explainPlain(cache: AnswerCache, asked: PlainQuestion): Promise<Explanation> {
  return cache.explain(plainRequest(cache, asked))
}

function plainRequest(cache: AnswerCache, asked: PlainQuestion): CacheRequest {
  return {
    identity: cache.identify(plainIdentity(asked)),
    question: asked.prompt,
    ...knownCategory(cache, asked.category),
  }
}

/** Throws INPUT_INVALID with the nearest spelling. */
export function knownCategory(
  { categories }: AnswerCache,
  category: string | undefined,
): { readonly category?: string } {
  if (category === undefined) return {}
  if (categories.has(category)) return { category }
  const known = [...categories.keys()]
  const guess = nearest(category, known)
  throw new LociError('INPUT_INVALID', `there is no category ${JSON.stringify(category)}`, {
    hint: guess === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${guess}"?`,
    details: { field: 'category' },
  })
}

function plainIdentity({
  tenant,
  scope,
  model = '',
  attributes = {},
}: PlainQuestion): IdentityParts {
  return {
    scope: scope === null ? { kind: 'shared', tenant } : { kind: 'own', tenant, scope },
    model,
    system: '',
    history: [],
    tools: null,
    responseFormat: null,
    sampling: { surface: 'plain', attributes: { ...attributes } },
  }
}

/** A finished text that somebody hands in; how long it took to make is not known. */
function plainAnswer({ prompt, attributes = {} }: PlainQuestion, text: string): NewAnswer {
  const promptTokens = estimateTokens(prompt)
  const completionTokens = estimateTokens(text)
  return {
    answer: { payload: '', text, promptTokens, completionTokens, latencyMs: 0 },
    facts: {
      finishReason: 'stop',
      isComplete: true,
      hasToolCalls: false,
      temperature: null,
      isSeeded: false,
      choiceCount: 1,
      characterCount: text.length,
    },
    citations: [],
    attributes,
  }
}
