/**
 * A question as facts about one scope: its words as the scope's terms, whom it names, what the scope says in other words, its vectors.
 *
 * Everything that looks something up happens here, once a question; `policy/recall` only reads. Parameters of the expansion are those that were
 * measured best on LoCoMo, between .35 and .4 (docs/internals/recall.md).
 */

import type { TokenStates } from '../model/embedder.ts'
import { inverseDocumentFrequency } from '../policy/recall/bm25.ts'
import type {
  Expansion,
  LikeWord,
  QuestionFacts,
  QuestionWord,
  TokenFacts,
} from '../policy/recall/columns.ts'
import { liveHolders } from '../policy/recall/postings.ts'
import type { Meanings, ScopeRows } from './columns/scope-rows.ts'
import type { IndexQuery, QuestionVectors } from './scope-index.ts'
import { type AskedWord, analyseQuestion } from './text/analyse-question.ts'
import type { Analyser } from './text/analyse-turn.ts'

/** Cosine from which a word of the scope stands for a word of the question. */
const LIKE_MIN = 0.38
/** Terms that stand for one word. */
const LIKES_MAX = 20
/** Several written words share a term. */
const LIKES_LOOKED_AT = 60
/** Share of its cosine's distance from LIKE_MIN that a like word counts for. */
const LIKE_SHARE = 0.5

export interface QuestionParts {
  readonly analyser: Analyser
  /** Whether a word that nobody says stands for its nearest relative (`allergies` for `allergic`). */
  readonly matchesRelatives: boolean
  /** Null: words alone. */
  readonly meanings: Meanings | null
}

export function questionFacts(
  rows: ScopeRows,
  parts: QuestionParts,
  { text, nowMs, preferRecent, vectors }: Omit<IndexQuery, 'topK'>,
): QuestionFacts {
  const asked = analyseQuestion(text, nowMs, parts.analyser)
  const speakers = new Map<number, string>()
  const words: QuestionWord[] = []
  const expansions: Expansion[] = []
  for (const word of asked.words) {
    const named = speakersNamed(rows, word)
    for (const one of named) speakers.set(one.speaker, one.name)
    if (word.isStopword) continue
    const fact = wordFact(rows, parts, word)
    // Two endings of one word must not count twice.
    if (fact.isRelative && words.some((known) => known.term === fact.term)) continue
    const isSpeaker = named.length > 0
    words.push({ text: fact.text, term: fact.term, isName: word.isName, isSpeaker })
    if (!isSpeaker) expansions.push(...expansionOf(rows, word, fact))
  }
  return {
    words,
    expansions,
    vector: parts.meanings?.textVector(text) ?? null,
    encoded: encodedFacts(rows, parts, vectors),
    speakers: [...speakers].map(([speaker, name]) => ({ speaker, name })),
    spans: asked.spans,
    asksFor: asked.asksFor,
    prefersRecent: preferRecent === true,
    nowMs,
  }
}

function speakersNamed(
  rows: ScopeRows,
  word: AskedWord,
): readonly { readonly speaker: number; readonly name: string }[] {
  const mayName = word.mayBeName && !(word.isStopword && !word.isName)
  return mayName ? rows.speakersNamed(word.text) : []
}

interface WordFact {
  readonly text: string
  readonly term: number
  readonly isRelative: boolean
  /** What the word is in the scope's other languages, where somebody says it so. */
  readonly others: readonly number[]
}

function wordFact(rows: ScopeRows, parts: QuestionParts, word: AskedWord): WordFact {
  const [exact, ...others] = saidTerms(rows, parts, word)
  if (exact !== undefined) return { text: word.text, term: exact, isRelative: false, others }
  const plain = { text: word.text, isRelative: false, others: [] }
  if (!parts.matchesRelatives) return { ...plain, term: rows.termNumber(word.term) }
  const { term, relative } = rows.nearestTerm(word.term)
  if (relative === null) return { ...plain, term }
  return { ...plain, text: `${word.text} (as ${relative})`, term, isRelative: true }
}

/** Terms of a word that live rows say: in the question's language first, then in those of the scope. */
function saidTerms(rows: ScopeRows, { analyser }: QuestionParts, word: AskedWord): number[] {
  const stems = new Set([word.term])
  const languages = rows.languages()
  if (languages.length > 0 && analyser.ofLanguage !== undefined) {
    for (const language of [null, ...languages]) {
      stems.add(analyser.ofLanguage(language).termOf(word.text))
    }
  }
  return [...stems]
    .map((stem) => rows.termNumber(stem))
    .filter((term) => liveHolders(rows, term) > 0)
}

/** At most one. */
function expansionOf(rows: ScopeRows, word: AskedWord, { term, others }: WordFact): Expansion[] {
  const likes = new Map<number, LikeWord>(
    others.map((other) => [other, { text: rows.termText(other), term: other, gain: LIKE_SHARE }]),
  )
  for (const like of rows.likes(word.text, LIKE_MIN, LIKES_LOOKED_AT)) {
    const isItself = like.term === term || rows.termText(like.term) === word.term
    if (isItself || likes.has(like.term)) continue
    if (likes.size === LIKES_MAX) break
    const gain = (LIKE_SHARE * (like.cosine - LIKE_MIN)) / (1 - LIKE_MIN)
    const { text, term: other, isByLetters } = like
    likes.set(other, { text, term: other, gain, ...(isByLetters ? { isByLetters } : {}) })
  }
  return likes.size === 0 ? [] : [{ text: word.text, term, likes: [...likes.values()] }]
}

function encodedFacts(
  rows: ScopeRows,
  { meanings, analyser }: QuestionParts,
  vectors: QuestionVectors | undefined,
): QuestionFacts['encoded'] {
  const { encoded } = rows
  const whole = vectors?.whole ?? null
  if (encoded === null || whole === null || whole.length !== encoded.turns.dimensions) return null
  const { tokens } = encoded
  const states = vectors?.tokens ?? null
  if (tokens === null || states === null || meanings === null) return { whole, tokens: null }
  if (states.states.length !== states.ids.length * whole.length) return { whole, tokens: null }
  const weightOf = (id: number): number => {
    const piece = meanings.pieceText(id)
    const isTelling = /[\p{L}\p{N}]/u.test(piece) && !analyser.isStopword(piece)
    return isTelling ? inverseDocumentFrequency(tokens.holdersOf(id), rows.liveCount) : 0
  }
  return { whole, tokens: tokenFacts(states, weightOf) }
}

/** Tokens that weigh nothing are left out. */
function tokenFacts({ ids, states }: TokenStates, weightOf: (id: number) => number): TokenFacts {
  const dimensions = states.length / ids.length
  const kept: Float32Array[] = []
  const weights: number[] = []
  for (const [index, id] of ids.entries()) {
    const weight = weightOf(id)
    if (weight <= 0) continue
    kept.push(states.subarray(index * dimensions, (index + 1) * dimensions))
    weights.push(weight)
  }
  return { states: kept, weights: Float32Array.from(weights) }
}
