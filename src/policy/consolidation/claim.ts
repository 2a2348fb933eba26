/**
 * What a decision reads of a memory: each clause as columns, and each word as a key that its rewordings share.
 *
 * Facts come in prepared (`memory/evolve/pair-facts.ts`); nothing in this folder reads text. Invariant: two words have the same key only
 * if one may stand for the other in a short statement of fact; what is not listed as the same differs. Papers: MemOS (2507.03724, its
 * detector's labels), Mem0 (2504.19413, its update decision), Zep (2501.13956, edges that lose their validity). Departure: no model decides.
 */

export const relationLabels = [
  'duplicate',
  'refinement',
  'contradiction',
  'temporal',
  'multi-valued',
  'unrelated',
] as const
export type RelationLabel = (typeof relationLabels)[number]

export interface Decision {
  readonly label: RelationLabel
  /** In [0, 1]; of the label, not of a merge. */
  readonly confidence: number
  /** Only ever true of duplicates: nothing that names, counts, negates, dates or bounds differs. What is not safe is a proposal. */
  readonly isSafeToMerge: boolean
  /** Which says more or holds now; null where neither does. */
  readonly keeps: 'a' | 'b' | null
  /** For a reader: `b says "Rome" where a says "Paris"`. */
  readonly because: string
}

export type Region = 'subject' | 'relation' | 'object'

export interface ClaimWord {
  /** Concept or stem. */
  readonly key: string
  /** Lower case, as written. */
  readonly raw: string
  readonly isName: boolean
  /** Whether a word list knows it; without a list null. */
  readonly isKnown: boolean | null
  readonly region: Region
  /** Followed by a possessive `'s`. */
  readonly isOwner: boolean
  /** Preposition that binds it, where that carries meaning: `from`, `to`, `with`, `by`, `under`, ... */
  readonly bound: string | null
}

export interface Quantity {
  /** `length`, `mass`, `money:usd`, `count`, `label`, ...: only equal dimensions compare. */
  readonly dimension: string
  /** In the dimension's base unit. */
  readonly value: number
  /** Key of what is counted or labelled; empty where a unit says it. */
  readonly of: string
  /** `at least`, `under`, `about`, or empty. */
  readonly bound: string
}

export interface ClaimDate {
  readonly fromDay: number
  readonly toDay: number
  /** Written without a year, so that the day of the year is all that was said. */
  readonly isYearless: boolean
  /** A bare weekday, 0 to 6 from Sunday: in the present it is any such day; else null. */
  readonly weekday: number | null
  /** `since`, `until`, `before`, `after`, or empty. */
  readonly bound: string
}

/** `perfect` says what happened and what holds: it agrees with past and present. */
export type Tense = 'past' | 'perfect' | 'present' | 'future'

export interface Claim {
  readonly words: readonly ClaimWord[]
  /** The relation's concept, `be` for a copula, or the verb's stem; empty where no verb was found. */
  readonly relation: string
  /** Its verb is a form of `be`: subject and complement may change places. */
  readonly isCopula: boolean
  /** Its subject has it done to it, by whom is not said: "is paid" is not "pays". */
  readonly isPassive: boolean
  readonly isNegated: boolean
  /** `want`, `may`, `must`, `should`, `can`, `plan`, ... sorted; empty for plain statements. */
  readonly modalities: readonly string[]
  readonly tense: Tense
  /** "no longer", "used to", "former", "quit": said to be over. */
  readonly isEnded: boolean
  /** "now", "these days": said to hold now. */
  readonly isNow: boolean
  /** "moved to", "switched to", "became", "new": said to have come about. */
  readonly isChange: boolean
  /** "actually", "correction": said to put something right. */
  readonly isCorrection: boolean
  /** The subject is a pronoun whose owner is not known. */
  readonly isSubjectOpen: boolean
  /** "every", "some", "only", "always": scale words, canonical. */
  readonly quantifiers: readonly string[]
  readonly quantities: readonly Quantity[]
  readonly dates: readonly ClaimDate[]
  /** Minutes of the day. */
  readonly clocks: readonly number[]
  /** Values that the claim itself says were replaced: "from Paris to Rome" of Paris. */
  readonly replaced: readonly string[]
}

export interface ClaimSide {
  readonly claims: readonly Claim[]
  /** Words of the whole text, folded and in order: equal texts are equal here. */
  readonly plain: string
  readonly timeMs: number | null
}
