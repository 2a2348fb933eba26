/**
 * What it means that two claims of one subject and relation differ in a value, a number, a day, a quantity or in how they hold.
 *
 * Another value of a relation that has one at a time is a conflict; of one that has several, one more value. The same event on another
 * day is another event, unless it happens once. Wanted before and so now is a change; the other way round two different statements.
 */

import type { Claim, ClaimWord, Decision } from './claim.ts'
import { type ComparedClaims, decided, isSubject, quoted } from './claim-pair.ts'
import { resolveConflict } from './resolve-conflict.ts'

export interface OpenWords {
  readonly a: readonly ClaimWord[]
  readonly b: readonly ClaimWord[]
}

/** Words of one side only that are not the subject's. */
export function openWords({ words }: ComparedClaims): OpenWords {
  return {
    a: words.onlyA.filter((word) => !isSubject(word)),
    b: words.onlyB.filter((word) => !isSubject(word)),
  }
}

export function byValue(compared: ComparedClaims): Decision | null {
  const { a, b, words, values } = compared
  if (modalityOf(a) !== modalityOf(b)) return byModality(compared)
  const rivals = words.rival.filter(([x, y]) => !isSubject(x) || !isSubject(y))
  if (rivals.length > 0)
    return byRivals(
      compared,
      rivals.map(([x]) => x),
      rivals.map(([, y]) => y),
    )
  const open = openWords(compared)
  if (open.a.length > 0 && open.b.length > 0) return byOpenWords(compared, open)
  const { quantities, clocks, dates } = values
  if (quantities.conflicts.length > 0) {
    if (dates.conflicts.length > 0 && a.tense === 'past')
      return decided('multi-valued', 0.5, 'said of different times')
    return resolveConflict(compared, quantities.conflicts.join(', '), 0.8)
  }
  if (clocks.conflicts.length > 0)
    return resolveConflict(compared, clocks.conflicts.join(', '), 0.8)
  if (dates.conflicts.length > 0) return byDates(compared)
  return a.quantifiers.join() === b.quantifiers.join() ? null : byQuantifiers(compared)
}

function byRivals(
  compared: ComparedClaims,
  a: readonly ClaimWord[],
  b: readonly ClaimWord[],
): Decision {
  const because = `b says ${quoted(b)} where a says ${quoted(a)}`
  const isReplaced = isSaidToReplace(compared)
  if (!compared.isSingle && !isReplaced && isSeveral(compared))
    return decided('multi-valued', 0.75, because)
  return resolveConflict(compared, because, 0.85)
}

/** Relations of the tables that may hold of several things, and what happened. */
function isSeveral({ a, b, lexicon }: ComparedClaims): boolean {
  const traits = lexicon.traitsOf(a.relation) ?? lexicon.traitsOf(b.relation)
  return traits?.isMulti === true || traits?.isEvent === true || a.tense === 'past'
}

const switching = /^(?:switch|migrat|chang|mov|convert|transition|upgrad|port|swap|went|go)/

/** "now uses X", "X instead": what takes a place even where several could hold. */
function isSaidToReplace({ a, b }: ComparedClaims): boolean {
  const isSwitched = b.words.some(({ region, raw }) => region === 'relation' && switching.test(raw))
  if (b.isChange && isSwitched && a.relation === b.relation) return true
  return b.isNow && !/^(?:LIKE|HATE|HAVE|VISIT|SPEAK|READ|WATCH|MEET|FRIEND)$/.test(a.relation)
}

function byOpenWords(compared: ComparedClaims, open: OpenWords): Decision {
  const { a, b, words, values, isSingle } = compared
  const because = `b says ${quoted(open.b)} where a says ${quoted(open.a)}`
  const isCopula = a.relation === 'be' && b.relation === 'be'
  const inCommon = words.shared.filter(([x]) => !isSubject(x) || !isPronoun(x))
  if (inCommon.length === 0 && (isCopula || a.relation !== b.relation))
    return decided('unrelated', 0.6, because)
  if (words.shared.every(([x]) => isSubject(x)) && !isCopula && a.relation !== b.relation)
    return decided('unrelated', 0.7, because)
  const isOfOtherTimes = values.dates.conflicts.length > 0
  if (a.tense === 'past' && b.tense === 'past' && isOfOtherTimes)
    return decided('multi-valued', 0.55, `${because}, at another time`)
  if (isSingle && isAttribute(compared)) return resolveConflict(compared, because, 0.7)
  if (isSingle) return decided('unrelated', 0.5, because)
  if (isSaidToReplace(compared)) return resolveConflict(compared, because, 0.6)
  return decided('multi-valued', 0.65, because)
}

