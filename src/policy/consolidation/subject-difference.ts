/**
 * Whether two claims speak of different things, or of the same things with their parts exchanged.
 *
 * "Anna's car" is not "Bob's car", "my sister" is not me, ticket 12 is not ticket 21, and who lent is not who borrowed. A pronoun whose owner is
 * not known differs from nothing (and lets nothing be merged).
 */

import type { Claim, ClaimWord, Decision } from './claim.ts'
import { type ComparedClaims, decided, isSubject, quoted } from './claim-pair.ts'

export function bySubject(compared: ComparedClaims): Decision | null {
  const { a, b, words, values } = compared
  if (a.isSubjectOpen || b.isSubjectOpen) return null
  const onlyA = words.onlyA.filter(isSubject)
  const onlyB = words.onlyB.filter(isSubject)
  const differing = [...words.rival, ...words.opposite].filter(
    ([x, y]) => isSubject(x) && isSubject(y),
  )
  if (differing.length > 0 && (words.shared.length > 0 || onlyA.length + onlyB.length > 0)) {
    return another(
      differing.map(([x]) => x),
      differing.map(([, y]) => y),
    )
  }
  if (onlyA.length > 0 && onlyB.length > 0) return another(onlyA, onlyB)
  const subjectsA = a.words.filter(isSubject)
  const subjectsB = b.words.filter(isSubject)
  const isApart = (
    only: readonly ClaimWord[],
    own: readonly ClaimWord[],
    other: readonly ClaimWord[],
  ): boolean =>
    only.length > 0 && other.length > 0 && (only.length === own.length || belongsToOther(only, own))
  if (isApart(onlyA, subjectsA, subjectsB) || isApart(onlyB, subjectsB, subjectsA)) {
    return another(onlyA.length > 0 ? onlyA : subjectsA, onlyB.length > 0 ? onlyB : subjectsB)
  }
  const numbered = values.quantities.of?.find((key) => subjectsA.some((word) => word.key === key))
  if (numbered !== undefined)
    return decided(
      'unrelated',
      0.8,
      `another ${numbered}: ${values.quantities.conflicts.join(', ')}`,
    )
  return isSwapped(compared)
    ? decided('unrelated', 0.8, 'the same words with their parts changed')
    : null
}

function another(a: readonly ClaimWord[], b: readonly ClaimWord[]): Decision {
  return decided('unrelated', 0.85, `another subject: ${quoted(a)} is not ${quoted(b)}`)
}

const isPerson = ({ key, isName }: ClaimWord): boolean => isName || key === 'USER' || key === 'WE'

/** "User" and "User's sister": what one side adds is not its owner, nor a closer word for the same thing. */
function belongsToOther(only: readonly ClaimWord[], own: readonly ClaimWord[]): boolean {
  if (only.some(({ isOwner }) => isOwner)) return true
  const rest = own.filter((word) => !only.includes(word))
  return rest.every((word) => isPerson(word) || word.isOwner) && !only.every(isPerson)
}

const symmetric = new Set(
  'MARRIED DATING ENGAGED FRIEND MEET LEAVE-MARRIED LEAVE-DATING'.split(' '),
)

/** Whether two shared words have changed sides: who lent to whom, from where to where. */
function isSwapped({ a, b, words }: ComparedClaims): boolean {
  const isTurned = words.shared.some(
    ([x, y]) =>
      x.bound !== y.bound &&
      x.bound !== null &&
      y.bound !== null &&
      directed.test(x.bound) &&
      directed.test(y.bound),
  )
  if (isTurned) return true
  if (isOwnerTurned(words)) return true
  if ((a.isCopula && b.isCopula) || symmetric.has(a.relation)) return false
  const crossed = words.shared.filter(
    ([x, y]) => isSubject(x) !== isSubject(y) && x.region !== 'relation' && y.region !== 'relation',
  )
  return crossed.some(([x]) => isSubject(x)) && crossed.some(([x]) => !isSubject(x))
}

const mutual =
  /^(?:FRIEND|MARRIED|DATING|ENGAGED|friend|neighbour|neighbor|cousin|coworker|colleagu|roommat|twin)$/

/** "Anna is Tom's sister" and "Tom is Anna's sister": who is whose has changed. */
function isOwnerTurned(words: ComparedClaims['words']): boolean {
  const turned = words.shared.filter(([x, y]) => x.isOwner !== y.isOwner)
  return (
    turned.some(([x]) => x.isOwner) &&
    turned.some(([, y]) => y.isOwner) &&
    !words.shared.some(([{ key }]) => mutual.test(key))
  )
}

const directed = /^(?:from|to|before|after|above|below|under|over|without)$/

/** Whether a shared name is the subject of one claim only. */
export function isNameMoved({
  a,
  b,
  words,
}: {
  readonly a: Claim
  readonly b: Claim
  readonly words: ComparedClaims['words']
}): boolean {
  if (a.isCopula || b.isCopula || symmetric.has(a.relation)) return false
  return words.shared.some(([x, y]) => isSubject(x) !== isSubject(y) && isPerson(x))
}
