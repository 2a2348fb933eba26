/**
 * Quantities, days and times of day of two claims against each other.
 *
 * Equal, more exact on one side, absent on one side, or different. Worked example: "in 2023" and "in May 2023" are one date of which
 * the second is more exact; "5 km" and "5000 m" are equal; "at least 5" and "5" differ in their bound.
 */

import type { Claim, ClaimDate, Quantity } from './claim.ts'

export interface ValueDifference {
  /** Pairs that exclude each other, as texts. */
  readonly conflicts: readonly string[]
  /** Keys of the labels and counts that conflict: `ticket` of ticket 12 against ticket 21. */
  readonly of?: readonly string[]
  readonly onlyA: number
  readonly onlyB: number
  /** Where b is more exact, and where a is. */
  readonly narrower: number
  readonly broader: number
}

const TOLERANCE = 0.003
const YEAR_DAYS = 366

function isSameValue(a: number, b: number): boolean {
  return (
    a === b ||
    Math.abs(a - b) <=
      TOLERANCE *
        Math.max(Math.abs(a), Math.abs(b)) *
        (Number.isInteger(a) && Number.isInteger(b) && Math.abs(a) < 300 ? 0 : 1)
  )
}

function kindOf({ dimension }: Quantity): string {
  return dimension.startsWith('version:') ? 'version' : dimension
}

/** A bare number meets any count or label; a count of nothing that is named meets a bare number. */
function isComparable(a: Quantity, b: Quantity): boolean {
  if (kindOf(a) !== kindOf(b)) {
    const loose = ['number', 'count', 'label']
    return (
      loose.includes(a.dimension) &&
      loose.includes(b.dimension) &&
      (a.dimension === 'number' || b.dimension === 'number' || a.of === b.of)
    )
  }
  return a.of === b.of || a.of === '' || b.of === ''
}

function isEqual(a: Quantity, b: Quantity): boolean {
  if (a.dimension.startsWith('version:') || b.dimension.startsWith('version:'))
    return a.dimension === b.dimension
  return isSameValue(a.value, b.value)
}

export function compareQuantities(a: readonly Quantity[], b: readonly Quantity[]): ValueDifference {
  const left = [...b]
  const conflicts: string[] = []
  const of: string[] = []
  let narrower = 0
  let broader = 0
  const rest: Quantity[] = []
  for (const one of a) {
    const at = left.findIndex((other) => isComparable(one, other) && isEqual(one, other))
    if (at < 0) {
      rest.push(one)
      continue
    }
    const other = left.splice(at, 1)[0]!
    if (one.bound === other.bound) continue
    if (one.bound === 'about') narrower += 1
    else if (other.bound === 'about') broader += 1
    else conflicts.push(`${one.bound || 'exactly'} against ${other.bound || 'exactly'}`)
  }
  let onlyA = 0
  for (const one of rest) {
    const at = left.findIndex((other) => isComparable(one, other) && kindOf(one) === kindOf(other))
    if (at < 0) {
      if (!isOne(one)) onlyA += 1
      continue
    }
    const other = left.splice(at, 1)[0]!
    const isNear = Math.abs(one.value - other.value) <= 0.1 * Math.max(one.value, other.value)
    if (isNear && one.bound === 'about' && other.bound === '') narrower += 1
    else {
      conflicts.push(`${textOf(one)} against ${textOf(other)}`)
      if (one.dimension === 'label' || kindOf(one) === 'version') of.push(one.of)
    }
  }
  return {
    conflicts,
    of,
    onlyA,
    onlyB: left.filter((one) => !isOne(one)).length,
    narrower,
    broader,
  }
}

/** "one dog" says no more than "a dog". */
const isOne = ({ dimension, value }: Quantity): boolean => dimension === 'count' && value === 1
const textOf = ({ dimension, value, of }: Quantity): string =>
  dimension.startsWith('version:')
    ? dimension.slice(8)
    : `${value}${of === '' ? ` (${dimension})` : ` ${of}`}`

type DateTie = 'same' | 'narrower' | 'broader' | 'apart'

function tieOf(a: ClaimDate, b: ClaimDate, isPast: boolean): DateTie {
  // "is on Tuesday" is any Tuesday, "was on Tuesday" is one.
  if (!isPast && a.weekday !== null && b.weekday !== null)
    return a.weekday === b.weekday ? 'same' : 'apart'
  let [from, to] = [b.fromDay, b.toDay]
  if (a.isYearless || b.isYearless) {
    // The same day of some year.
    const years = Math.round((a.fromDay - from) / 365.2425)
    const shift = Math.round(years * 365.2425)
    from += shift
    to += shift
    if (
      Math.abs(from - a.fromDay) <= 1 &&
      Math.abs(to - a.toDay) <= 1 &&
      Math.abs(years) < YEAR_DAYS
    ) {
      if (a.isYearless === b.isYearless) return 'same'
      return a.isYearless ? 'narrower' : 'broader'
    }
  }
  if (from === a.fromDay && to === a.toDay) return 'same'
  if (from >= a.fromDay && to <= a.toDay) return 'narrower'
  return from <= a.fromDay && to >= a.toDay ? 'broader' : 'apart'
}

export function compareDates(
  a: readonly ClaimDate[],
  b: readonly ClaimDate[],
  isPast: boolean,
): ValueDifference {
  const left = [...b]
  const conflicts: string[] = []
  let narrower = 0
  let broader = 0
  let onlyA = 0
  for (const one of a) {
    const order: readonly DateTie[] = ['same', 'narrower', 'broader']
    let best: { at: number; tie: DateTie } | null = null
    for (const [at, other] of left.entries()) {
      const tie = tieOf(one, other, isPast)
      if (
        best === null ||
        (tie !== 'apart' &&
          order.indexOf(tie) < (best.tie === 'apart' ? 9 : order.indexOf(best.tie)))
      )
        best = { at, tie }
    }
    if (best === null) {
      onlyA += 1
      continue
    }
    const other = left.splice(best.at, 1)[0]!
    if (best.tie === 'apart') conflicts.push('another date')
    else if (one.bound !== other.bound)
      conflicts.push(`${one.bound || 'on'} a date against ${other.bound || 'on'} it`)
    else if (best.tie === 'narrower') narrower += 1
    else if (best.tie === 'broader') broader += 1
  }
  return { conflicts, onlyA, onlyB: left.length, narrower, broader }
}

export function compareClocks(a: readonly number[], b: readonly number[]): ValueDifference {
  const isSame = a.length === b.length && a.every((minutes, index) => minutes === b[index])
  const conflicts = !isSame && a.length > 0 && b.length > 0 ? ['another time of day'] : []
  return {
    conflicts,
    onlyA: b.length === 0 ? a.length : 0,
    onlyB: a.length === 0 ? b.length : 0,
    narrower: 0,
    broader: 0,
  }
}

export interface ClaimValues {
  readonly quantities: ValueDifference
  readonly dates: ValueDifference
  readonly clocks: ValueDifference
}

export function compareValues(a: Claim, b: Claim): ClaimValues {
  return {
    quantities: compareQuantities(a.quantities, b.quantities),
    dates: compareDates(a.dates, b.dates, a.tense === 'past' || b.tense === 'past'),
    clocks: compareClocks(a.clocks, b.clocks),
  }
}
