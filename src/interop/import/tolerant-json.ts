/**
 * A JSON reader that keeps what is whole when the text is cut off or breaks somewhere.
 *
 * `JSON.parse` is the fast path and the definition of what is right; this reader is asked only for text that it refused. It
 * reads until the first thing that is wrong and gives back the value so far with the path at which it stopped: every
 * container on that path is incomplete, everything beside it is whole. `{"a":[{"b":1},{"b":` gives `{"a":[{"b":1},{}]}`
 * and the path `["a", 1, "b"]`. It does not repair: nothing after the fault is read.
 */

import type { JsonValue } from './json-value.ts'

export type JsonPath = readonly (string | number)[]

export interface TolerantJson {
  readonly value: JsonValue | undefined
  /** Null when the text was whole. */
  readonly fault: { readonly path: JsonPath; readonly offset: number; readonly what: string } | null
}

/** Deeper nesting than any known export has; a guard for the call stack. */
const DEPTH_MAX = 512

class Fault extends Error {
  readonly offset: number
  constructor(offset: number, what: string) {
    super(what)
    this.offset = offset
  }
}

const blank = /[ \t\r\n]*/y
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const wholeString = /"[^"\\]*(?:\\.[^"\\]*)*"/sy

class Reader {
  readonly #text: string
  #offset = 0
  readonly path: (string | number)[] = []

  constructor(text: string) {
    this.#text = text
  }

  /** Stores each value through `put` as soon as it exists, so that a fault inside it leaves what came before. */
  readValue(put: (value: JsonValue) => void): void {
    this.#skipBlank()
    const next = this.#text[this.#offset]
    if (this.path.length > DEPTH_MAX) throw this.#fault('nesting is too deep')
    if (next === '{') this.#readObject(put)
    else if (next === '[') this.#readArray(put)
    else put(next === '"' ? this.#readString() : this.#readScalar())
  }

  readEnd(): void {
    this.#skipBlank()
    if (this.#offset < this.#text.length) throw this.#fault('text after the end of the value')
  }

  #readObject(put: (value: JsonValue) => void): void {
    const object: Record<string, JsonValue> = {}
    put(object)
    this.#offset += 1
    this.#skipBlank()
    if (this.#takes('}')) return
    do {
      this.#skipBlank()
      if (this.#text[this.#offset] !== '"') throw this.#fault('a key was expected')
      const key = this.#readString()
      this.path.push(key)
      this.#skipBlank()
      this.#demand(':')
      this.readValue((value) => {
        Object.defineProperty(object, key, { value, ...ordinary })
      })
      this.path.pop()
      this.#skipBlank()
    } while (this.#takes(','))
    this.#demand('}')
  }

  #readArray(put: (value: JsonValue) => void): void {
    const list: JsonValue[] = []
    put(list)
    this.#offset += 1
    this.#skipBlank()
    if (this.#takes(']')) return
    do {
      const index = list.length
      this.path.push(index)
      this.readValue((value) => {
        list[index] = value
      })
      this.path.pop()
      this.#skipBlank()
    } while (this.#takes(','))
    this.#demand(']')
  }

  #readString(): string {
    wholeString.lastIndex = this.#offset
    const found = wholeString.exec(this.#text)?.[0]
    if (found === undefined) throw this.#fault('a text that does not end')
    try {
      const text = JSON.parse(found) as string
      this.#offset += found.length
      return text
    } catch {
      // JSON.parse knows the escapes and the characters that may not stand in a text; where it refuses, so do we.
      throw this.#fault('a text with a wrong escape or control character')
    }
  }

  #readScalar(): JsonValue {
    scalar.lastIndex = this.#offset
    const found = scalar.exec(this.#text)?.[0]
    if (found === undefined) {
      const isAtEnd = this.#offset >= this.#text.length
      throw this.#fault(isAtEnd ? 'the end of the text' : 'a value was expected')
    }
    const end = this.#offset + found.length
    // `12` at the very end of a cut text may be the beginning of `123`.
    if (end >= this.#text.length && this.path.length > 0) throw this.#fault('the end of the text')
    this.#offset = end
    return JSON.parse(found) as JsonValue
  }

  #skipBlank(): void {
    blank.lastIndex = this.#offset
    blank.exec(this.#text)
    this.#offset = blank.lastIndex
  }

  #takes(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false
    this.#offset += 1
    return true
  }

  #demand(character: string): void {
    if (!this.#takes(character)) {
      const isAtEnd = this.#offset >= this.#text.length
      throw this.#fault(isAtEnd ? 'the end of the text' : `"${character}" was expected`)
    }
  }

  #fault(what: string): Fault {
    return new Fault(this.#offset, what)
  }
}

const ordinary = { enumerable: true, configurable: true, writable: true } as const

export function parseTolerantJson(text: string): TolerantJson {
  const reader = new Reader(text)
  let value: JsonValue | undefined
  try {
    reader.readValue((read) => {
      value = read
    })
    reader.readEnd()
    return { value, fault: null }
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault
    const { offset, message } = fault
    return { value, fault: { path: [...reader.path], offset, what: message } }
  }
}
