/**
 * Looks an answer up: exact, then normalised-exact, then by meaning behind the gate.
 *
 * Exact and normalised matches never cross an identity and never need a vector. A semantic match needs a category that allows it, the
 * threshold, the gate, and, where the category states an error bound, the choice of verified mode. Whatever was found passes the
 * serving check last. Never throws for what the cache itself lacks: a trouble is a miss.
 */

import { isSearched, stepBreakEven } from '../policy/caching/break-even.ts'
import { type CategoryPolicy, otherCategory } from '../policy/caching/categories.ts'
import { askGate } from '../policy/caching/gate/gate.ts'
import type { QuestionFacts } from '../policy/caching/gate/question-facts.ts'
import { adapted } from '../policy/caching/load-adaptation.ts'
import { keyOfForm } from '../policy/caching/normalise.ts'
import {
  QUESTION_CHARACTERS_MAX,
  type QuestionForm,
  readQuestion,
} from '../policy/caching/question/question-form.ts'
import { chooseVerified, closenessOf, rungOf, type Stratum } from '../policy/caching/verified.ts'
import { type CacheControl, ordinaryControl } from './cache-control.ts'
import type { CachedAnswer, CacheEntryId, CacheRecord } from './cache-entry.ts'
import { averaged } from './cache-figures.ts'
import {
  breakEvenOf,
  type CacheParts,
  classified,
  evidenceOf,
  factsFor,
  factsOfAsked,
  ledgerOf,
  type Meant,
  meantBy,
  policyOf,
} from './cache-parts.ts'
import type { LiveEntry, Shelf } from './cache-shelves.ts'
import type { Identity } from './identity.ts'
import { CANDIDATES_MAX } from './limits.ts'
import { servingCheck } from './serving-check.ts'

export interface CacheRequest {
  readonly identity: Identity
  readonly question: string
  /** Given by the caller, or classified. */
  readonly category?: string
  readonly control?: CacheControl
  /** The answer is drawn by chance: equal requests at the same time each want their own. */
  readonly isSampled?: boolean
  /** What only the asker can tell: false for an answer that is no longer right, which then goes. */
  readonly isStillTrue?: IsStillTrue
}

export type IsStillTrue = (
  found: Pick<CacheRecord, 'question' | 'answer' | 'citations'>,
) => boolean | Promise<boolean>

export type HitStage = 'exact' | 'normalised' | 'semantic'

export interface CacheHit {
  readonly outcome: 'hit'
  readonly stage: HitStage
  readonly id: CacheEntryId
  readonly question: string
  readonly answer: CachedAnswer
  readonly category: string
  readonly similarity: number
  readonly ageMs: number
  /** Verified mode: the bound that it was served under. */
  readonly alpha: number | null
}

/** A candidate that verified mode did not serve: its answer is compared with the model's. */
export interface Exploration {
  readonly id: CacheEntryId
  readonly similarity: number
  /** What verified mode learns by. */
  readonly rung: number
  readonly answer: CachedAnswer
}

export type MissReason =
  | 'nothing-near'
  | 'gate'
  | 'exploring'
  | 'expired'
  | 'memory-changed'
  | 'exact-only'
  | 'no-vector'
  | 'below-break-even'
  | 'category-off'
  | 'not-read'

export interface CacheMiss {
  readonly outcome: 'miss' | 'refused' | 'bypass'
  readonly reason: MissReason
  readonly category: string
  /** The nearest stored question and what the gate had against it. */
  readonly near: {
    readonly id: CacheEntryId
    readonly question: string
    readonly similarity: number
    readonly guard: string
    readonly explanation: string
  } | null
  readonly exploration: Exploration | null
  /** Kept for `keepAnswer`, so that nothing is computed twice. */
  readonly meant: Meant | null
}

export type Lookup = CacheHit | CacheMiss

interface Asked {
  readonly request: CacheRequest
  readonly control: CacheControl
  readonly shelf: Shelf | undefined
  /** Null for a question that is too long to be more than its exact text. */
  readonly form: QuestionForm | null
}

export async function findAnswer(parts: CacheParts, request: CacheRequest): Promise<Lookup> {
  const control = request.control ?? ordinaryControl
  const startedMs = parts.monotonicMs()
  const shelf = parts.shelves.shelfOf(request.identity)
  const exact = control.isRead ? await findExact(parts, request, shelf) : null
  const lookup =
    exact ?? (await findFurther(parts, { request, control, shelf, form: formOf(request) }))
  count(parts, lookup, parts.monotonicMs() - startedMs)
  return lookup
}

function formOf({ question }: CacheRequest): QuestionForm | null {
  return question.length > QUESTION_CHARACTERS_MAX ? null : readQuestion(question)
}

async function findExact(
  parts: CacheParts,
  request: CacheRequest,
  shelf: Shelf | undefined,
): Promise<CacheHit | null> {
  const entry = shelf?.byQuestion.get(request.question)
  if (entry === undefined || !(await isServable(parts, entry, request))) return null
  return hit(parts, entry, { stage: 'exact', similarity: 1, alpha: null })
}

