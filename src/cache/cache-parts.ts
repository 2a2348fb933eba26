/**
 * What the calls of the cache share: its shelves, figures, settings and the outside world that it was given.
 *
 * Nothing here decides; each call is a file of its own (`find-answer.ts`, `keep-answer.ts`, `invalidate-answers.ts`).
 */

import type { BreakEvenState } from '../policy/caching/break-even.ts'
import { freshBreakEven } from '../policy/caching/break-even.ts'
import type { CategoryPolicy, CategoryTable } from '../policy/caching/categories.ts'
import { otherCategory } from '../policy/caching/categories.ts'
import type { Classification } from '../policy/caching/classify.ts'
import type { EvictionPolicy } from '../policy/caching/eviction-policy.ts'
import type { QuestionFacts } from '../policy/caching/gate/question-facts.ts'
import { factsOf, factsOfText, textForMeaning } from '../policy/caching/gate/question-facts.ts'
import { isContentWord } from '../policy/caching/lexicon/function-words.ts'
import type { Alignment } from '../policy/caching/question/alignment.ts'
import {
  alignQuestion,
  QUESTION_CHARACTERS_MAX,
  type QuestionForm,
  readQuestion,
} from '../policy/caching/question/question-form.ts'
import type { Speller } from '../policy/caching/question/speller.ts'
import { type Evidence, emptyLedger, type Ledger, noEvidence } from '../policy/caching/verified.ts'
import type { LruMap } from '../stdx/lru-map.ts'
import type { CacheClock } from './cache-clock.ts'
import type { Citation } from './cache-entry.ts'
import type { CacheFigures } from './cache-figures.ts'
import type { CacheShelves } from './cache-shelves.ts'
import type { CacheStore } from './cache-store.ts'
import type { Classify, VectorOf } from './category-of.ts'
import type { HashText } from './identity.ts'
import type { CacheLimits } from './limits.ts'

/** Whether every cited memory still is the version that was read. Asked whenever an answer that cites is about to be served. */
export type AreCurrent = (citations: readonly Citation[]) => boolean | Promise<boolean>

export interface CacheParts {
  readonly shelves: CacheShelves
  readonly figures: CacheFigures
  readonly store: CacheStore
  readonly clock: CacheClock
  readonly monotonicMs: () => number
  readonly limits: CacheLimits
  readonly categories: CategoryTable
  readonly eviction: EvictionPolicy
  /** Checked (see `usable-vectors.ts`): never throws. */
  readonly vectorOf: VectorOf
  readonly speller: Speller | null
  readonly classify: Classify
  readonly areCurrent: AreCurrent
  readonly hash: HashText
  /** A fresh draw from [0, 1), for verified mode. */
  readonly uniform: () => number
  readonly newId: () => string
  /** 0 idle to 1 overloaded; read at each lookup. */
  readonly load: () => number
  /** A failure that was survived: store or vectoriser. */
  readonly onTrouble: (error: unknown) => void
  readonly facts: LruMap<string, QuestionFacts>
  readonly evidence: Map<string, Evidence>
  readonly ledgers: Map<string, Ledger>
  readonly breakEven: Map<string, BreakEvenState>
}

export function policyOf(
  { categories }: Pick<CacheParts, 'categories'>,
  category: string,
): CategoryPolicy {
  return categories.get(category) ?? categories.get(otherCategory)!
}

/** Facts of a question for the gate, remembered: stored questions come up again and again. */
export function factsFor(parts: CacheParts, question: string, allowTyping: boolean): QuestionFacts {
  const key = `${allowTyping ? 't' : 'w'}${question}`
  const known = parts.facts.get(key)
  if (known !== undefined) return known
  const facts = factsOfText(question, allowTyping ? parts.speller : null)
  parts.facts.put(key, facts)
  return facts
}

export function breakEvenOf(parts: CacheParts, category: string): BreakEvenState {
  return parts.breakEven.get(category) ?? freshBreakEven
}

export function ledgerOf(parts: CacheParts, category: string): Ledger {
  return parts.ledgers.get(category) ?? emptyLedger
}

export function evidenceOf(parts: CacheParts, category: string): Evidence {
  return parts.evidence.get(category) ?? noEvidence
}

/** Facts of the asked question, from what was read of it already. */
export function factsOfAsked(parts: CacheParts, meant: Meant, allowTyping: boolean): QuestionFacts {
  return allowTyping
    ? factsOf(meant.form, parts.speller, meant.alignment)
    : factsOf(meant.form, null)
}

/** A question by its meaning: what the semantic stage stores and searches with. */
export interface Meant {
  readonly vector: Float32Array
  readonly form: QuestionForm
  readonly alignment: Alignment
  /** The alignment as one text: equal texts pass the strict gate's last guard. */
  readonly aligned: string
  readonly content: readonly string[]
}

/** By the question as it was put and, where that says nothing, as it was meant: without politeness and typing errors. */
export function classified(
  { classify }: CacheParts,
  question: string,
  meant: Meant | null,
): Classification {
  const told = classify(question, meant?.vector ?? null)
  if (told.category !== otherCategory || meant === null) return told
  return classify(textForMeaning(meant), meant.vector)
}

/** Null for a question that is too long, or in which the vectoriser sees nothing. */
export async function meantBy(
  parts: CacheParts,
  question: string,
  form: QuestionForm | null = question.length > QUESTION_CHARACTERS_MAX
    ? null
    : readQuestion(question),
): Promise<Meant | null> {
  if (form === null || form.tokens.length === 0) return null
  const alignment = alignQuestion(form, parts.speller)
  // Without politeness and typing errors: those would only blur the vector.
  const vector = await parts.vectorOf(textForMeaning({ form, alignment }))
  if (vector === null) return null
  const { words } = alignment
  return { vector, form, alignment, aligned: words.join(' '), content: words.filter(isContentWord) }
}
