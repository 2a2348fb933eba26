/**
 * Reads a JSON text or a Python literal (`{'a': [1, None, ("x", True)]}`), as data sets mix the two. A parser, never an evaluator.
 *
 * Python's part: single, double and triple quotes with `b`, `r`, `u` and `f` in front, strings that stand beside each other joined,
 * True, False and None, tuples and sets as arrays, trailing commas, `#` comments. JSON's words are known too, so a text that has both
 * is read. Returns undefined for anything else; depth is bounded.
 */

const DEPTH_MAX = 64
const blank = /(?:\s|#[^\n]*)*/y
const opening = /([bBrRuUfF]{0,2})('''|"""|'|")/y
const numberPattern = /[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const wordPattern = /[A-Za-z_]+/y
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  '0': '\0',
  '\n': '',
}
const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['True', true],
  ['true', true],
  ['False', false],
  ['false', false],
  ['None', null],
  ['null', null],
  ['nan', null],
  ['NaN', null],
])

/** Thrown inside and caught at the edge: the text is no literal. */
class NotLiteral extends SyntaxError {}

class LiteralReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  readWhole(): unknown {
    const value = this.#value(0)
    this.#skip()
    if (this.#at < this.#text.length) throw new NotLiteral(`more text at ${this.#at}`)
    return value
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found !== null) this.#at = pattern.lastIndex
    return found
  }

  #skip(): void {
    this.#match(blank)
  }

  #takes(character: string): boolean {
    this.#skip()
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #value(depth: number): unknown {
    if (depth > DEPTH_MAX) throw new NotLiteral('nested too deep')
    if (this.#takes('[')) return this.#items(']', depth)
    if (this.#takes('(')) return this.#items(')', depth)
    if (this.#takes('{')) return this.#fields(depth)
    const opened = this.#match(opening)
    if (opened !== null) return this.#strings(opened)
    const number = this.#match(numberPattern)
    if (number !== null) return Number(number[0].replaceAll('_', ''))
    const word = this.#match(wordPattern)?.[0] ?? ''
    if (!words.has(word)) throw new NotLiteral(`nothing known at ${this.#at}`)
    return words.get(word)
  }

  #items(end: string, depth: number): unknown[] {
    const items: unknown[] = []
    while (!this.#takes(end)) {
      items.push(this.#value(depth + 1))
      if (!this.#takes(',') && this.#text[this.#at] !== end) throw new NotLiteral('no comma')
    }
    return items
  }

  /** A dict, or a set, which has no colon after its first item. */
  #fields(depth: number): unknown {
    const fields: [string, unknown][] = []
    while (!this.#takes('}')) {
      const key = this.#value(depth + 1)
      if (fields.length === 0 && !this.#takes(':')) return this.#setAfter(key, depth)
      if (fields.length > 0 && !this.#takes(':')) throw new NotLiteral('no colon')
      fields.push([String(key), this.#value(depth + 1)])
      if (!this.#takes(',') && this.#text[this.#at] !== '}') throw new NotLiteral('no comma')
    }
    // fromEntries defines own properties: a key `__proto__` is data like any other.
    return Object.fromEntries(fields)
  }

  #setAfter(first: unknown, depth: number): unknown[] {
    if (this.#takes('}')) return [first]
    if (!this.#takes(',')) throw new NotLiteral('no comma')
    return [first, ...this.#items('}', depth)]
  }

  #strings(first: RegExpExecArray): string {
    let value = this.#string(first)
    for (;;) {
      const before = this.#at
      this.#skip()
      const next = this.#match(opening)
      if (next === null) {
        this.#at = before
        return value
      }
      value += this.#string(next)
    }
  }

  #string([, prefix, quote]: RegExpExecArray): string {
    const isRaw = /r/i.test(prefix!)
    let value = ''
    for (;;) {
      if (this.#at >= this.#text.length) throw new NotLiteral('a string does not end')
      if (this.#text.startsWith(quote!, this.#at)) {
        this.#at += quote!.length
        return value
      }
      const character = this.#text[this.#at]!
      this.#at += 1
      value += character === '\\' ? this.#escaped(isRaw) : character
    }
  }

  #escaped(isRaw: boolean): string {
    const character = this.#text[this.#at] ?? ''
    this.#at += 1
    if (isRaw) return `\\${character}`
    const digits = { x: 2, u: 4, U: 8 }[character]
    if (digits === undefined) {
      return escapes[character] ?? (/['"\\/]/.test(character) ? character : `\\${character}`)
    }
    const code = this.#text.slice(this.#at, this.#at + digits)
    if (code.length < digits || !/^[0-9a-f]+$/i.test(code)) return `\\${character}`
    const point = Number.parseInt(code, 16)
    if (point > 0x10ffff) throw new NotLiteral(`no character ${code}`)
    this.#at += digits
    // UTF-16 halves that JSON writes as two escapes meet again in the string.
    return digits === 8 ? String.fromCodePoint(point) : String.fromCharCode(point)
  }
}

/** The value that `text` writes down, or undefined when it is neither JSON nor a Python literal. */
export function parseLiteral(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: perhaps Python.
  }
  try {
    return new LiteralReader(text).readWhole()
  } catch (error) {
    if (error instanceof NotLiteral) return undefined
    throw error
  }
}
