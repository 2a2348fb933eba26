/**
 * The `pattern` of a schema as a pattern of characters: the part of ECMAScript's expressions that an automaton can hold to.
 *
 * Literals, classes, `.`, groups, alternatives, quantifiers, `\d \w \s`, and `^` and `$` at the ends of an alternative. What needs more
 * than an automaton (look-around, back references, word boundaries) is named in the outcome. As JSON Schema has it, a pattern
 * without anchors may match anywhere in the text.
 */

import {
  anyChar,
  type CharPattern,
  type CharRange,
  charSet,
  choice,
  complement,
  empty,
  repeat,
  sequence,
} from './char-pattern.ts'

export const PATTERN_UNITS_MAX = 1_000
export const PATTERN_REPEAT_MAX = 1_000
const GROUPS_DEPTH_MAX = 50

export type PatternOutcome =
  | { readonly outcome: 'read'; readonly pattern: CharPattern }
  /** No expression at all, or one that asks for too much. */
  | { readonly outcome: 'invalid' | 'unsupported'; readonly says: string }

const DIGITS: readonly CharRange[] = [[0x30, 0x39]]
const WORDS: readonly CharRange[] = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]
const SPACES: readonly CharRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]
const LINE_ENDS: readonly CharRange[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]

const classes: Readonly<Record<string, readonly CharRange[]>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORDS,
  W: complement(WORDS),
  s: SPACES,
  S: complement(SPACES),
}
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, '0': 0 }

/** Leaves the parser at once; caught in `parsePattern`. */
class Refused extends Error {}

function refuse(says: string): never {
  throw new Refused(says)
}

