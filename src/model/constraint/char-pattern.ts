/**
 * Regular expressions as data, over Unicode's characters: what literals, numbers, keys and a schema's patterns are made of.
 *
 * Sets are sorted ranges of code points without surrogates. `asJsonText` turns a pattern of a string's value into one of its JSON: every
 * character has exactly one spelling there, plain where JSON allows it; control characters without a short escape have none.
 */

/** First and last code point, both in. */
export type CharRange = readonly [number, number]

export type CharPattern =
  | { readonly kind: 'set'; readonly ranges: readonly CharRange[] }
  | { readonly kind: 'sequence'; readonly parts: readonly CharPattern[] }
  | { readonly kind: 'choice'; readonly options: readonly CharPattern[] }
  | {
      readonly kind: 'repeat'
      readonly part: CharPattern
      readonly min: number
      /** Null: no end. */
      readonly max: number | null
    }

const CODE_POINT_MAX = 0x10ffff
const SURROGATE_FIRST = 0xd800
const SURROGATE_LAST = 0xdfff

export const nothing: CharPattern = { kind: 'choice', options: [] }
export const empty: CharPattern = { kind: 'sequence', parts: [] }

export function sequence(...parts: readonly CharPattern[]): CharPattern {
  return { kind: 'sequence', parts }
}

export function choice(...options: readonly CharPattern[]): CharPattern {
  return { kind: 'choice', options }
}

export function repeat(part: CharPattern, min: number, max: number | null): CharPattern {
  return { kind: 'repeat', part, min, max }
}

export function optional(part: CharPattern): CharPattern {
  return repeat(part, 0, 1)
}

function ordered(ranges: readonly CharRange[]): CharRange[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [first, last] of sorted) {
    const before = joined.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else joined.push([first, last])
  }
  return joined
}

/** What is not in the ranges. */
export function complement(ranges: readonly CharRange[]): CharRange[] {
  const left: CharRange[] = []
  let next = 0
  for (const [first, last] of ordered([...ranges, [SURROGATE_FIRST, SURROGATE_LAST]])) {
    if (first > next) left.push([next, first - 1])
    next = last + 1
  }
  if (next <= CODE_POINT_MAX) left.push([next, CODE_POINT_MAX])
  return left
}

function withoutRanges(from: readonly CharRange[], taken: readonly CharRange[]): CharRange[] {
  return complement([...complement(from), ...taken])
}

export function charSet(ranges: readonly CharRange[]): CharPattern {
  return { kind: 'set', ranges: withoutRanges(ordered(ranges), []) }
}

export function literal(text: string): CharPattern {
  return sequence(
    ...Array.from(text, (one) => charSet([[one.codePointAt(0)!, one.codePointAt(0)!]])),
  )
}

export function oneOfChars(chars: string): CharPattern {
  return charSet(Array.from(chars, (one) => [one.codePointAt(0)!, one.codePointAt(0)!]))
}

export const anyChar: CharPattern = charSet([[0, CODE_POINT_MAX]])
export const digit: CharPattern = charSet([[0x30, 0x39]])

/** White space that may stand between two parts of JSON: a space, or a line's end and its indentation. */
export const whiteSpace: CharPattern = optional(
  choice(
    literal(' '),
    sequence(literal('\n'), choice(repeat(literal(' '), 0, 24), repeat(literal('\t'), 1, 8))),
  ),
)

/** Characters that a JSON string cannot hold as they are. */
const spelled: readonly CharRange[] = [
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
]

function setAsJsonText(ranges: readonly CharRange[]): CharPattern {
  const plain = withoutRanges(ranges, spelled)
  const escapes = spelled.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index)
      .filter((code) => ranges.some(([from, to]) => code >= from && code <= to))
      .map((code) => JSON.stringify(String.fromCharCode(code)).slice(1, -1))
      .filter((spelling) => spelling.length === 2)
      .map(literal),
  )
  return choice(...(plain.length === 0 ? [] : [charSet(plain)]), ...escapes)
}

/** From what a string's value is to how it is written between its quotes. */
export function asJsonText(pattern: CharPattern): CharPattern {
  switch (pattern.kind) {
    case 'set':
      return setAsJsonText(pattern.ranges)
    case 'sequence':
      return sequence(...pattern.parts.map(asJsonText))
    case 'choice':
      return choice(...pattern.options.map(asJsonText))
    case 'repeat':
      return { ...pattern, part: asJsonText(pattern.part) }
    default:
      return pattern satisfies never
  }
}
