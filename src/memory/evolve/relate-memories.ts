/**
 * What is this new memory to that old one? Two texts with their times in, a decision out; no model takes part.
 *
 * Owns the parts that a decision needs (word tables, stemmer, word list) and remembers what a text read as, since a scope's candidates
 * come up again and again. Papers: MemOS (2507.03724: contradictory, redundant, independent by a model), Mem0 (2504.19413: add, update,
 * delete, none by a model). Departure: six labels by rules, a merge only where nothing differs, and the error rate measured (bench conflict).
 */

import type { WordList } from '../../policy/caching/question/correct-typing.ts'
import { createSpeller } from '../../policy/caching/question/speller.ts'
import type { ClaimSide, Decision } from '../../policy/consolidation/claim.ts'
import { decideRelation } from '../../policy/consolidation/decide-relation.ts'
import type { Fact } from '../../store/cube.ts'
import { createStemmer } from '../text/stem.ts'
import { createClaimPhrases } from './claim-phrases.ts'
import { CLAIM_CHARACTERS_MAX } from './claim-text.ts'
import { createClaimWordings } from './claim-wordings.ts'
import { type ClaimParts, readClaims } from './pair-facts.ts'
import { byStatedFacts } from './stated-facts.ts'

export interface RelatedMemory {
  readonly text: string
  /** When it was said or became true; null where that is not known. */
  readonly timeMs: number | null
  /** A relation that it states, where one was formed: its text stands for a text that says no relation. */
  readonly fact?:
    | Pick<Fact, 'subject' | 'relation' | 'object' | 'isMultiValued' | 'validFromMs'>
    | undefined
}

export interface RelateParts {
  readonly claims: ClaimParts
  readonly readings: Map<string, ClaimSide>
}

/** Texts remembered as read; all are forgotten when full. */
export const READINGS_MAX = 4_096

/** Least cosine of two verbs' vectors at which what stands beside them is compared as of one relation. */
const ALIKE_MIN = 0.5

/**
 * `wordList`: the static table's whole words, where it is open; without it no misspelt word is read as another. `vectorOf`: a word's unit
 * vector of the same table; without it verbs that no word table knows as the same are two relations.
 */
export function createRelateParts(
  wordList: WordList | null = null,
  vectorOf: ((word: string) => Float32Array | null) | null = null,
): RelateParts {
  const speller = wordList === null ? null : createSpeller(wordList)
  const areAlike = vectorOf === null ? undefined : alikeBy(vectorOf)
  const phrases = createClaimPhrases(createStemmer(), areAlike)
  return {
    claims: { phrases, speller, wordings: createClaimWordings() },
    readings: new Map(),
  }
}

function alikeBy(
  vectorOf: (word: string) => Float32Array | null,
): (a: string, b: string) => boolean {
  const remembered = new Map<string, Float32Array | null>()
  const vector = (word: string): Float32Array | null => {
    const known = remembered.get(word)
    if (known !== undefined) return known
    const made = vectorOf(word)
    if (remembered.size >= READINGS_MAX) remembered.clear()
    remembered.set(word, made)
    return made
  }
  return (a, b) => {
    const x = vector(a)
    const y = vector(b)
    if (x === null || y === null) return false
    let cosine = 0
    for (let axis = 0; axis < x.length; axis += 1) cosine += x[axis]! * y[axis]!
    return cosine >= ALIKE_MIN
  }
}

function sideOf(
  { text, timeMs, fact }: RelatedMemory,
  { claims, readings }: RelateParts,
): ClaimSide {
  const read = text.slice(0, CLAIM_CHARACTERS_MAX)
  const said =
    read.trim().length > 0 || fact === undefined
      ? read
      : `${fact.subject} ${fact.relation} ${fact.object}`.slice(0, CLAIM_CHARACTERS_MAX)
  const when = timeMs !== null && Number.isFinite(timeMs) ? timeMs : null
  const key = `${when}\n${said}`
  const known = readings.get(key)
  if (known !== undefined) return known
  const side = readClaims(said, when, claims)
  if (readings.size >= READINGS_MAX) readings.clear()
  readings.set(key, side)
  return side
}

/** `a` is the stored memory, `b` the newer one unless their times say otherwise. Never throws, whatever the texts. */
export function relateMemories(a: RelatedMemory, b: RelatedMemory, parts: RelateParts): Decision {
  const stored = sideOf(a, parts)
  const newer = sideOf(b, parts)
  const isLong = Math.max(a.text.length, b.text.length) > CLAIM_CHARACTERS_MAX
  if (stored.plain.length > 0 && stored.plain === newer.plain && a.text === b.text) {
    return sameText(stored, newer)
  }
  const read = decideRelation(stored, newer, parts.claims.phrases.lexicon)
  const gapMs =
    stored.timeMs === null || newer.timeMs === null ? null : newer.timeMs - stored.timeMs
  const decision = byStatedFacts(read, [a.fact, b.fact], gapMs)
  return isLong && decision.isSafeToMerge
    ? { ...decision, isSafeToMerge: false, because: 'the same as far as it was read' }
    : decision
}

/** Equal texts are one memory, unless they date themselves by when they were said ("yesterday"). */
function sameText(a: ClaimSide, b: ClaimSide): Decision {
  const days = (side: ClaimSide): string =>
    JSON.stringify(
      side.claims.map(({ dates }) => dates.map((date) => (date.isYearless ? 0 : date.fromDay))),
    )
  if (days(a) === days(b)) {
    return {
      label: 'duplicate',
      confidence: 1,
      isSafeToMerge: true,
      keeps: null,
      because: 'the same text',
    }
  }
  return {
    label: 'multi-valued',
    confidence: 0.7,
    isSafeToMerge: false,
    keeps: null,
    because: 'the same text of another day',
  }
}
