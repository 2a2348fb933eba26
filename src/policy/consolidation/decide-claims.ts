/**
 * One claim against another: which of the six, and whether they may be merged unasked.
 *
 * The ladder: another subject is unrelated; said to be over, negated or opposite of the same thing is a conflict; another value is a conflict
 * or one more value, by the relation; more words are a refinement; nothing left over is a duplicate. A conflict is temporal where time or
 * a cue explains it. Invariant: a merge needs every column equal. Departure from MemOS and Mem0: what is unsure is left apart.
 */

import type { Claim, ClaimWord, Decision } from './claim.ts'
import type { ClaimLexicon } from './claim-lexicon.ts'
import {
  type ClaimPair,
  type ComparedClaims,
  compareClaims,
  decided,
  isSubject,
  quoted,
} from './claim-pair.ts'
import { isExcluded } from './exclusions.ts'
import { resolveConflict } from './resolve-conflict.ts'
import { bySubject, isNameMoved } from './subject-difference.ts'
import { byValue, openWords } from './value-difference.ts'

const MISSPELT_MAX = 2

export function decideClaims(pair: ClaimPair): Decision {
  const compared = compareClaims(pair)
  const { a, b } = compared
  if (a.words.length === 0 || b.words.length === 0)
    return decided('unrelated', 0.3, 'nothing to compare')
  return (
    bySubject(compared) ??
    byReplaced(compared) ??
    byPreference(compared) ??
    byExclusion(compared) ??
    byEnding(compared) ??
    byRelation(compared) ??
    byPolarity(compared) ??
    byValue(compared) ??
    byExtent(compared)
  )
}

/** b names what a says as what was there before: "moved from Paris to Rome". */
function byReplaced({ a, b, words }: ComparedClaims): Decision | null {
  const said = a.words.filter((word) => !isSubject(word))
  const isSaid = b.replaced.some((key) => said.some((word) => word.key === key))
  if (!isSaid || (words.onlyA.length === 0 && words.onlyB.length === 0)) return null
  return decided('temporal', 0.85, 'b says that it replaced what a says', 'b')
}

/** "taller than Ben", "tea over coffee" and the other way round; what is preferred among other things is another preference. */
function byPreference(compared: ComparedClaims): Decision | null {
  const { a, b, words } = compared
  const isCompared = a.quantifiers.includes('than') && b.quantifiers.includes('than')
  const isCrossed = words.shared.some(([x, y]) => isSubject(x) !== isSubject(y))
  if (isCompared && isCrossed && a.isNegated === b.isNegated)
    return resolveConflict(compared, 'what is compared has changed places', 0.7)
  if (a.relation !== 'PREFER' || b.relation !== 'PREFER') return null
  const isLess = ({ bound }: ClaimWord): boolean => bound === 'over'
  if (![...a.words, ...b.words].some(isLess)) return null
  const isMore = ({ bound, region }: ClaimWord): boolean => region === 'object' && bound === null
  const isTurned = words.shared.some(
    ([x, y]) => (isLess(x) && isMore(y)) || (isMore(x) && isLess(y)),
  )
  if (isTurned && a.isNegated === b.isNegated)
    return resolveConflict(compared, 'what is preferred has changed places', 0.8)
  const hasShared = words.shared.some(([{ region }]) => region === 'object')
  return hasShared ? null : decided('unrelated', 0.6, 'a preference among other things')
}

function byExclusion(compared: ComparedClaims): Decision | null {
  const { a, b, words, lexicon } = compared
  if (a.isNegated || b.isNegated || a.isEnded || b.isEnded) return null
  if (!isExcluded(a.words, b.words, words, lexicon)) return null
  return resolveConflict(compared, 'the one excludes the other', 0.7)
}

/** Verbs that end what was: of a job, a subscription, a pet, a role. */
const ending =
  /^(?:depart|quit|cancel|call-off|terminat|discontinu|abandon|sell|lose|step|resign|fire|expir|remov|delet|shut|dismantl|drop|graduat|DIED|die|di|SELL|retir)$/

const loose = /^(?:depart|drop|lose|step|shut|sell)$/
const leavable =
  /^(?:WORK|JOB|STUDY|MEMBER|MANAGE|be|HAVE|SUBSCRIBE|USE|LIVE|VOLUNTEER|DRIVE|COLLECT|INVEST)$/

