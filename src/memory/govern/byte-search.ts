/**
 * Many byte patterns looked for at once in files of any size, whatever the case of their ASCII letters.
 *
 * Each position is asked once: its next four bytes, hashed into a bit field, say whether any pattern may begin there. So a thousand
 * needles cost as much as one. A pattern that lies across two pieces is found, because the end of a piece is kept for the next.
 */

import { assert } from '../../stdx/assert.ts'

export const PATTERN_BYTES_MIN = 4
const FILTER_BITS = 20

export interface BytePattern {
  /** ASCII letters in lower case; at least PATTERN_BYTES_MIN bytes. */
  readonly bytes: Uint8Array
  /** Whether a letter or digit on either side makes it another word. */
  readonly isWord: boolean
}

/** A to Z as a to z; every other byte as it is. */
function foldByte(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
}

export function foldBytes(bytes: Uint8Array): Uint8Array {
  return bytes.map(foldByte)
}

function isAlphanumeric(byte: number | undefined): boolean {
  if (byte === undefined) return false
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a)
}

function keyAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  )
}

function filterIndex(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - FILTER_BITS)
}

export class ByteSearch {
  readonly #patterns: readonly BytePattern[]
  readonly #byKey = new Map<number, number[]>()
  readonly #filter = new Uint8Array(1 << FILTER_BITS)
  readonly #longest: number

  constructor(patterns: readonly BytePattern[]) {
    this.#patterns = patterns
    let longest = 0
    for (const [index, { bytes }] of patterns.entries()) {
      assert(bytes.length >= PATTERN_BYTES_MIN, 'a pattern is too short to be looked for')
      const key = keyAt(bytes, 0)
      const sharing = this.#byKey.get(key)
      if (sharing === undefined) this.#byKey.set(key, [index])
      else sharing.push(index)
      this.#filter[filterIndex(key)] = 1
      longest = Math.max(longest, bytes.length)
    }
    this.#longest = longest
  }

  /** How often each pattern occurs, by its index; those that do not are left out. */
  countIn(bytes: Uint8Array): Map<number, number> {
    const found = new Map<number, number>()
    const folded = foldBytes(bytes)
    this.#scan(folded, [0, folded.length], found)
    return found
  }

  async countInPieces(pieces: AsyncIterable<Uint8Array>): Promise<Map<number, number>> {
    const found = new Map<number, number>()
    // One byte more on either side, for the neighbours of a word.
    const overlap = this.#longest + 1
    let held = new Uint8Array(0)
    let done = 0
    for await (const piece of pieces) {
      const joined = new Uint8Array(held.length + piece.length)
      joined.set(held)
      joined.set(foldBytes(piece), held.length)
      const end = Math.max(done, joined.length - overlap)
      this.#scan(joined, [done, end], found)
      const keptFrom = Math.max(0, end - 1)
      held = joined.slice(keptFrom)
      done = end - keptFrom
    }
    this.#scan(held, [done, held.length], found)
    return found
  }

  /** Patterns that begin at `from` or later, before `to`. */
  #scan(
    bytes: Uint8Array,
    [from, to]: readonly [number, number],
    found: Map<number, number>,
  ): void {
    const last = Math.min(to, bytes.length - PATTERN_BYTES_MIN + 1)
    for (let at = from; at < last; at += 1) {
      const key = keyAt(bytes, at)
      if (this.#filter[filterIndex(key)] === 0) continue
      for (const index of this.#byKey.get(key) ?? []) {
        if (this.#isAt(bytes, at, index)) found.set(index, (found.get(index) ?? 0) + 1)
      }
    }
  }

  #isAt(bytes: Uint8Array, at: number, index: number): boolean {
    const { bytes: pattern, isWord } = this.#patterns[index]!
    if (at + pattern.length > bytes.length) return false
    for (let offset = PATTERN_BYTES_MIN; offset < pattern.length; offset += 1) {
      if (bytes[at + offset] !== pattern[offset]) return false
    }
    if (!isWord) return true
    return !isAlphanumeric(bytes[at - 1]) && !isAlphanumeric(bytes[at + pattern.length])
  }
}
