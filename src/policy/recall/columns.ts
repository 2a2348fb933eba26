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

/** One vector a slot, each of length 1, behind a pure face; a slot without one has cosine 0 with everything. */
export interface VectorColumn {
  readonly dimensions: number
  /** Cosine of every slot with a unit vector. */
  cosines(vector: Float32Array, into: Float32Array): void
  /** Adds a slot's vector to a sum. */
  addTo(sum: Float32Array, slot: number): void
}

/** Contextual vectors of the tokens of turns. */
export interface TokenColumn {
  /** Writes, for each token of the question, its best cosine with a token of the slot. False: the slot has none. */
  best(tokens: TokenFacts, slot: number, into: Float32Array): boolean
}

/** An encoder's vectors: of each turn, of the turn with its neighbours, and of its tokens where they are kept. */
export interface EncodedColumns {
  readonly turns: VectorColumn
  readonly windows: VectorColumn
  readonly tokens: TokenColumn | null
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
  /** Log position of a slot's first version: breaks ties. */
  readonly createdSeqs: Float64Array
  readonly postings: Postings
  readonly spans: SpokenSpans
  /** Vectors of the turns from the static table; null without one. */
  readonly meanings: VectorColumn | null
  /** Null without an encoder. */
  readonly encoded: EncodedColumns | null
  /** Visits the terms of a slot with their occurrences: a term that is written in several forms ("run", "runs") once for each. */
  forEachTerm(slot: number, visit: (term: number, count: number) => void): void
  termText(term: number): string
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

/** A word of the scope that is like a word of the question. */
export interface LikeWord {
  readonly text: string
  readonly term: number
  /** How far it stands for the asked word, 0 to 1. */
  readonly gain: number
  /** Alike in how it is written, where nothing knows what it means. */
  readonly isByLetters?: boolean
}

/** What the scope says instead of a word of the question. */
export interface Expansion {
  readonly text: string
  /** Of the asked word itself; NONE: the scope never says it. */
  readonly term: number
  readonly likes: readonly LikeWord[]
}

export interface QuestionSpan {
  readonly fromDay: number
  readonly toDay: number
  readonly text: string
}

/** The question's tokens as an encoder sees them. */
export interface TokenFacts {
  /** Unit vectors, one a token. */
  readonly states: readonly Float32Array[]
  /** Inverse document frequency of each; 0 for stopwords and marks. */
  readonly weights: Float32Array
}

/** What memories say for a row. */
export interface Lift {
  /** In (0, 1]. */
  readonly share: number
  /** Words of the question that the memory holds; at least 1. */
  readonly saidCount: number
}

export interface QuestionFacts {
  /** Content words, each once, in order. */
  readonly words: readonly QuestionWord[]
  /** Speakers that it names: ordinals and names. */
  readonly speakers: readonly { readonly speaker: number; readonly name: string }[]
  /** Words that the scope says otherwise, from the vectors of its vocabulary. */
  readonly expansions: readonly Expansion[]
  /** From the static table; null without one, or when it knows no word of the question. */
  readonly vector: Float32Array | null
  /** From the encoder whose vectors the scope holds. */
  readonly encoded: { readonly whole: Float32Array; readonly tokens: TokenFacts | null } | null
  readonly spans: readonly QuestionSpan[]
  readonly asksFor: number
  /** What memories made of a slot say for it (derived.ts). Absent: there are no memories. */
  readonly lifts?: ReadonlyMap<number, Lift>
  /** Whether what was said lately is wanted. */
  readonly prefersRecent: boolean
  readonly nowMs: number
}
