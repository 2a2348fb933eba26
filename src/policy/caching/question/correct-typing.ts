/**
 * Reads a misspelt word as the word that was meant, or not at all.
 *
 * A word is misspelt when neither it nor a word that it is an inflection of is known, and it is no rare word of its own
 * (`lexicon/real-words.ts`). It is read as the most frequent known word one typing error away: two neighbours swapped, a letter left
 * out or added, or a neighbouring key struck. Not counted as typing errors are changes of the first letter (`atypical`), keys
 * that do not touch (`nitrite`, `invent`), and the endings of role words (`payee`, `payer`). Never read as a name, number, unit, time, negation or a word whose opposite is as near.
 */

import { editDistance } from '../../../stdx/nearest.ts'
import { oppositesOf, oppositeWords } from '../lexicon/antonyms.ts'
import { isEverydayWord } from '../lexicon/everyday-words.ts'
import { comparatives, directions, negations, quantifiers } from '../lexicon/function-words.ts'
import { isLanguageName } from '../lexicon/languages.ts'
import { isKnownName } from '../lexicon/names.ts'
import { isNumberWord } from '../lexicon/number-words.ts'
import { isRealWord } from '../lexicon/real-words.ts'
import { isInSynonymGroup } from '../lexicon/synonyms.ts'
import { timeOf } from '../lexicon/time-words.ts'
import { unitOf } from '../lexicon/units.ts'

/** The words that are known to exist, by how common they are. */
export interface WordList {
  /** 0 for the most frequent word; undefined for a word that is not known. */
  rankOf(word: string): number | undefined
}

const LETTERS_MIN = 5
/** Four letters are enough for a swap inside a word of grammar: `waht`, `whta`. */
const SWAPPED_LETTERS_MIN = 4
const LETTERS_MAX = 24
/** Rank of words known only from our own lists: rarer than the listed ones. */
const UNLISTED_RANK = 1_000_000
const alphabet = 'abcdefghijklmnopqrstuvwxyz'
const plainWord = /^[a-z]+$/
const grammar = new Set(
  'what when where which whose does have with that this from they them then there their would could should about your will many much make take give need want tell help find know like work mean cause best people good time year'.split(
    ' ',
  ),
)

const touching: Readonly<Record<string, string>> = {
  q: 'wa',
  w: 'qeasd',
  e: 'wrsdf',
  r: 'etdfg',
  t: 'ryfgh',
  y: 'tughj',
  u: 'yihjk',
  i: 'uojkl',
  o: 'ipkl',
  p: 'ol',
  a: 'qwsz',
  s: 'awedxz',
  d: 'serfcx',
  f: 'drtgvc',
  g: 'ftyhbv',
  h: 'gyujnb',
  j: 'huikmn',
  k: 'jiolm',
  l: 'kop',
  z: 'asx',
  x: 'zsdc',
  c: 'xdfv',
  v: 'cfgb',
  b: 'vghn',
  n: 'bhjm',
  m: 'njk',
}

const listedOpposites = new Set(oppositeWords())

function rankOf(words: WordList, word: string): number | undefined {
  const rank = words.rankOf(word)
  if (rank !== undefined) return rank
  return isEverydayWord(word) || isInSynonymGroup(word) || listedOpposites.has(word)
    ? UNLISTED_RANK
    : undefined
}

/** Known as it is, or as the inflection of a known word. */
export function isKnownWord(words: WordList, word: string): boolean {
  if (rankOf(words, word) !== undefined) return true
  if (unitOf(word) !== undefined || timeOf(word) !== undefined || isKnownName(word)) return true
  if (isLanguageName(word) || isNumberWord(word)) return true
  return stemsOf(word).some((stem) => rankOf(words, stem) !== undefined)
}

/** What `word` may be an inflection of. */
function stemsOf(word: string): string[] {
  const stems: string[] = []
  for (const [ending, replacements] of endings) {
    if (!word.endsWith(ending) || word.length - ending.length < 3) continue
    const stem = word.slice(0, -ending.length)
    for (const replacement of replacements) stems.push(stem + replacement)
    if (/([b-df-hj-np-tv-z])\1$/.test(stem) && ending !== 's' && ending !== 'es')
      stems.push(stem.slice(0, -1))
  }
  return stems
}

const endings: readonly (readonly [string, readonly string[]])[] = [
  ['ies', ['y']],
  ['es', ['', 'e']],
  ['s', ['']],
  ['ied', ['y']],
  ['ed', ['', 'e']],
  ['ing', ['', 'e']],
  ['er', ['', 'e']],
  ['est', ['', 'e']],
  ['ly', ['', 'le']],
  ['ment', ['']],
  ['ness', ['']],
  ['able', ['', 'e']],
  ['ation', ['e', '']],
  ['ity', ['e', '']],
  ['al', ['', 'e']],
  ['less', ['']],
  ['ful', ['']],
]

