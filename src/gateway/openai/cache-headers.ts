/**
 * The answer headers that say what the cache did.
 *
 * `x-loci-cache` is `hit-exact` (the same words, or the same but for case, punctuation, politeness), `hit-semantic`, `miss`, `refused`
 * (something near was found and the gate objected) or `bypass` (not looked up, or nothing that can be cached). A caller who was given
 * the answer of another's call under way hears `miss`: nothing was in the cache yet.
 */

import type { Lookup } from '../../cache/find-answer.ts'
import type { Kept } from '../../cache/keep-answer.ts'

export const CACHE_HEADER = 'x-loci-cache'

const names = {
  similarity: `${CACHE_HEADER}-similarity`,
  category: `${CACHE_HEADER}-category`,
  age: `${CACHE_HEADER}-age`,
  entry: `${CACHE_HEADER}-entry`,
} as const

/** For `access-control-expose-headers`. */
export const cacheHeaderNames: readonly string[] = [CACHE_HEADER, ...Object.values(names)]

export type CacheOutcome = 'hit-exact' | 'hit-semantic' | 'miss' | 'refused' | 'bypass'

export function outcomeOf(lookup: Lookup): CacheOutcome {
  if (lookup.outcome !== 'hit') return lookup.outcome
  return lookup.stage === 'semantic' ? 'hit-semantic' : 'hit-exact'
}

function similarityText(similarity: number): string {
  return String(Math.round(similarity * 10_000) / 10_000)
}

/** `kept`: what became of the model's answer, once that is known. */
export function setCacheHeaders(headers: Headers, lookup: Lookup, kept: Kept | null = null): void {
  headers.set(CACHE_HEADER, outcomeOf(lookup))
  headers.set(names.category, lookup.category)
  if (lookup.outcome === 'hit') {
    headers.set(names.similarity, similarityText(lookup.similarity))
    headers.set(names.age, String(Math.floor(lookup.ageMs / 1000)))
    headers.set(names.entry, lookup.id)
    return
  }
  const near = lookup.near ?? lookup.exploration
  if (near !== null) headers.set(names.similarity, similarityText(near.similarity))
  if (kept?.isStored === true) headers.set(names.entry, kept.id)
}