async function findFurther(parts: CacheParts, asked: Asked): Promise<Lookup> {
  if (!asked.control.isRead) return unread(parts, asked)
  return (await findNormalised(parts, asked)) ?? findByMeaning(parts, asked)
}

function miss(
  reason: MissReason,
  category: string,
  more: Partial<Pick<CacheMiss, 'outcome' | 'near' | 'exploration' | 'meant'>> = {},
): CacheMiss {
  return { outcome: 'miss', reason, category, near: null, exploration: null, meant: null, ...more }
}

async function unread(parts: CacheParts, asked: Asked): Promise<CacheMiss> {
  const { request, control } = asked
  if (!control.isWritten) {
    return miss('not-read', request.category ?? otherCategory, { outcome: 'bypass' })
  }
  const { category, meant } = await categorised(parts, asked)
  return miss('not-read', category, { outcome: 'bypass', meant })
}

async function findNormalised(parts: CacheParts, asked: Asked): Promise<Lookup | null> {
  const { shelf, form, request } = asked
  const key = form === null ? null : keyOfForm(form)
  const entry = key === null ? undefined : shelf?.byKey.get(key)
  if (entry === undefined || !(await isServable(parts, entry, request))) return null
  const policy = policyOf(parts, entry.record.category)
  if (policy.errorBound === null) {
    return hit(parts, entry, { stage: 'normalised', similarity: 1, alpha: null })
  }
  countRequest(parts, policy)
  // One draw a request: what is held back here must not get a second chance by its meaning.
  const meant = policy.semantic ? await meantBy(parts, request.question, form) : null
  return chosen(parts, policy, {
    entry,
    similarity: 1,
    closeness: 1,
    stratum: 'normalised',
    meant,
  })
}

async function isServable(
  parts: CacheParts,
  entry: LiveEntry,
  request: CacheRequest,
): Promise<boolean> {
  const policy = policyOf(parts, entry.record.category)
  if (!policy.allow) return false
  return (await servingCheck(parts, entry, policy, request)) === 'ok'
}

function hit(
  parts: CacheParts,
  entry: LiveEntry,
  found: Pick<CacheHit, 'stage' | 'similarity' | 'alpha'>,
): CacheHit {
  const nowMs = parts.clock.nowMs()
  parts.shelves.use(entry, nowMs)
  const { id, question, answer, category, storedAtMs } = entry.record
  const ageMs = nowMs - storedAtMs
  return { outcome: 'hit', ...found, id, question, answer, category, ageMs }
}

async function categorised(
  parts: CacheParts,
  { request, form }: Asked,
): Promise<{ category: string; meant: Meant | null }> {
  const meant = await meantBy(parts, request.question, form)
  const category = request.category ?? classified(parts, request.question, meant).category
  return { category: policyOf(parts, category).name, meant }
}

async function findByMeaning(parts: CacheParts, asked: Asked): Promise<Lookup> {
  const { category, meant } = await categorised(parts, asked)
  const policy = policyOf(parts, category)
  if (!policy.allow) return miss('category-off', category)
  countRequest(parts, policy)
  if (!policy.semantic) return miss('exact-only', category, { meant })
  if (meant === null) return miss('no-vector', category)
  const state = breakEvenOf(parts, category)
  if (!isSearched(state, parts.figures.of(category).lookups)) {
    return miss('below-break-even', category, { meant })
  }
  const startedMs = parts.monotonicMs()
  const found = await search(parts, asked, policy, meant)
  const figures = parts.figures.of(category)
  figures.searchMs = averaged(figures.searchMs, parts.monotonicMs() - startedMs)
  // Before the model's time is known there is nothing to compare a search with.
  if (figures.modelMs > 0) {
    parts.breakEven.set(category, stepBreakEven(state, isPaying(found), figures))
  }
  return found
}

/** A candidate that is only compared is an investment, not a failed search. */
function isPaying(found: Lookup): boolean {
  return found.outcome === 'hit' || found.exploration !== null
}

/** Candidates in order of similarity; the first that gate, serving check and bound let through. */
async function search(
  parts: CacheParts,
  asked: Asked,
  policy: CategoryPolicy,
  meant: Meant,
): Promise<Lookup> {
  const category = policy.name
  const { question } = asked.request
  let near: CacheMiss['near'] = null
  let facts: QuestionFacts | null = null
  for (const found of candidatesOf(parts, asked, policy, meant)) {
    // The strict gate's last word is alignment: other candidates are only looked at for the reason of the nearest.
    if (near !== null && policy.errorBound === null && found.entry.aligned !== meant.aligned)
      continue
    facts ??= factsOfAsked(parts, meant, policy.allowTyping)
    const verdict = gateVerdict(parts, policy, found, facts)
    if (verdict.stratum === null) {
      near ??= noteNear(parts, found, { asked: question, ...verdict })
      continue
    }
    if (!(await isServable(parts, found.entry, asked.request))) continue
    return chosen(parts, policy, { ...found, meant, ...verdict, stratum: verdict.stratum })
  }
  if (near === null) return miss('nothing-near', category, { meant })
  return miss('gate', category, { outcome: 'refused', near, meant })
}