/** "works at X", "left X": b ends what a says to hold. */
function byEnding({ a, b, words, lexicon }: ComparedClaims): Decision | null {
  const isOf = words.shared.some(
    ([x, y]) => x.region === 'object' || y.region === 'object' || x.isName,
  )
  if (!isOf && words.narrower.length + words.broader.length === 0) return null
  const ends = (claim: Claim, other: Claim): boolean =>
    !claim.isNegated && lexicon.traitsOf(claim.relation)?.ends === other.relation
  if (ends(b, a)) return decided('temporal', 0.85, 'b ends what a says', 'b')
  if (ends(a, b)) return decided('temporal', 0.6, 'a ended what b says to hold again', 'b')
  // Who leaves, drops or loses a thing ends only what can be left.
  const isState =
    !(loose.test(b.relation) && !leavable.test(a.relation)) &&
    a.tense === 'present' &&
    !a.isNegated &&
    !ending.test(a.relation) &&
    a.modalities.length === 0
  const isEndedHere =
    ending.test(b.relation) && b.tense !== 'present' && !b.isNegated && b.modalities.length === 0
  return isState && isEndedHere
    ? decided('temporal', 0.7, `b ends it: "${b.relation.toLowerCase()}"`, 'b')
    : null
}

/** Past of what the other side says in the present: it no longer holds. */
function isOver(claim: Claim, other: Claim, lexicon: ClaimLexicon): boolean {
  if (claim.isEnded) return true
  const traits = lexicon.traitsOf(claim.relation)
  const isLasting = traits !== null && !traits.isEvent && !traits.isFixed && traits.ends === null
  return (
    (claim.relation === 'be' || isLasting) &&
    claim.tense === 'past' &&
    !claim.isChange &&
    other.tense === 'present' &&
    !other.isChange
  )
}

function byPolarity(compared: ComparedClaims): Decision | null {
  const { a, b, words, values, lexicon, isSingle } = compared
  const overA = isOver(a, b, lexicon)
  const overB = isOver(b, a, lexicon)
  const inner = words.opposite.filter(([x, y]) => !isSubject(x) && !isSubject(y))
  const isNegativeA = a.isNegated || overA
  const isNegativeB = b.isNegated || overB
  if ((isNegativeA !== isNegativeB) === (inner.length % 2 === 1)) return null
  const open = openWords(compared)
  const hasOther = (open.a.length > 0 && open.b.length > 0) || words.rival.length > 0
  // "used to live in Rome", "lives in Naples": over there, so here. "Not in Berlin", "in Rome": both may hold.
  if (hasOther)
    return overA && isSingle
      ? decided('temporal', 0.75, 'what a says is over, b says what holds', 'b')
      : null
  const { dates, clocks, quantities } = values
  if (dates.conflicts.length + clocks.conflicts.length + quantities.conflicts.length > 0)
    return null
  const isWhole =
    words.narrower.length + words.broader.length === 0 ||
    (isNegativeA ? words.narrower : words.broader).length > 0
  if (!isWhole) return decided('unrelated', 0.5, 'the one denies only a part of the other')
  const [x, y] = inner[0] ?? []
  const because =
    x === undefined
      ? 'the one denies the other'
      : `${quoted([x])} is the opposite of ${quoted([y!])}`
  return resolveConflict(compared, because, open.a.length + open.b.length > 1 ? 0.55 : 0.85)
}

/** Concepts of nouns and adjectives that make a copula more exact rather than another relation. */
const qualifying = /^(?:FAVOURITE|AGE|HEIGHT|NAMED|SCHEDULED)$/

/** Verbs of what comes in the place of something else. */
const changing =
  /^(?:switch|chang|replac|swap|trade|upgrad|downgrad|migrat|mov|move|transit|convert|exchang|SWITCH)$/

/** Values of which the table of vectors says that they are of one sort: what was and what came in its place. */
function hasAlikeValues({ words, lexicon }: ComparedClaims): boolean {
  const isValue = ({ region }: ClaimWord): boolean => region === 'object'
  return words.onlyA
    .filter(isValue)
    .some((x) => words.onlyB.filter(isValue).some((y) => lexicon.areAlike(x.raw, y.raw)))
}

/** Another relation between the same: neither a conflict nor the same claim, unless the newer says that a value came about. */
function byRelation(compared: ComparedClaims): Decision | null {
  const { a, b, words, values } = compared
  if (a.relation === '' || b.relation === '' || a.relation === b.relation) return null
  const isOpen = (only: readonly ClaimWord[], relation: string): boolean =>
    only.some(({ key, region }) => region === 'relation' && key === relation)
  const isOpenA = isOpen(words.onlyA, a.relation)
  const isOpenB = isOpen(words.onlyB, b.relation)
  const isBare = (claim: Claim): boolean => !claim.words.some(({ region }) => region === 'relation')
  const isOther =
    (isOpenA && isOpenB) ||
    (isOpenA && isBare(b) && !qualifying.test(a.relation)) ||
    (isOpenB && isBare(a) && !qualifying.test(b.relation))
  if (!isOther) return null
  const hasRival = words.rival.length > 0 || hasAlikeValues(compared)
  if (
    (b.isChange || changing.test(b.relation)) &&
    (values.quantities.conflicts.length > 0 || hasRival)
  ) {
    return decided('temporal', 0.6, 'b says what came about in its place', 'b')
  }
  return decided(
    'unrelated',
    0.7,
    `another relation: "${a.relation.toLowerCase()}" is not "${b.relation.toLowerCase()}"`,
  )
}

