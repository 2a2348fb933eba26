/**
 * Two claims made ready for the ladder: words that say nothing more are left out, differences are taken once, and it is settled whether the
 * relation has one value at a time.
 *
 * Invariant: nothing is left out that a value beside it does not say as well ("works as a nurse" is "is a nurse", "costs $5" is "is $5").
 */

import type { Claim, ClaimWord, Decision, RelationLabel } from './claim.ts'
import type { ClaimLexicon } from './claim-lexicon.ts'
import { type ClaimValues, compareValues } from './compare-values.ts'
import { compareWords, type WordDifference } from './compare-words.ts'

export interface ClaimPair {
  readonly a: Claim
  readonly b: Claim
  /** Milliseconds from a to b, null where either time is not known. */
  readonly gapMs: number | null
  readonly lexicon: ClaimLexicon
}

export interface ComparedClaims extends ClaimPair {
  readonly words: WordDifference
  readonly values: ClaimValues
  /** One object at a time. */
  readonly isSingle: boolean
  readonly isMulti: boolean
}

export function decided(
  label: RelationLabel,
  confidence: number,
  because: string,
  keeps: Decision['keeps'] = null,
): Decision {
  return { label, confidence, isSafeToMerge: false, keeps, because }
}

export const isSubject = ({ region }: ClaimWord): boolean => region === 'subject'

const QUOTED_WORDS_MAX = 4

export function quoted(words: readonly ClaimWord[]): string {
  const raw = words.slice(0, QUOTED_WORDS_MAX).map((word) => word.raw)
  return `"${raw.join(' ')}"`
}

/** "can speak French" is "speaks French"; who can play need not play. */
const canSay = new Set(['SPEAK'])

function isWeak({ key }: ClaimWord, claim: Claim, has: (name: string) => boolean): boolean {
  switch (key) {
    case 'be':
    case 'VALUE':
    case 'valu':
      return true
    case 'DIET':
      return has('diet')
    case 'JOB':
      return has('occupation') || has('diet')
    case 'SCHEDULED':
      return claim.dates.length > 0 || claim.clocks.length > 0 || has('recurday')
    case 'AGE':
      return claim.quantities.length > 0
    case 'COST':
      return claim.quantities.some(({ dimension }) => dimension.startsWith('money'))
    case 'STATUS':
      return has('status')
    case 'PAINTED':
    case 'colour':
      return has('colour')
    case 'SUFFER':
      return has('condition')
    case 'HAVE':
      return true
    case 'NAMED':
      return claim.words.length > 2
    case 'WE':
      return claim.words.filter(isSubject).length > 1
    default:
      return false
  }
}

function plain(claim: Claim, lexicon: ClaimLexicon): Claim {
  const classes = new Set(claim.words.flatMap(({ key }) => lexicon.classesOf(key)))
  const has = (name: string): boolean => classes.has(name)
  const words = withSides(
    claim.words.filter((word) => !isWeak(word, claim, has)),
    claim,
    lexicon,
  )
  const modalities = canSay.has(claim.relation)
    ? claim.modalities.filter((one) => one !== 'can')
    : claim.modalities
  // To have an illness is to suffer from it.
  if (claim.relation !== 'HAVE' || !has('condition')) return { ...claim, modalities, words }
  return {
    ...claim,
    modalities,
    relation: 'SUFFER',
    words: words.map((word) => (word.key === 'HAVE' ? { ...word, key: 'SUFFER' } : word)),
  }
}

/** "A and B are married" is "A is married to B". */
function withSides(
  words: readonly ClaimWord[],
  { relation }: Claim,
  lexicon: ClaimLexicon,
): readonly ClaimWord[] {
  if (
    lexicon.traitsOf(relation)?.isSymmetric !== true ||
    words.some(({ region }) => region === 'object')
  )
    return words
  const first = words.find(isSubject)
  return words.map((word) =>
    isSubject(word) && word !== first ? { ...word, region: 'object' as const } : word,
  )
}

export function compareClaims(pair: ClaimPair): ComparedClaims {
  const a = plain(pair.a, pair.lexicon)
  const b = plain(pair.b, pair.lexicon)
  const words = compareWords(a.words, b.words, pair.lexicon)
  const isSingle = isSingleValued(a, b, words, pair.lexicon)
  return { ...pair, a, b, words, values: compareValues(a, b), isSingle, isMulti: !isSingle }
}

/** Nouns of which a thing has one. */
const attributeNouns =
  /^(?:gate|room|platform|floor|seat|address|number|version|password|colour|size|brand|titl|licens|port|deadlin|prioriti|level|format|default)$/
/** Nouns of which one has several, in a claim without a listed verb. */
const severalNouns =
  /^(?:hobbi|friend|child|sibl|allergi|languag|skill|interest|pet|brother|sister|cousin|goal|ingredi|featur|member|FRIEND|INTEREST)/

/** What goes on now; what happened may have happened of several things. */
function isState({ tense, relation, modalities }: Claim): boolean {
  return tense !== 'past' && relation !== '' && modalities.length === 0
}

function isSingleValued(a: Claim, b: Claim, words: WordDifference, lexicon: ClaimLexicon): boolean {
  const isShared = (test: (word: ClaimWord) => boolean): boolean =>
    words.shared.some(([word]) => test(word))
  if (isShared(({ key }) => key === 'FAVOURITE')) return true
  if (isShared(({ key }) => severalNouns.test(key))) return false
  if (a.relation === 'HAVE' || b.relation === 'HAVE') return false
  // "uses tabs for indentation", "leaves from gate 4": one at a time, whatever the verb.
  const isAttributed = (word: ClaimWord): boolean =>
    word.region === 'object' && (word.bound === 'for' || attributeNouns.test(word.key))
  if (isShared(isAttributed)) return true
  const traits = [a.relation, b.relation, ...words.shared.map(([word]) => word.key)]
    .map((key) => lexicon.traitsOf(key))
    .filter((one) => one !== null)
  if (traits.some(({ isSingle }) => isSingle)) return true
  if (traits.some(({ isMulti }) => isMulti)) return false
  return (
    (a.relation === 'be' && b.relation === 'be') ||
    // A state in words of no table ("banks with", "parks at") holds of one thing at a time.
    (traits.length === 0 && a.relation === b.relation && isState(a) && isState(b))
  )
}
