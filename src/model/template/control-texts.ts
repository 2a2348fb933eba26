/**
 * Keeps what users wrote from becoming a control token, through templates that trim, split and escape it.
 *
 * A template joins its own control tokens with the texts of users, and a rendered prompt does not say which is which. So every
 * control token spelt out in a user's text is broken after its first character by a mark, a character that occurs nowhere in what is
 * rendered; afterwards control tokens are read, and the marks taken out of the text between them. The rest of a text is untouched, so
 * templates that look into it find what they look for. A text that ends inside a control token is broken as well.
 */

import { LociError } from '../../errors.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'

interface Node {
  readonly next: Map<number, Node>
  /** The token that ends here, or -1. */
  id: number
}

interface Found {
  readonly start: number
  readonly end: number
  readonly id: number
}

/** Characters that Unicode sets aside: the first that nothing contains is the mark. */
const MARK_FIRST = 0xfdd0
const MARK_LAST = 0xfdef

/** A character that is in none of the texts. */
export function freeMark(texts: Iterable<string>): string {
  const taken = new Set<number>()
  for (const text of texts) {
    for (const [found] of text.matchAll(/[\ufdd0-\ufdef]/g)) taken.add(found.charCodeAt(0))
    // Its escape in JSON is taken as well: a template may write one.
    for (const [, code] of text.matchAll(/\\u(fd[de][0-9a-f])/gi)) taken.add(Number(`0x${code}`))
  }
  for (let unit = MARK_FIRST; unit <= MARK_LAST; unit += 1) {
    if (!taken.has(unit)) return String.fromCharCode(unit)
  }
  throw new LociError('INPUT_INVALID', 'the messages use every character that Unicode sets aside')
}

export class ControlTexts {
  readonly #root: Node = { next: new Map(), id: -1 }
  readonly #texts = new Map<number, string>()

  constructor(tokenizer: Pick<Tokenizer, 'vocabularySize' | 'isSpecial' | 'pieceOf'>) {
    for (let id = 0; id < tokenizer.vocabularySize; id += 1) {
      if (!tokenizer.isSpecial(id)) continue
      const piece = tokenizer.pieceOf(id)
      // One character cannot be broken, so it is never read as control.
      if (piece.length > 1) this.#add(piece, id)
    }
  }

  /** As the vocabulary writes it; '' for what is no control token. */
  textOf(id: number): string {
    return this.#texts.get(id) ?? ''
  }

  idsOf(form: RegExp): number[] {
    return [...this.#texts].filter(([, text]) => form.test(text)).map(([id]) => id)
  }

  /** The text with each control token in it broken by `mark`. */
  guard(text: string, mark: string): string {
    let guarded = ''
    let from = 0
    for (let start = 0; start < text.length; start += 1) {
      if (!this.#startsHere(text, start)) continue
      guarded += text.slice(from, start + 1) + mark
      from = start + 1
    }
    return from === 0 ? text : guarded + text.slice(from)
  }

  /** Cuts at control tokens, leftmost and longest; stretches between them come as they are. */
  split(text: string): (string | number)[] {
    const parts: (string | number)[] = []
    let from = 0
    for (let start = 0; start < text.length; start += 1) {
      const found = this.#longestAt(text, start)
      if (found === null) continue
      if (found.start > from) parts.push(text.slice(from, found.start))
      parts.push(found.id)
      from = found.end
      start = found.end - 1
    }
    if (from < text.length) parts.push(text.slice(from))
    return parts
  }

  #add(piece: string, id: number): void {
    this.#texts.set(id, piece)
    let node = this.#root
    for (let at = 0; at < piece.length; at += 1) {
      const unit = piece.charCodeAt(at)
      let next = node.next.get(unit)
      if (next === undefined) {
        next = { next: new Map(), id: -1 }
        node.next.set(unit, next)
      }
      node = next
    }
    node.id = id
  }

  /** Whether a control token starts here, or could if the text went on. */
  #startsHere(text: string, start: number): boolean {
    let node: Node | undefined = this.#root
    for (let at = start; at < text.length; at += 1) {
      node = node.next.get(text.charCodeAt(at))
      if (node === undefined) return false
      if (node.id !== -1) return true
    }
    return true
  }

  #longestAt(text: string, start: number): Found | null {
    let node: Node | undefined = this.#root
    let found: Found | null = null
    for (let at = start; at < text.length; at += 1) {
      node = node.next.get(text.charCodeAt(at))
      if (node === undefined) break
      if (node.id !== -1) found = { start, end: at + 1, id: node.id }
    }
    return found
  }
}

/** Every string in a value, keys included. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield key
      yield* textsIn(item)
    }
  }
}

/** The value with every string in it replaced, keys included. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)])
  return Object.fromEntries(entries)
}
