/**
 * One claim against another: which of the six, and whether they may be merged unasked.
 *
 * The ladder: another subject is unrelated; said to be over, negated or opposite of the same thing is a conflict; another value is a conflict
 * or one more value, by the relation; more words are a refinement; nothing left over is a duplicate. A conflict is temporal where time or
 * a cue explains it. Invariant: a merge needs every column equal. Departure from MemOS and Mem0: what is unsure is left apart.
 */

import type { Claim, ClaimWord, Decision, RelationLabel } from './claim.ts'
import type { ClaimLexicon } from './claim-lexicon.ts'
import { type ClaimValues, compareValues } from './compare-values.ts'
import { compareWords, type WordDifference } from './compare-words.ts'
import { isExcluded } from './exclusions.ts'
import { resolveConflict } from './resolve-conflict.ts'

export interface ClaimPair {
  readonly a: Claim
  readonly b: Claim
  /** Milliseconds from a to b, null where either time is not known. */
  readonly gapMs: number | null
  readonly lexicon: ClaimLexicon
}

interface Compared extends ClaimPair {
  readonly words: WordDifference
  readonly values: ClaimValues
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

/** Words that say no more than the value beside them: "works as a nurse" is "is a nurse". */
function withoutWeak(claim: Claim, lexicon: ClaimLexicon): Claim {
  const has = (name: string): boolean =>
    claim.words.some(({ key }) => lexicon.classesOf(key).includes(name))
  const hasTime = claim.dates.length > 0 || claim.clocks.length > 0 || has('recurday')
  const isWeak = ({ key }: ClaimWord): boolean =>
    (key === 'JOB' && has('occupation')) ||
    (key === 'SCHEDULED' && hasTime) ||
    (key === 'AGE' && claim.quantities.length > 0) ||
    (key === 'COST' && claim.quantities.some(({ dimension }) => dimension.startsWith('money'))) ||
    (key === 'STATUS' && has('status')) ||
    (key === 'colour' && has('colour')) ||
    (key === 'PET' && claim.relation !== 'PET') ||
    key === 'be'
  return { ...claim, words: claim.words.filter((word) => !isWeak(word)) }
}

export function decideClaims(pair: ClaimPair): Decision {
  const a = withoutWeak(pair.a, pair.lexicon)
  const b = withoutWeak(pair.b, pair.lexicon)
  if (a.words.length === 0 || b.words.length === 0)
    return decided('unrelated', 0.3, 'nothing to compare')
  const words = compareWords(a.words, b.words, pair.lexicon)
  const compared: Compared = {
    ...pair,
    a,
    b,
    words,
    values: compareValues(a, b),
    ...valence(a, b, words, pair.lexicon),
  }
  return (
    bySubject(compared) ??
    byExclusion(compared) ??
    byPolarity(compared) ??
    byRelation(compared) ??
    byValue(compared) ??
    byExtent(compared)
  )
}

const isSubject = ({ region }: ClaimWord): boolean => region === 'subject'
const quoted = (words: readonly ClaimWord[]): string =>
  `"${words
    .slice(0, 4)
    .map(({ raw }) => raw)
    .join(' ')}"`

/** Nouns of which one has several, in a claim without a listed verb. */
const severalNouns =
  /^(?:hobbi|friend|child|sibl|allergi|languag|skill|interest|pet|brother|sister|cousin|goal|ingredi|featur|member)/

function valence(
  a: Claim,
  b: Claim,
  words: WordDifference,
  lexicon: ClaimLexicon,
): { isSingle: boolean; isMulti: boolean } {
  const concepts = words.shared
    .map(([word]) => lexicon.traitsOf(word.key))
    .filter((traits) => traits !== null)
  if (words.shared.some(([word]) => word.key === 'FAVOURITE'))
    return { isSingle: true, isMulti: false }
  if (concepts.some(({ isSingle }) => isSingle)) return { isSingle: true, isMulti: false }
  if (concepts.some(({ isMulti }) => isMulti)) return { isSingle: false, isMulti: true }
  const isCopula = a.relation === 'be' && b.relation === 'be'
  const isSeveral = words.shared.some(([word]) => severalNouns.test(word.key))
  return { isSingle: isCopula && !isSeveral, isMulti: !isCopula || isSeveral }
}

/** Whether what differs is who or what is spoken of. */
function bySubject({ a, b, words }: Compared): Decision | null {
  const onlyA = words.onlyA.filter(isSubject)
  const onlyB = words.onlyB.filter(isSubject)
  const differing = [...words.rival, ...words.opposite].filter(
    ([x, y]) => isSubject(x) && isSubject(y),
  )
  const isOpen = a.isSubjectOpen || b.isSubjectOpen
  if (differing.length > 0 && words.shared.length > 0 && a.relation !== '') {
    return decided(
      'unrelated',
      0.75,
      `another subject: ${quoted(differing.map(([x]) => x))} is not ${quoted(differing.map(([, y]) => y))}`,
    )
  }
  const subjectsA = a.words.filter(isSubject)
  const subjectsB = b.words.filter(isSubject)
  if (onlyA.length > 0 && onlyB.length > 0 && !isOpen) {
    return decided('unrelated', 0.85, `another subject: ${quoted(onlyA)} is not ${quoted(onlyB)}`)
  }
  const hasNoneShared = (subjects: readonly ClaimWord[], only: readonly ClaimWord[]): boolean =>
    subjects.length > 0 && only.length === subjects.length
  if (
    !isOpen &&
    ((hasNoneShared(subjectsA, onlyA) && subjectsB.length > 0) ||
      (hasNoneShared(subjectsB, onlyB) && subjectsA.length > 0))
  ) {
    return decided('unrelated', 0.7, 'another subject')
  }
  return isSwapped(words, a)
    ? decided('unrelated', 0.8, 'the same words with their parts changed')
    : null
}

/** Whether two shared words have changed sides: who lent to whom. */
function isSwapped({ shared }: WordDifference, claim: Claim): boolean {
  if (
    claim.isCopula ||
    /^(?:MARRIED|DATING|ENGAGED|FRIEND|SIBLING|MEET|LEAVE-MARRIED|LEAVE-DATING)$/.test(
      claim.relation,
    )
  )
    return false
  const crossed = shared.filter(
    ([x, y]) =>
      (x.region === 'subject') !== (y.region === 'subject') &&
      x.region !== 'relation' &&
      y.region !== 'relation',
  )
  return (
    crossed.some(([x]) => x.region === 'subject') && crossed.some(([x]) => x.region === 'object')
  )
}

function byExclusion(compared: Compared): Decision | null {
  const { a, b, words, lexicon } = compared
  if (a.isNegated || b.isNegated || a.isEnded || b.isEnded) return null
  if (!isExcluded(a.words, b.words, words, lexicon)) return null
  return resolveConflict(compared, 'the one excludes the other', 0.7)
}

/** Past of what the other side says in the present: it no longer holds. */
function isOver(claim: Claim, other: Claim, lexicon: ClaimLexicon): boolean {
  if (claim.isEnded) return true
  const traits = lexicon.traitsOf(claim.relation)
  const isState =
    claim.relation === 'be' ||
    (traits !== null && !traits.isEvent && !traits.isFixed && traits.ends === null)
  return (
    isState &&
    claim.tense === 'past' &&
    !claim.isChange &&
    other.tense === 'present' &&
    !other.isChange
  )
}

function byPolarity(compared: Compared): Decision | null {
  const { a, b, words, values, lexicon } = compared
  const overA = isOver(a, b, lexicon)
  const overB = isOver(b, a, lexicon)
  const isNegativeA = a.isNegated || overA
  const isNegativeB = b.isNegated || overB
  const inner = words.opposite.filter(([x, y]) => !isSubject(x) && !isSubject(y))
  const ends = endedBy(compared)
  if (ends !== null) return ends
  const isFlipped = (isNegativeA !== isNegativeB) !== (inner.length % 2 === 1)
  if (!isFlipped) return null
  const left = unmatchedObjects(words)
  const hasOther = left.a.length > 0 && left.b.length > 0
  if (overA && !overB && hasOther && compared.isSingle)
    return decided('temporal', 0.75, 'what a says is over, b says what holds', 'b')
  if (hasOther || words.rival.length > 0) {
    // "not in Berlin", "in Rome": both may hold.
    return a.isEnded && compared.isSingle ? decided('temporal', 0.6, 'a is over', 'b') : null
  }
  if (values.dates.conflicts.length > 0 || values.clocks.conflicts.length > 0)
    return decided('unrelated', 0.5, 'said of different times')
  if (
    (isNegativeA ? words.narrower : words.broader).length > 0 ||
    (words.narrower.length === 0 && words.broader.length === 0)
  ) {
    const because =
      inner.length > 0
        ? `${quoted(inner.map(([x]) => x))} is the opposite of ${quoted(inner.map(([, y]) => y))}`
        : 'the one denies the other'
    return resolveConflict(compared, because, left.a.length + left.b.length > 1 ? 0.55 : 0.85)
  }
  return decided('unrelated', 0.5, 'the one denies only a part of the other')
}

function unmatchedObjects(words: WordDifference): {
  a: readonly ClaimWord[]
  b: readonly ClaimWord[]
} {
  return {
    a: words.onlyA.filter((word) => !isSubject(word)),
    b: words.onlyB.filter((word) => !isSubject(word)),
  }
}

/** "works at X", "left X": a relation of the tables that ends the other. */
function endedBy({ a, b, words, lexicon }: Compared): Decision | null {
  const endsOf = (claim: Claim): string | null => lexicon.traitsOf(claim.relation)?.ends ?? null
  const objects =
    words.shared.filter(([x, y]) => x.region === 'object' || y.region === 'object').length +
    words.narrower.length +
    words.broader.length
  if (endsOf(b) !== null && endsOf(b) === a.relation && !b.isNegated && objects > 0)
    return decided('temporal', 0.85, 'b ends what a says', 'b')
  if (endsOf(a) !== null && endsOf(a) === b.relation && !a.isNegated && objects > 0)
    return decided('temporal', 0.6, 'a ended what b says to hold again', 'b')
  return null
}

/** Another relation between the same: neither a conflict nor the same claim. */
function byRelation({ a, b, words }: Compared): Decision | null {
  if (a.relation === '' || b.relation === '' || a.relation === b.relation) return null
  const isTied = words.shared
    .concat(words.misspelt)
    .some(([x, y]) => x.key === a.relation || y.key === b.relation || y.key === a.relation)
  const onlyA = words.onlyA.some(({ region, key }) => region === 'relation' && key === a.relation)
  const onlyB = words.onlyB.some(({ region, key }) => region === 'relation' && key === b.relation)
  if (!isTied && onlyA && onlyB)
    return decided(
      'unrelated',
      0.7,
      `another relation: "${a.relation.toLowerCase()}" is not "${b.relation.toLowerCase()}"`,
    )
  return null
}

function byValue(compared: Compared): Decision | null {
  const { a, b, words, values, isSingle, isMulti, lexicon } = compared
  const left = unmatchedObjects(words)
  const differs = left.a.length > 0 && left.b.length > 0
  const rivals = words.rival.filter(([x, y]) => !isSubject(x) || !isSubject(y))
  const hasShared =
    words.shared.some(([word]) => word.key !== 'USER') ||
    words.narrower.length + words.broader.length > 0
  if (modalityDiffers(a, b)) return byModality(compared)
  if (rivals.length > 0) {
    const because = `b says ${quoted(rivals.map(([, y]) => y))} where a says ${quoted(rivals.map(([x]) => x))}`
    const isLoose = isMulti && !isSingle && lexicon.traitsOf(a.relation)?.isMulti === true
    if (isLoose) return decided('multi-valued', 0.75, because)
    return resolveConflict(compared, because, 0.85)
  }
  if (differs) {
    const because = `b says ${quoted(left.b)} where a says ${quoted(left.a)}`
    const isNothingShared = words.shared.every(([x]) => isSubject(x))
    if (isNothingShared && !(a.relation === 'be' && b.relation === 'be'))
      return decided('unrelated', 0.7, because)
    if (
      a.relation === 'be' &&
      b.relation === 'be' &&
      words.shared.every(([x, y]) => isSubject(x) && isSubject(y) && x.key === 'USER')
    )
      return decided('unrelated', 0.5, because)
    if (isSingle && isAttribute(compared)) return resolveConflict(compared, because, 0.7)
    if (isMulti && hasShared) return decided('multi-valued', 0.65, because)
    return decided('unrelated', 0.5, because)
  }
  if (values.quantities.conflicts.length > 0) {
    if (values.dates.conflicts.length > 0 && a.tense === 'past')
      return decided('multi-valued', 0.5, 'said of different times')
    return resolveConflict(compared, values.quantities.conflicts.join(', '), 0.8)
  }
  if (values.clocks.conflicts.length > 0)
    return resolveConflict(compared, values.clocks.conflicts.join(', '), 0.8)
  if (values.dates.conflicts.length > 0) return byDates(compared)
  if (a.quantifiers.join() !== b.quantifiers.join()) return byQuantifiers(compared)
  return null
}

/** A copula whose subject names an attribute, or a listed relation of one value. */
function isAttribute({ a, b, words, lexicon }: Compared): boolean {
  if (
    lexicon.traitsOf(a.relation)?.isSingle === true ||
    lexicon.traitsOf(b.relation)?.isSingle === true
  )
    return true
  if (words.shared.some(([word]) => lexicon.traitsOf(word.key)?.isSingle === true)) return true
  // "my dentist is Dr Lee": an attribute of somebody; "the house is big" is not.
  const subjects = words.shared.filter(([x, y]) => isSubject(x) && isSubject(y))
  const values = [...words.onlyA, ...words.onlyB].filter((word) => !isSubject(word))
  return subjects.length > 1 || values.some(({ isName }) => isName)
}

function modalityDiffers(a: Claim, b: Claim): boolean {
  const strip = (claim: Claim): string =>
    claim.modalities
      .filter((one) => !(one === 'plan' && (claim.dates.length > 0 || claim.clocks.length > 0)))
      .join()
  return strip(a) !== strip(b)
}

/** Wanted before, done now: time passed. The other way round they say different things. */
function byModality({ a, b, words, gapMs }: Compared): Decision {
  const left = unmatchedObjects(words)
  if (left.a.length > 0 && left.b.length > 0)
    return decided('unrelated', 0.6, 'another modality and another object')
  const isFulfilled =
    b.modalities.length === 0 &&
    /want|plan|try|should|may/.test(a.modalities.join()) &&
    (gapMs ?? 0) > 0
  if (isFulfilled)
    return decided('temporal', 0.6, `a says ${a.modalities.join(' and ')}, b that it is so`, 'b')
  return decided(
    'unrelated',
    0.5,
    `a says ${a.modalities.join(' and ') || 'it is so'}, b ${b.modalities.join(' and ') || 'it is so'}`,
  )
}

function byDates(compared: Compared): Decision {
  const { a, b, lexicon } = compared
  const because = compared.values.dates.conflicts.join(', ')
  const traits = lexicon.traitsOf(a.relation)
  const isOnce = traits?.isFixed === true || (a.isChange && b.isChange)
  if (isOnce) return resolveConflict(compared, because, 0.7)
  const isScheduled =
    a.relation === 'SCHEDULED' || b.relation === 'SCHEDULED' || a.relation === 'be'
  if (isScheduled) return resolveConflict(compared, because, 0.75)
  if (traits?.isSingle === true) return decided('temporal', 0.5, because, 'b')
  return decided('multi-valued', 0.6, 'the same at another time')
}

/** Scales of which a claim can say one: always, often, rarely; all, most, some. */
function byQuantifiers(compared: Compared): Decision {
  const { a, b } = compared
  const because = `a says ${a.quantifiers.join(' and ') || 'no quantity'}, b ${b.quantifiers.join(' and ') || 'no quantity'}`
  if (a.quantifiers.length > 0 && b.quantifiers.length > 0)
    return resolveConflict(compared, because, 0.6)
  return decided('refinement', 0.55, because, a.quantifiers.length > 0 ? 'a' : 'b')
}

function byExtent({ a, b, words, values }: Compared): Decision {
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
  const sharedShare = (2 * words.shared.length) / (a.words.length + b.words.length)
  if (moreA > 0 && moreB > 0) {
    return sharedShare >= 0.5
      ? decided('refinement', 0.4, 'each says more in one part', 'b')
      : decided('unrelated', 0.5, 'little in common')
  }
  if (moreA + moreB > 0) {
    if (words.shared.length === 1 && words.shared[0]![0].region === 'subject')
      return decided('unrelated', 0.6, 'only the subject in common')
    const extra = moreB > 0 ? words.onlyB : words.onlyA
    return decided(
      'refinement',
      moreB > 0 ? 0.8 : 0.6,
      `${moreB > 0 ? 'b' : 'a'} says more${extra.length > 0 ? `: ${quoted(extra)}` : ''}`,
      moreB > 0 ? 'b' : 'a',
    )
  }
  const doubt = doubtOf(a, b, words)
  return doubt === null
    ? {
        label: 'duplicate',
        confidence: 0.95 - 0.05 * words.misspelt.length,
        isSafeToMerge: true,
        keeps: null,
        because: 'the same in other words',
      }
    : decided(doubt === 'change' ? 'refinement' : 'duplicate', 0.6, `the same, but ${doubt}`, 'b')
}

/** Why nothing left over is still no merge; null: it is one. */
function doubtOf(a: Claim, b: Claim, words: WordDifference): string | null {
  if (words.opposite.length > 0) return 'said by opposites'
  if (a.isNegated !== b.isNegated) return 'only one is negated'
  if (a.isEnded !== b.isEnded) return 'only one is over'
  if (a.isChange !== b.isChange) return 'change'
  if (a.tense !== b.tense) return 'in another tense'
  if (a.modalities.join() !== b.modalities.join()) return 'in another mode'
  if (a.isSubjectOpen || b.isSubjectOpen) return 'it is not said of whom'
  if (a.replaced.join() !== b.replaced.join()) return 'only one says what was before'
  if (words.misspelt.length > 2) return 'too much is misspelt'
  const isBoundOtherwise = words.shared.some(
    ([x, y]) => x.bound !== y.bound && x.bound !== null && y.bound !== null,
  )
  if (isBoundOtherwise) return 'bound by another preposition'
  const isMoved = words.shared.some(
    ([x, y]) => (x.region === 'subject') !== (y.region === 'subject') && x.isName,
  )
  if (isMoved && a.relation !== 'be' && b.relation !== 'be' && a.relation !== b.relation)
    return 'with another subject'
  return null
}