/** The known word that `word` is a misspelling of, or undefined. `isReal`: words that are rare, not misspelt. */
export function correctTyping(
  words: WordList,
  word: string,
  isReal: (word: string) => boolean = isRealWord,
): string | undefined {
  if (word.length < SWAPPED_LETTERS_MIN || word.length > LETTERS_MAX) return undefined
  if (!plainWord.test(word) || isKnownWord(words, word) || isReal(word)) return undefined
  const isShort = word.length < LETTERS_MIN
  const swapped = mostFrequent(words, (visit) =>
    forEachSwap(word, (candidate) => (!isShort || grammar.has(candidate)) && visit(candidate)),
  )
  // Swapped neighbours are the surest sign of a slip: no other reading is looked for.
  if (swapped !== undefined) return isNeverGuessed(swapped) ? undefined : swapped
  if (isShort) return undefined
  const best = mostFrequent(words, (visit) => {
    forEachInsertion(word, visit)
    forEachDeletion(word, visit)
    forEachReplacement(word, visit)
  })
  if (best === undefined || best.length < SWAPPED_LETTERS_MIN) return undefined
  return isNeverGuessed(best) || isDelicate(best) ? undefined : best
}

function mostFrequent(words: WordList, forEach: (visit: Visit) => void): string | undefined {
  let best: string | undefined
  let bestRank = Number.POSITIVE_INFINITY
  forEach((candidate) => {
    const rank = rankWithPlural(words, candidate)
    if (rank === undefined || rank >= bestRank) return
    best = candidate
    bestRank = rank
  })
  return best
}

function rankWithPlural(words: WordList, word: string): number | undefined {
  const rank = rankOf(words, word)
  if (rank !== undefined || !word.endsWith('s') || word.length < LETTERS_MIN) return rank
  const singular = rankOf(words, word.slice(0, -1))
  return singular === undefined || hasNoPlural.test(word) ? undefined : singular + UNLISTED_RANK
}

/** `invited` has no plural: `inviters` is not a misspelt one. */
const hasNoPlural = /(?:ed|ing|ly|er|s)s$/

function isNeverGuessed(word: string): boolean {
  if (isKnownName(word) || isLanguageName(word) || isNumberWord(word)) return true
  return unitOf(word) !== undefined || timeOf(word) !== undefined
}

/** Words that a wrong guess would turn round. */
function isDelicate(word: string): boolean {
  if (negations.has(word) || quantifiers.has(word) || comparatives.has(word)) return true
  if (directions.has(word)) return true
  for (const opposite of oppositesOf(word)) if (editDistance(word, opposite) <= 2) return true
  return false
}

type Visit = (candidate: string) => void

function forEachSwap(word: string, visit: Visit): void {
  for (let index = 0; index + 1 < word.length; index += 1) {
    if (word[index] === word[index + 1]) continue
    visit(word.slice(0, index) + word[index + 1]! + word[index]! + word.slice(index + 2))
  }
}

/** A letter was left out: put one in, anywhere but in front. */
function forEachInsertion(word: string, visit: Visit): void {
  for (let index = 1; index <= word.length; index += 1) {
    for (const letter of alphabet) {
      if (index === word.length && isRoleEnding(word + letter, word)) continue
      visit(word.slice(0, index) + letter + word.slice(index))
    }
  }
}

/** A letter too many: take one out, anywhere but in front. */
function forEachDeletion(word: string, visit: Visit): void {
  for (let index = 1; index < word.length; index += 1) {
    if (index === word.length - 1 && isRoleEnding(word, word.slice(0, -1))) continue
    visit(word.slice(0, index) + word.slice(index + 1))
  }
}

function forEachReplacement(word: string, visit: Visit): void {
  for (let index = 1; index < word.length; index += 1) {
    const written = word[index]!
    for (const letter of touching[written]!) {
      const candidate = word.slice(0, index) + letter + word.slice(index + 1)
      if (index === word.length - 1 && isRoleEnding(word, candidate)) continue
      visit(candidate)
    }
  }
}

/** `employee`/`employer`, `baked`/`bake`, `logical`/`logic`: a last letter that makes another word. */
function isRoleEnding(a: string, b: string): boolean {
  return /(?:ee|er|or|ed|ly|en|ey)$/.test(a) || /(?:ee|er|or|ed|ly|en|ey)$/.test(b)
}