interface Found {
  readonly entry: LiveEntry
  readonly similarity: number
}

/** What is near enough: the entries with the same alignment, and the nearest by their vectors. */
function candidatesOf(
  parts: CacheParts,
  asked: Asked,
  policy: CategoryPolicy,
  { vector, content, aligned }: Meant,
): Found[] {
  const meaning = asked.shelf?.meanings.get(policy.name)
  if (meaning?.index.dimensions !== vector.length) return []
  const { index, entries, byAlignment } = meaning
  const { threshold } = adapted(policy, parts.load())
  const least = Math.max(threshold, asked.control.threshold ?? 0)
  const found = new Map<LiveEntry, number>()
  for (const entry of byAlignment.get(aligned) ?? []) {
    const similarity = index.similarity(vector, entry.row)
    if (similarity >= least) found.set(entry, similarity)
  }
  for (const { row, similarity } of index.search(vector, content, least, CANDIDATES_MAX)) {
    found.set(entries[row]!, similarity)
  }
  const sorted = [...found]
    .map(([entry, similarity]) => ({ entry, similarity }))
    .sort((a, b) => b.similarity - a.similarity)
  if (sorted[0] !== undefined) parts.figures.noteSimilarity(sorted[0].similarity)
  return sorted
}

function gateVerdict(
  parts: CacheParts,
  policy: CategoryPolicy,
  found: Found,
  asked: QuestionFacts,
): { stratum: Stratum | null; closeness: number; guard: string; explanation: string } {
  const stored = factsFor(parts, found.entry.record.question, policy.allowTyping)
  const strict = askGate(stored, asked, 'strict')
  const { similarity } = found
  const closeness = closenessOf(similarity, stored.content, asked.content)
  if (strict.agrees) return { stratum: 'aligned', closeness, guard: '', explanation: '' }
  if (policy.errorBound !== null && strict.guard === 'alignment') {
    return { stratum: 'guarded', closeness, guard: '', explanation: '' }
  }
  return { stratum: null, closeness, guard: strict.guard, explanation: strict.reason }
}

interface Chosen {
  readonly entry: LiveEntry
  readonly similarity: number
  readonly closeness: number
  readonly stratum: Stratum
  readonly meant: Meant | null
}

function chosen(
  parts: CacheParts,
  policy: CategoryPolicy,
  { entry, similarity, closeness, stratum, meant }: Chosen,
): Lookup {
  const stage = stratum === 'normalised' ? 'normalised' : 'semantic'
  if (policy.errorBound === null) {
    return hit(parts, entry, { stage, similarity, alpha: null })
  }
  const rung = rungOf(stratum, closeness)
  const choice = chooseVerified({
    evidence: evidenceOf(parts, policy.name),
    ledger: ledgerOf(parts, policy.name),
    rung,
    delta: policy.errorBound,
    uniform: parts.uniform(),
  })
  parts.ledgers.set(policy.name, choice.ledger)
  if (choice.isServed) {
    return hit(parts, entry, { stage, similarity, alpha: choice.alpha })
  }
  const { id, answer } = entry.record
  return miss('exploring', policy.name, {
    meant,
    exploration: { id, rung, similarity, answer },
  })
}

/** Every request of a bounded category counts, with or without a candidate: the bound is over requests. */
function countRequest(parts: CacheParts, policy: CategoryPolicy): void {
  if (policy.errorBound === null) return
  const ledger = ledgerOf(parts, policy.name)
  parts.ledgers.set(policy.name, { ...ledger, requestCount: ledger.requestCount + 1 })
}

function noteNear(
  parts: CacheParts,
  { entry, similarity }: Found,
  verdict: { asked: string; guard: string; explanation: string },
): CacheMiss['near'] {
  const { id, question, category } = entry.record
  const { asked, guard, explanation } = verdict
  parts.figures.noteRefusal({
    category,
    asked,
    stored: question,
    similarity,
    guard,
    reason: explanation,
    atMs: parts.clock.nowMs(),
  })
  return { id, question, similarity, guard, explanation }
}

function count(parts: CacheParts, lookup: Lookup, elapsedMs: number): void {
  const figures = parts.figures.of(lookup.category)
  figures.lookups += 1
  if (lookup.outcome !== 'hit') {
    figures.misses += 1
    if (lookup.outcome === 'refused') figures.refused += 1
    if (lookup.exploration !== null) figures.explored += 1
    return
  }
  const { answer } = lookup
  if (lookup.stage === 'exact') figures.hitsExact += 1
  else if (lookup.stage === 'normalised') figures.hitsNormalised += 1
  else figures.hitsSemantic += 1
  figures.tokensSaved += answer.promptTokens + answer.completionTokens
  figures.msSaved += Math.max(0, answer.latencyMs - elapsedMs)
  figures.hitMs = averaged(figures.hitMs, elapsedMs)
}