class PatternParser {
  readonly #chars: readonly string[]
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#chars = Array.from(text)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#chars.length
  }

  /** The whole expression, with what may stand around it. */
  read(): CharPattern {
    const pattern = this.#alternatives(true)
    if (!this.isAtEnd) refuse('a ) too many')
    return pattern
  }

  #peek(): string | undefined {
    return this.#chars[this.#at]
  }

  #take(): string {
    const one = this.#chars[this.#at]
    this.#at += 1
    return one ?? refuse('it ends too early')
  }

  #takes(text: string): boolean {
    const found = this.#chars.slice(this.#at, this.#at + text.length).join('') === text
    if (found) this.#at += text.length
    return found
  }

  /** `isOuter`: where anchors mean the ends of the text. */
  #alternatives(isOuter: boolean): CharPattern {
    const options = [this.#terms(isOuter)]
    while (this.#takes('|')) options.push(this.#terms(isOuter))
    return options.length === 1 ? options[0]! : choice(...options)
  }

  #terms(isOuter: boolean): CharPattern {
    const isFromStart = isOuter && this.#takes('^')
    let isToEnd = false
    const parts: CharPattern[] = []
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (next === '|' || next === ')') break
      if (isToEnd) refuse('$ before the end')
      if (isOuter && this.#takes('$')) isToEnd = true
      else parts.push(this.#quantified(this.#atom()))
    }
    if (!isOuter) return sequence(...parts)
    const anything = repeat(anyChar, 0, null)
    return sequence(isFromStart ? empty : anything, ...parts, isToEnd ? empty : anything)
  }

  #atom(): CharPattern {
    const one = this.#take()
    if (one === '.') return charSet(complement(LINE_ENDS))
    if (one === '(') return this.#group()
    if (one === '[') return charSet(this.#class())
    if (one === '\\') return charSet(this.#escape())
    if (one === '^' || one === '$') refuse(`${one} within the expression`)
    if ('*+?{'.includes(one)) refuse(`${one} with nothing to repeat`)
    return charSet([[one.codePointAt(0)!, one.codePointAt(0)!]])
  }

  #group(): CharPattern {
    this.#depth += 1
    if (this.#depth > GROUPS_DEPTH_MAX) refuse('groups nested too deeply')
    if (this.#takes('?') && !this.#takes(':')) {
      const isNamed = this.#takes('<') && this.#peek() !== '=' && this.#peek() !== '!'
      if (!isNamed) refuse('look-around')
      while (this.#take() !== '>');
    }
    const pattern = this.#alternatives(false)
    if (!this.#takes(')')) refuse('a ) is missing')
    this.#depth -= 1
    return pattern
  }

  #quantified(part: CharPattern): CharPattern {
    const range = this.#range()
    if (range === null) return part
    // Lazy or greedy: the texts are the same.
    this.#takes('?')
    const [min, max] = range
    if (Math.max(min, max ?? 0) > PATTERN_REPEAT_MAX)
      refuse(`more than ${PATTERN_REPEAT_MAX} repeats`)
    if (max !== null && max < min) refuse(`{${min},${max}}`)
    return repeat(part, min, max)
  }

  #range(): readonly [number, number | null] | null {
    if (this.#takes('*')) return [0, null]
    if (this.#takes('+')) return [1, null]
    if (this.#takes('?')) return [0, 1]
    const rest = this.#chars.slice(this.#at, this.#at + 24).join('')
    const found = /^\{(\d+)(,(\d*))?\}/.exec(rest)
    if (found === null) return null
    this.#at += found[0].length
    const min = Number(found[1])
    if (found[2] === undefined) return [min, min]
    return [min, found[3] === '' ? null : Number(found[3])]
  }

  /** After a backslash. */
  #escape(): readonly CharRange[] {
    const one = this.#take()
    const known = classes[one]
    if (known !== undefined) return known
    const code = this.#escapedCode(one)
    return [[code, code]]
  }

  #escapedCode(one: string): number {
    const control = controls[one]
    if (control !== undefined) return control
    if (one === 'x') return this.#hex(2)
    if (one === 'u') return this.#takes('{') ? this.#bracedHex() : this.#hex(4)
    if (/[a-zA-Z0-9]/.test(one)) refuse(`\\${one}`)
    return one.codePointAt(0)!
  }

  #hex(count: number): number {
    const text = Array.from({ length: count }, () => this.#take()).join('')
    if (!/^[0-9a-fA-F]+$/.test(text)) refuse(`\\u${text}`)
    const code = Number.parseInt(text, 16)
    if (code >= 0xd800 && code <= 0xdfff) refuse(`\\u${text}, half of a surrogate pair`)
    return code
  }

  #bracedHex(): number {
    let text = ''
    for (let one = this.#take(); one !== '}'; one = this.#take()) text += one
    const code = Number.parseInt(text, 16)
    return /^[0-9a-fA-F]{1,6}$/.test(text) && code <= 0x10ffff ? code : refuse(`\\u{${text}}`)
  }

  /** After `[`. */
  #class(): readonly CharRange[] {
    const isNegated = this.#takes('^')
    const ranges: CharRange[] = []
    while (!this.#takes(']')) {
      const first = this.#classMember()
      if (first.length === 1 && this.#peek() === '-' && this.#chars[this.#at + 1] !== ']') {
        this.#take()
        const last = this.#classMember()
        const [from, to] = [first[0]![0], last[0]![1]]
        if (last.length !== 1 || to < from) refuse('a range in a class is the wrong way round')
        ranges.push([from, to])
      } else ranges.push(...first)
    }
    return isNegated ? complement(ranges) : ranges
  }

  #classMember(): readonly CharRange[] {
    const one = this.#take()
    if (one !== '\\') return [[one.codePointAt(0)!, one.codePointAt(0)!]]
    if (this.#takes('b')) return [[8, 8]]
    if (this.#takes('-')) return [[0x2d, 0x2d]]
    return this.#escape()
  }
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    // The engine's own parser is the judge of what is an expression; older forms are read without `u`.
    try {
      new RegExp(text)
      return true
    } catch {
      return false
    }
  }
}

export function parsePattern(text: string): PatternOutcome {
  if (!isExpression(text)) return { outcome: 'invalid', says: 'it is no regular expression' }
  if (text.length > PATTERN_UNITS_MAX) {
    return { outcome: 'unsupported', says: `it has more than ${PATTERN_UNITS_MAX} characters` }
  }
  try {
    return { outcome: 'read', pattern: new PatternParser(text).read() }
  } catch (error) {
    // What cannot be held to is an expected outcome; anything else is ours.
    if (!(error instanceof Refused)) throw error
    return { outcome: 'unsupported', says: `${error.message} cannot be held to` }
  }
}
