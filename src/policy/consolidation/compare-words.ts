/**
 * The words of two claims against each other: shared, misspelt, a kind of each other, opposite, of one class, or on one side only.
 *
 * Each word is used once; the strongest tie wins. Invariant: symmetric but for which side is narrower. Opposites come from the list that
 * guards the answer cache: no similarity between vectors tells them from synonyms.
 */

import { areOpposites } from '../caching/lexicon/antonyms.ts'
import type { ClaimWord } from './claim.ts'
import type { ClaimLexicon } from './claim-lexicon.ts'

export type WordPair = readonly [ClaimWord, ClaimWord]

export interface WordDifference {
  readonly shared: readonly WordPair[]
  readonly misspelt: readonly WordPair[]
  /** Alike by their vectors only: never merged. */
  readonly alike: readonly WordPair[]
  /** b is a kind of a. */
  readonly narrower: readonly WordPair[]
  /** a is a kind of b. */
  readonly broader: readonly WordPair[]
  readonly opposite: readonly WordPair[]
  /** Of one class of which a thing has one at a time. */
  readonly rival: readonly WordPair[]
  readonly onlyA: readonly ClaimWord[]
  readonly onlyB: readonly ClaimWord[]
}

const TYPO_LETTERS_MIN = 4
const LONG_WORD_LETTERS = 8

type Tie = (a: ClaimWord, b: ClaimWord) => boolean

export function compareWords(
  a: readonly ClaimWord[],
  b: readonly ClaimWord[],
  lexicon: ClaimLexicon,
): WordDifference {
  const leftA = [...a]
  const leftB = [...b]
  const take = (tie: Tie): WordPair[] => {
    const pairs: WordPair[] = []
    for (let index = 0; index < leftA.length; index += 1) {
      const word = leftA[index]!
      const at = leftB.findIndex((other) => tie(word, other))
      if (at < 0) continue
      pairs.push([word, leftB[at]!])
      leftA.splice(index, 1)
      leftB.splice(at, 1)
      index -= 1
    }
    return pairs
  }
  const shared = take((x, y) => x.key === y.key && x.region === y.region && x.bound === y.bound)
  shared.push(...take((x, y) => x.key === y.key))
  dropRepeats(leftA, shared, 0)
  dropRepeats(leftB, shared, 1)
  const misspelt = take(isMisspelt)
  const opposite = take((x, y) => areOpposites(x.raw, y.raw) || areOpposites(x.key, y.key))
  const narrower = take((x, y) => lexicon.isKindOf(y.key, x.key))
  const broader = take((x, y) => lexicon.isKindOf(x.key, y.key))
  const rival = take((x, y) => sharesClass(x.key, y.key, lexicon))
  const alike = take((x, y) => isAlike(x, y, lexicon))
  return { shared, misspelt, alike, narrower, broader, opposite, rival, onlyA: leftA, onlyB: leftB }
}

/** A word said twice on one side says nothing more. */
function dropRepeats(left: ClaimWord[], shared: readonly WordPair[], side: 0 | 1): void {
  for (let index = left.length - 1; index >= 0; index -= 1) {
    if (shared.some((pair) => pair[side].key === left[index]!.key)) left.splice(index, 1)
  }
}

function sharesClass(a: string, b: string, lexicon: ClaimLexicon): boolean {
  const classes = lexicon.classesOf(a)
  return classes.length > 0 && lexicon.classesOf(b).some((one) => classes.includes(one))
}

/** Verbs and plain words of one part of the sentence; names and numbers are never alike. */
function isAlike(a: ClaimWord, b: ClaimWord, lexicon: ClaimLexicon): boolean {
  if (a.region !== 'relation' || b.region !== 'relation' || a.isName || b.isName) return false
  return lexicon.areAlike(a.raw, b.raw)
}

/** One side a known word, the other none and a slip away from it. Names are never taken for slips. */
function isMisspelt(a: ClaimWord, b: ClaimWord): boolean {
  if (a.isName || b.isName) return false
  if (a.isKnown === null || b.isKnown === null || a.isKnown === b.isKnown) return false
  const length = Math.min(a.raw.length, b.raw.length)
  if (length < TYPO_LETTERS_MIN || !/^[a-z]+$/.test(a.raw + b.raw)) return false
  return isSlip(a.raw, b.raw, length >= LONG_WORD_LETTERS ? 2 : 1)
}

/** Edit distance with swapped neighbours as one slip, at most `max`. */
function isSlip(a: string, b: string, max: number): boolean {
  if (Math.abs(a.length - b.length) > max) return false
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, before[j - 2]! + 1)
      next.push(best)
    }
    before = row
    row = next
  }
  return row[b.length]! <= max
}
