/**
 * Reads one JSON value out of a text that a model wrote, from a given place on.
 *
 * Forgives what models get wrong without leaving a doubt about what was meant: trailing commas, single or curly quotes, Python's literals, bare
 * keys, comments, line breaks inside strings, needless escapes. A value that the end of the text cuts off is closed, and the element that
 * was being written is dropped whole: half an object may lack the word that turns its meaning. Invariant: every string and number of
 * the value stands in the text; each thing forgiven is named. It does not know schemas, and it does not skip what it cannot read.
 */

export interface LenientJson {
  readonly value: unknown
  /** Offset behind the value. */
  readonly end: number
  /** What was forgiven: `trailing-comma`, `quotes`, `literal`, `bare-key`, `comment`, `line-break`, `escape`, `cut-off`. */
  readonly repairs: ReadonlySet<string>
}

/** Deeper nesting than any answer has; a guard for the call stack. */
const DEPTH_MAX = 64

/** From a place on no value can be read. `isBroken`: one begins there and breaks, so that what stands in it is no value of its own. */
export interface NoJson {
  readonly isBroken: boolean
}

/** The text cannot be read on, for a reason other than that it ends. */
class Unreadable extends Error {}
/** The text ends inside a value. */
class CutOff extends Error {}

const blank = /[\s\u00a0\ufeff]*/y
const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /[A-Za-z_$][\w$-]*/y
const plainPart = /[^"\\\p{Cc}'“”]+/uy
const literals: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  True: true,
  False: false,
  None: null,
}
const closers: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”' }
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class Reader {
  readonly #text: string
  readonly repairs = new Set<string>()
  offset: number
  /** Whether a key with its colon, or an element, was read: prose in brackets has neither. */
  hasBegun = false
  #depth = 0
  /** Set once, when the text has ended: containers close themselves on the way out. */
  #isCut = false

  constructor(text: string, start: number) {
    this.#text = text
    this.offset = start
  }

  get isCut(): boolean {
    return this.#isCut
  }

  readValue(): unknown {
    this.#skipBlank()
    const next = this.#text[this.offset]
    if (next === undefined || this.#text.startsWith('```', this.offset)) throw new CutOff()
    if (this.#depth >= DEPTH_MAX) throw new Unreadable('nested too deeply')
    if (next === '{' || next === '[') {
      this.#depth += 1
      const value = next === '{' ? this.#readObject() : this.#readList()
      this.#depth -= 1
      return value
    }
    return next in closers ? this.#readString() : this.#readScalar()
  }

  #readObject(): unknown {
    const entries: [string, unknown][] = []
    this.offset += 1
    const whole = this.#readMembers('}', () => {
      const key = this.#readKey()
      this.#skipBlank()
      if (this.#atEnd()) throw new CutOff()
      if (!this.#takes(':')) throw new Unreadable('a colon was expected')
      this.hasBegun = true
      entries.push([key, this.readValue()])
    })
    if (!whole) this.#isCut = true
    return Object.fromEntries(entries)
  }

  #readList(): unknown[] {
    const list: unknown[] = []
    this.offset += 1
    const whole = this.#readMembers(']', () => {
      const value = this.readValue()
      this.hasBegun = true
      // What was cut off inside an element leaves with the element.
      if (this.#isCut && isContainer(value)) return
      list.push(value)
    })
    if (!whole) this.#isCut = true
    return list
  }

  /** Members up to the closing bracket; false when the text ended first. */
  #readMembers(close: string, readMember: () => void): boolean {
    let isFirst = true
    for (;;) {
      this.#skipBlank()
      if (this.#takes(close)) {
        if (!isFirst) this.repairs.add('trailing-comma')
        return true
      }
      try {
        readMember()
        if (this.#isCut) return false
        this.#skipBlank()
        if (this.#atEnd()) throw new CutOff()
      } catch (error) {
        if (error instanceof CutOff) return false
        throw error
      }
      if (this.#takes(close)) return true
      if (!this.#takes(',')) throw new Unreadable('a comma was expected')
      isFirst = false
    }
  }

  #readKey(): string {
    this.#skipBlank()
    if (this.#atEnd()) throw new CutOff()
    if (this.#text[this.offset]! in closers) return this.#readString()
    const key = this.#match(word)
    if (key === '') throw new Unreadable('a key was expected')
    this.repairs.add('bare-key')
    return key
  }

  #readScalar(): unknown {
    const found = this.#match(number)
    if (found !== '') {
      // `12` at the very end of a cut text may be the beginning of `123`.
      if (this.offset >= this.#text.length && this.#depth > 0) throw new CutOff()
      return Number(found)
    }
    const name = this.#match(word)
    if (!Object.hasOwn(literals, name)) {
      if (name !== '' && this.offset >= this.#text.length) throw new CutOff()
      throw new Unreadable('a value was expected')
    }
    if (/^[A-Z]/.test(name)) this.repairs.add('literal')
    return literals[name]
  }

  #readString(): string {
    const open = this.#text[this.offset]!
    const close = closers[open]!
    if (open !== '"') this.repairs.add('quotes')
    this.offset += 1
    const parts: string[] = []
    for (;;) {
      parts.push(this.#match(plainPart))
      const next = this.#text[this.offset]
      if (next === undefined) throw new CutOff()
      if (next === close && (open === '"' || this.#endsHere())) break
      if (next === '\\') parts.push(this.#readEscape())
      else {
        if (next < ' ') this.repairs.add('line-break')
        parts.push(next)
        this.offset += 1
      }
    }
    this.offset += 1
    return parts.join('')
  }

  /** An apostrophe in a single-quoted string is followed by more of the word, its end by what may stand behind a string. */
  #endsHere(): boolean {
    const rest = this.#text.slice(this.offset + 1, this.offset + 200)
    return /^\s*(?:[,:}\]]|$)/.test(rest)
  }

  #readEscape(): string {
    const next = this.#text[this.offset + 1]
    if (next === undefined) throw new CutOff()
    if (next === 'u') {
      const digits = this.#text.slice(this.offset + 2, this.offset + 6)
      if (digits.length < 4) throw new CutOff()
      if (/^[0-9a-fA-F]{4}$/.test(digits)) {
        this.offset += 6
        return String.fromCharCode(Number.parseInt(digits, 16))
      }
    }
    this.offset += 2
    const plain = escapes[next]
    if (plain !== undefined) return plain
    // `\'` and `\_` mean the character; of `\d` both are kept, as whoever forgot to double the backslash meant it.
    this.repairs.add('escape')
    return /[A-Za-z0-9]/.test(next) ? `\\${next}` : next
  }

  #skipBlank(): void {
    this.#match(blank)
    while (this.#text[this.offset] === '/' && this.#match(comment) !== '') {
      this.repairs.add('comment')
      this.#match(blank)
    }
  }

  /** A closing fence ends the text as well: what is behind it belongs to no value. */
  #atEnd(): boolean {
    return this.offset >= this.#text.length || this.#text.startsWith('```', this.offset)
  }

  #takes(character: string): boolean {
    if (this.#text[this.offset] !== character) return false
    this.offset += 1
    return true
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.offset
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.offset += found.length
    return found
  }
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** A value that was cut before anything of it was whole counts as none. */
export function readLenientJson(text: string, start: number): LenientJson | NoJson {
  const reader = new Reader(text, start)
  try {
    const value = reader.readValue()
    if (reader.isCut) {
      if (!hasLeaf(value)) return { isBroken: true }
      reader.repairs.add('cut-off')
    }
    return { value, end: reader.offset, repairs: reader.repairs }
  } catch (error) {
    const isUnread = error instanceof Unreadable || error instanceof CutOff
    if (isUnread) return { isBroken: reader.hasBegun }
    throw error
  }
}

function hasLeaf(value: unknown): boolean {
  return isContainer(value) ? Object.values(value as object).some(hasLeaf) : true
}