const isPronoun = ({ key }: ClaimWord): boolean => key === 'USER' || key === 'WE'

/** A listed relation of one value, or a copula whose subject names an attribute: "my dentist is Dr Lee", not "the house is big". */
function isAttribute({ a, b, words, lexicon }: ComparedClaims): boolean {
  const isListed = (key: string): boolean => lexicon.traitsOf(key)?.isSingle === true
  if (isListed(a.relation) || isListed(b.relation)) return true
  if (
    words.shared.some(
      ([word]) =>
        isListed(word.key) ||
        (!isSubject(word) && word.bound === 'for') ||
        (!isSubject(word) && a.relation !== 'be'),
    )
  )
    return true
  const subjects = words.shared.filter(([x, y]) => isSubject(x) && isSubject(y))
  const values = [...words.onlyA, ...words.onlyB].filter((word) => !isSubject(word))
  return subjects.length > 1 || values.some(({ isName }) => isName)
}

/** What one does is what one can do; the other way round it is said of one relation, and never merged. */
const skills = /^(?:PLAY|COOK|SWIM|DRIVE|RUN|CYCLE|SPEAK)$/

/** A plan with a day is the schedule. */
function modalityOf(claim: Claim): string {
  const isDated = claim.dates.length > 0 || claim.clocks.length > 0
  return claim.modalities
    .filter(
      (one) => (one !== 'plan' || !isDated) && (one !== 'can' || !skills.test(claim.relation)),
    )
    .join()
}

function byModality(compared: ComparedClaims): Decision {
  const { a, b, gapMs } = compared
  const open = openWords(compared)
  if (open.a.length > 0 && open.b.length > 0)
    return decided('unrelated', 0.6, 'another modality and another object')
  const isFulfilled =
    b.modalities.length === 0 &&
    /want|plan|try|should|may/.test(a.modalities.join()) &&
    (gapMs ?? 0) > 0
  if (isFulfilled)
    return decided('temporal', 0.6, `a says ${a.modalities.join(' and ')}, b that it is so`, 'b')
  const said = (claim: Claim): string => claim.modalities.join(' and ') || 'it is so'
  return decided('unrelated', 0.5, `a says ${said(a)}, b ${said(b)}`)
}

/** Verbs of what happens once to one. */
const once = /^(?:graduat|di|bear|found|retir|launch|releas|hire|BORN|DIED|MARRIED)$/

function byDates(compared: ComparedClaims): Decision {
  const { a, b, lexicon, values } = compared
  const because = values.dates.conflicts.join(', ')
  const traits = lexicon.traitsOf(a.relation)
  if (traits?.isFixed === true || once.test(a.relation) || (a.isChange && b.isChange))
    return resolveConflict(compared, because, 0.7)
  if (a.relation === 'SCHEDULED' || b.relation === 'SCHEDULED' || a.relation === 'be')
    return resolveConflict(compared, because, 0.75)
  if (a.tense === 'present' && b.tense === 'present' && traits?.isEvent !== true)
    return resolveConflict(compared, because, 0.5)
  if (traits?.isSingle === true) return decided('temporal', 0.5, because, 'b')
  return decided('multi-valued', 0.6, 'the same at another time')
}

/** Scales of which a claim can say one: always, often, rarely; all, most, some. */
function byQuantifiers(compared: ComparedClaims): Decision {
  const { a, b } = compared
  const said = (claim: Claim): string => claim.quantifiers.join(' and ') || 'no quantity'
  const because = `a says ${said(a)}, b ${said(b)}`
  if (a.quantifiers.length > 0 && b.quantifiers.length > 0)
    return resolveConflict(compared, because, 0.6)
  return decided('refinement', 0.55, because, a.quantifiers.length > 0 ? 'a' : 'b')
}
