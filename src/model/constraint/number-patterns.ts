/**
 * Numbers as patterns of their digits, with and without bounds.
 *
 * A whole number has at most 15 digits, so that it is exact when it is read as a double; with bounds, digits before and after the point are
 * at most 15 together, so that rounding never carries a number over its bound. Every number has one spelling but for zeros at
 * its end.
 */

import {
  type CharPattern,
  charSet,
  choice,
  digit,
  empty,
  literal,
  nothing,
  oneOfChars,
  optional,
  repeat,
  sequence,
} from './char-pattern.ts'

export const NUMBER_DIGITS_MAX = 15
/** An exponent of two digits: always finite. */
const EXPONENT_DIGITS_MAX = 2

const ZERO = 0x30
const firstDigit = charSet([[0x31, 0x39]])
const wholeDigits = choice(
  literal('0'),
  sequence(firstDigit, repeat(digit, 0, NUMBER_DIGITS_MAX - 1)),
)

export const anyInteger: CharPattern = sequence(optional(literal('-')), wholeDigits)

export const anyNumber: CharPattern = sequence(
  anyInteger,
  optional(sequence(literal('.'), repeat(digit, 1, NUMBER_DIGITS_MAX))),
  optional(
    sequence(oneOfChars('eE'), optional(oneOfChars('+-')), repeat(digit, 1, EXPONENT_DIGITS_MAX)),
  ),
)

function digitRange(from: number, to: number): CharPattern {
  return from > to ? nothing : charSet([[ZERO + from, ZERO + to]])
}

function digits(min: number, max: number): CharPattern {
  return max < min ? nothing : repeat(digit, min, max)
}

/** Strings of digits of one length from `from` to `to`. Example: 17 to 32 is 1[7-9], 2[0-9] or 3[0-2]. */
function sameLength(from: string, to: string): CharPattern {
  if (from === '') return empty
  if (/^0*$/.test(from) && /^9*$/.test(to)) return digits(from.length, from.length)
  const [first, last] = [Number(from[0]), Number(to[0])]
  const [fromRest, toRest] = [from.slice(1), to.slice(1)]
  if (first === last) return sequence(literal(from[0]!), sameLength(fromRest, toRest))
  const length = fromRest.length
  return choice(
    sequence(literal(from[0]!), sameLength(fromRest, '9'.repeat(length))),
    sequence(digitRange(first + 1, last - 1), digits(length, length)),
    sequence(literal(to[0]!), sameLength('0'.repeat(length), toRest)),
  )
}

/** Whole numbers from `from` to `to`, neither negative. */
function countRange(from: number, to: number): CharPattern {
  const options: CharPattern[] = []
  const last = String(to)
  for (let length = String(from).length; length <= last.length; length += 1) {
    const least = length === String(from).length ? String(from) : `1${'0'.repeat(length - 1)}`
    const most = length === last.length ? last : '9'.repeat(length)
    options.push(sameLength(least, most))
  }
  return from > to ? nothing : choice(...options)
}

export interface NumberBounds {
  /** Null: no bound. */
  readonly min: number | null
  readonly max: number | null
  readonly isMinExcluded?: boolean
  readonly isMaxExcluded?: boolean
}

const WHOLE_MAX = 10 ** NUMBER_DIGITS_MAX - 1

export function integerPattern(bounds: NumberBounds): CharPattern {
  const { min, max, isMinExcluded = false, isMaxExcluded = false } = bounds
  if (min === null && max === null) return anyInteger
  const least = min === null ? -WHOLE_MAX : Math.max(-WHOLE_MAX, Math.ceil(min))
  const most = max === null ? WHOLE_MAX : Math.min(WHOLE_MAX, Math.floor(max))
  const from = isMinExcluded && least === min ? least + 1 : least
  const to = isMaxExcluded && most === max ? most - 1 : most
  if (from > to) return nothing
  const negative = from < 0 ? countRange(Math.max(1, -to), -from) : nothing
  const positive = to >= 0 ? countRange(Math.max(0, from), to) : nothing
  return choice(positive, sequence(literal('-'), negative))
}