function byExtent(compared: ComparedClaims): Decision {
  const { a, b, words, values } = compared
  const { quantities, dates, clocks } = values
  const moreA =
    words.onlyA.length +
    words.broader.length +
    quantities.onlyA +
    dates.onlyA +
    clocks.onlyA +
    quantities.broader +
    dates.broader
  const moreB =
    words.onlyB.length +
    words.narrower.length +
    quantities.onlyB +
    dates.onlyB +
    clocks.onlyB +
    quantities.narrower +
    dates.narrower
  if (moreA > 0 && moreB > 0) {
    // "jazz music", "classical music": two kinds of one thing, side by side.
    if (words.narrower.length + words.broader.length > 0 && !compared.isSingle)
      return decided('multi-valued', 0.5, 'two kinds of one thing')
    const share = (2 * words.shared.length) / (a.words.length + b.words.length)
    const isOneRelation =
      a.relation === b.relation && words.shared.some(([x, y]) => !(isSubject(x) && isSubject(y)))
    return share >= 0.5 && isOneRelation
      ? decided('refinement', 0.4, 'each says more in one part', 'b')
      : decided('unrelated', 0.5, 'little in common')
  }
  if (moreA + moreB > 0) return extended(compared, moreB > 0)
  const doubt = doubtOf(compared)
  if (doubt === 'change')
    return decided('refinement', 0.6, 'the same, and one says how it came about', 'b')
  if (doubt !== null) return decided('duplicate', 0.6, `the same, but ${doubt}`, 'b')
  const confidence = 0.95 - 0.05 * words.misspelt.length
  return {
    label: 'duplicate',
    confidence,
    isSafeToMerge: true,
    keeps: null,
    because: 'the same in other words',
  }
}

/** One side says all that the other says, and more. */
function extended({ a, words, values }: ComparedClaims, isB: boolean): Decision {
  const { quantities, dates, clocks } = values
  const valueCount = a.quantities.length + a.dates.length + a.clocks.length
  const hasValue = valueCount > quantities.onlyA + dates.onlyA + clocks.onlyA
  if (
    !hasValue &&
    words.shared.every(([x]) => isSubject(x)) &&
    words.narrower.length + words.broader.length + words.misspelt.length + words.alike.length === 0
  ) {
    return decided('unrelated', 0.6, 'only the subject in common')
  }
  const extra = isB ? words.onlyB : words.onlyA
  const side = isB ? 'b' : 'a'
  return decided(
    'refinement',
    isB ? 0.8 : 0.6,
    `${side} says more${extra.length > 0 ? `: ${quoted(extra)}` : ''}`,
    side,
  )
}

/** Prepositions that change what is said wherever the other side has none. */
const telling =
  /^(?:from|without|before|after|against|under|over|above|below|until|till|since|except|despite)$/

const isDoneTo = (a: Claim, b: Claim): boolean => a.isPassive && !b.isCopula

/** "has lived in Rome" may be over, where "lives in Rome" is not. */
function isPerhapsOver(a: Claim, b: Claim, lexicon: ClaimLexicon): boolean {
  const isLasting = lexicon.traitsOf(a.relation)?.isSingle === true
  const hasDates = a.dates.length + a.quantities.length > 0
  return isLasting && !hasDates && (a.tense === 'perfect') !== (b.tense === 'perfect')
}

/** Why nothing left over is still no merge; null: it is one. */
function doubtOf(compared: ComparedClaims): string | null {
  const { a, b, words, lexicon } = compared
  const tenses = [a.tense, b.tense]
  if (words.alike.length > 0) return 'in words that are only alike'
  if (words.opposite.length > 0) return 'said by opposites'
  if (a.isNegated !== b.isNegated) return 'only one is negated'
  if (isDoneTo(a, b) || isDoneTo(b, a)) return 'done by the one, done to the other'
  if (a.isEnded !== b.isEnded) return 'only one is over'
  if (a.isChange !== b.isChange) return 'change'
  if (a.tense !== b.tense && !tenses.includes('perfect')) return 'in another tense'
  if (isPerhapsOver(a, b, lexicon)) return 'perhaps over'
  if (a.modalities.join() !== b.modalities.join()) return 'in another mode'
  if (a.isSubjectOpen || b.isSubjectOpen) return 'it is not said of whom'
  if (a.replaced.join() !== b.replaced.join()) return 'only one says what was before'
  const isBoundOtherwise = words.shared.some(
    ([x, y]) => x.bound !== y.bound && (telling.test(x.bound ?? '') || telling.test(y.bound ?? '')),
  )
  if (isBoundOtherwise) return 'bound by another preposition'
  if (words.misspelt.length > MISSPELT_MAX) return 'too much is misspelt'
  if (
    a.relation !== b.relation &&
    [a.relation, b.relation].includes('HAVE') &&
    [a.relation, b.relation].includes('be')
  )
    return 'one has what the other is'
  return isNameMoved(compared) ? 'with another subject' : null
}
