/** What the cache would do with a request and why: category, age, candidates, every guard's objection. Changes and counts nothing. */

import { explainGate } from '../policy/caching/gate/gate.ts'
import { adapted } from '../policy/caching/load-adaptation.ts'
import { normalisedKey } from '../policy/caching/normalise.ts'
import { closenessOf, explorationShare, rungOf } from '../policy/caching/verified.ts'
import type { CacheEntryId } from './cache-entry.ts'
import {
  breakEvenOf,
  type CacheParts,
  classified,
  evidenceOf,
  factsFor,
  meantBy,
  policyOf,
} from './cache-parts.ts'
import type { CacheRequest } from './find-answer.ts'
import { CANDIDATES_MAX } from './limits.ts'

export interface ExplainedCandidate {
  readonly id: CacheEntryId
  readonly question: string
  readonly similarity: number
  readonly ageMs: number
  readonly isNearEnough: boolean
  /** Empty: the strict gate agrees. */
  readonly refusals: readonly { readonly guard: string; readonly reason: string }[]
  /** Verified mode: the bound and the share of requests that would ask the model. */
  readonly alpha: number | null
  readonly exploration: number | null
}

export interface Explanation {
  readonly category: string
  readonly why: string
  readonly normalisedKey: string | null
  readonly exactId: CacheEntryId | null
  readonly normalisedId: CacheEntryId | null
  readonly threshold: number
  readonly load: number
  readonly isSemanticOn: boolean
  readonly candidates: readonly ExplainedCandidate[]
}

/** Candidates are shown down to this similarity. */
const SHOWN_SIMILARITY_MIN = 0.5

export async function explainAnswer(
  parts: CacheParts,
  request: CacheRequest,
): Promise<Explanation> {
  const meant = await meantBy(parts, request.question)
  const told = classified(parts, request.question, meant)
  const policy = policyOf(parts, request.category ?? told.category)
  const shelf = parts.shelves.shelfOf(request.identity)
  const key = normalisedKey(request.question)
  const load = parts.load()
  const { threshold } = adapted(policy, load)
  const meaning = shelf?.meanings.get(policy.name)
  const candidates =
    meant === null || meaning?.index.dimensions !== meant.vector.length
      ? []
      : meaning.index.search(meant.vector, meant.content, SHOWN_SIMILARITY_MIN, CANDIDATES_MAX)
  return {
    category: policy.name,
    why: request.category === undefined ? told.why : 'given',
    normalisedKey: key,
    exactId: shelf?.byQuestion.get(request.question)?.record.id ?? null,
    normalisedId: (key === null ? undefined : shelf?.byKey.get(key))?.record.id ?? null,
    threshold,
    load,
    isSemanticOn: policy.semantic && breakEvenOf(parts, policy.name).isOn,
    candidates: candidates.map(({ row, similarity }) => {
      const { record } = meaning!.entries[row]!
      const stored = factsFor(parts, record.question, policy.allowTyping)
      const asked = factsFor(parts, request.question, policy.allowTyping)
      const refusals = explainGate(stored, asked)
      const stratum = refusals.length === 0 ? 'aligned' : 'guarded'
      const { errorBound } = policy
      const rung = rungOf(stratum, closenessOf(similarity, stored.content, asked.content))
      const alpha = errorBound === null ? null : evidenceOf(parts, policy.name).alphaByRung[rung]!
      return {
        id: record.id,
        question: record.question,
        similarity,
        ageMs: parts.clock.nowMs() - record.storedAtMs,
        isNearEnough: similarity >= threshold,
        refusals,
        alpha,
        exploration: alpha === null ? null : explorationShare(alpha, errorBound!),
      }
    }),
  }
}
