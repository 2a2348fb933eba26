/**
 * What recall is told: a scope as columns (a row is a slot) and a question as facts. Text was prepared before.
 *
 * Invariants that the filler keeps: a posting list is ascending by slot and may hold dead slots; `previous` and `next` name live
 * slots of the same session, or NONE; sums and counts are of live slots only. Nothing here is changed by scoring.
 */

/** No slot, no session, no speaker, no term. */
export const NONE = -1

/** Traits of a turn, as bits of `traits`. */
export const trait = {
  /** Contains a question mark. */
  asks: 1,
  /** Says when: a weekday, a month, "yesterday", "two weeks ago". */
  saysWhen: 4,
  /** Holds a number, in digits or as a word. */
  saysNumber: 8,
  /** Holds a name: a capitalised word where the sentence does not force the capital. */
  saysName: 16,
  /** Speaks of its speaker: "I", "my", "we". */
  saysSelf: 32,
  /** Shows a picture. */
  showsPicture: 64,
  /** Gives a reason: "because", "so that", "to be able". */
  saysWhy: 128,
  /** Quotes a title or somebody's words. */
  saysQuote: 256,
} as const

/** What a question asks for, as bits of `asksFor`. */
export const asksFor = {
  time: 1,
  number: 2,
  person: 4,
  place: 8,
  reason: 16,
  picture: 32,
} as const

/** Inverted lists over one pool: term t owns `slots[starts[t] .. starts[t] + lengths[t])`. */
export interface Postings {
  readonly slots: Int32Array
  /** Occurrences in the slot, at most 127; the high bit says that it was written as a name at least once. */
  readonly counts: Uint8Array
  readonly starts: Int32Array
  readonly lengths: Int32Array
}

export const COUNT_MASK = 0x7f
export const NAME_BIT = 0x80

/** Days that turns speak of, besides the day on which they were said. Ascending by slot; may hold dead slots. */
export interface SpokenSpans {
  readonly count: number
  readonly slots: Int32Array
  readonly fromDays: Int32Array
  readonly toDays: Int32Array
}

export interface ScopeColumns {
  /** Slots ever used; dead ones included. */
  readonly slotCount: number
  readonly liveCount: number
  readonly isLive: Uint8Array
  /** Indexed words of a slot. */
  readonly wordCounts: Uint16Array
  /** Sum of `wordCounts` over live slots. */
  readonly wordTotal: number
  readonly previous: Int32Array
  readonly next: Int32Array
  readonly sessions: Int32Array
  /** Session ordinals ever used; empty ones included. */
  readonly sessionCount: number
  readonly liveSessionCount: number
  /** Indexed words of a session. */
  readonly sessionWordCounts: Int32Array
  readonly speakers: Int32Array
  readonly traits: Uint16Array
  /** Whole days since 1970-01-01 UTC. */
  readonly saidDays: Int32Array
  readonly saidMs: Float64Array
  readonly postings: Postings
  readonly spans: SpokenSpans
}

export interface QuestionWord {
  /** As written, for explanations. */
  readonly text: string
  /** NONE: the scope never says it. */
  readonly term: number
  /** Written as a name. */
  readonly isName: boolean
  /** Part of a speaker's name: says who, not what about. */
  readonly isSpeaker: boolean
}

export interface QuestionSpan {
  readonly fromDay: number
  readonly toDay: number
  readonly text: string
}

export interface QuestionFacts {
  /** Content words, each once, in order. */
  readonly words: readonly QuestionWord[]
  /** Speakers that it names: ordinals and names. */
  readonly speakers: readonly { readonly speaker: number; readonly name: string }[]
  readonly spans: readonly QuestionSpan[]
  readonly asksFor: number
  /** Whether what was said lately is wanted. */
  readonly prefersRecent: boolean
  readonly nowMs: number
}