/** A bound's digits after the point; `isOut`: the bound itself is out. */
interface FractionBound {
  readonly digits: string
  readonly isOut: boolean
}

/** Digits after the point, from the next one on, that keep to both bounds; null is no bound. `left`: how many may come. */
function fraction(
  lowBound: FractionBound | null,
  high: FractionBound | null,
  left: number,
  mayStop: boolean,
): CharPattern {
  const low = lowBound?.digits === '' && !lowBound.isOut ? null : lowBound
  if (low === null && high === null) return digits(mayStop ? 0 : 1, left)
  const options: CharPattern[] = []
  const isHighMet = high === null || high.digits !== '' || !high.isOut
  if (mayStop && low === null && isHighMet) options.push(empty)
  if (high !== null && high.digits === '' && high.isOut) return nothing
  if (left === 0) return choice(...options)
  const first = low === null ? 0 : Number(low.digits[0] ?? 0)
  const last = high === null ? 9 : Number(high.digits[0] ?? 0)
  for (let next = first; next <= last; next += 1) {
    const isLow = low !== null && next === first
    const isHigh = high !== null && next === last
    const lower = isLow && low !== null ? { ...low, digits: low.digits.slice(1) } : null
    const higher = isHigh && high !== null ? { ...high, digits: high.digits.slice(1) } : null
    options.push(sequence(literal(String(next)), fraction(lower, higher, left - 1, true)))
  }
  return choice(...options)
}

interface Magnitude {
  readonly whole: number
  readonly fraction: FractionBound
}

/** Null where the number's digits cannot be read off. */
function magnitudeOf(value: number, isOut: boolean): Magnitude | null {
  const found = /^(\d+)(?:\.(\d+))?$/.exec(String(value))
  if (found === null || found[1]!.length > NUMBER_DIGITS_MAX) return null
  return { whole: Number(found[1]), fraction: { digits: found[2] ?? '', isOut } }
}

const noFraction: FractionBound = { digits: '', isOut: false }

/** `whole` with a fraction that keeps to both bounds. */
function withWhole(
  whole: number,
  low: FractionBound | null,
  high: FractionBound | null,
): CharPattern {
  const left = NUMBER_DIGITS_MAX - String(whole).length
  const isLowMet = low === null || (low.digits === '' && !low.isOut)
  const isHighMet = high === null || high.digits !== '' || !high.isOut
  const point = sequence(literal('.'), fraction(low, high, left, false))
  return sequence(literal(String(whole)), isLowMet && isHighMet ? optional(point) : point)
}

/** Numbers without a sign from one bound to the other. */
function magnitudes(from: Magnitude, to: Magnitude): CharPattern {
  if (from.whole > to.whole) return nothing
  if (from.whole === to.whole) return withWhole(from.whole, from.fraction, to.fraction)
  const between =
    from.whole + 1 <= to.whole - 1 ? countRange(from.whole + 1, to.whole - 1) : nothing
  const left = NUMBER_DIGITS_MAX - String(to.whole).length
  const tail = left === 0 ? empty : optional(sequence(literal('.'), digits(1, left)))
  return choice(
    withWhole(from.whole, from.fraction, null),
    sequence(between, tail),
    withWhole(to.whole, null, to.fraction),
  )
}

/** Null where a bound has too many digits to keep to. */
export function numberPattern(bounds: NumberBounds): CharPattern | null {
  const { min, max, isMinExcluded = false, isMaxExcluded = false } = bounds
  if (min === null && max === null) return anyNumber
  const least = min ?? -WHOLE_MAX
  const most = max ?? WHOLE_MAX
  const zero: Magnitude = { whole: 0, fraction: noFraction }
  const low = magnitudeOf(Math.abs(least), isMinExcluded)
  const high = magnitudeOf(Math.abs(most), isMaxExcluded)
  if (low === null || high === null) return null
  if (least > most) return nothing
  // A range that reaches over 0 is two, and -0 is in it where 0 is.
  const positive = most < 0 ? nothing : magnitudes(least >= 0 ? low : zero, high)
  const negative = least >= 0 ? nothing : magnitudes(most > 0 ? zero : high, low)
  return choice(positive, sequence(literal('-'), negative))
}
