/**
 * Cuts a text at the special tokens written in it: the longest first wherever they stand, then the leftmost.
 *
 * A tree of the tokens' characters is walked from each position that can start one, and the found tokens are taken by falling
 * length; so the cost is the text plus, at such positions, at most the longest token. White space that a token strips goes with
 * it. Example: tokens "<a" and "a><b>" in "<a><b>" give "<" and "a><b>", because the longer goes first, as in llama.cpp.
 */

import { CONTROL, STRIPS_LEFT, STRIPS_RIGHT, UNKNOWN, USER_DEFINED } from './entry-flags.ts'
import { refuseVocabulary, type Vocabulary } from './vocabulary.ts'

const SPECIAL_UNITS_MAX = 1024

export interface TextVisitor {
  /** A stretch without special tokens, never empty. */
  text(text: string): void
  special(id: number): void
}

interface Node {
  readonly next: Map<number, Node>
  /** The token that ends here, or -1. */
  id: number
  /** The nearest node above at which a token ends. */
  readonly shorter: Node | null
  readonly unitCount: number
}

function newNode(shorter: Node | null, unitCount: number): Node {
  return { next: new Map(), id: -1, shorter, unitCount }
}

function isAsciiSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13)
}

export class SpecialSplitter {
  readonly #root = newNode(null, 0)
  readonly #flags: Uint8Array

  /** Finds user-defined tokens, which are found in any text, and control and unknown ones when `isParsing`. */
  constructor(vocabulary: Vocabulary, isParsing: boolean) {
    this.#flags = vocabulary.flags
    const wanted = isParsing ? USER_DEFINED | CONTROL | UNKNOWN : USER_DEFINED
    const hidden = isParsing ? 0 : CONTROL | UNKNOWN
    const found = vocabulary.pieces
      .map((piece, id) => ({ piece, id }))
      .filter(
        ({ piece, id }) =>
          piece !== '' && vocabulary.has(id, wanted) && !vocabulary.has(id, hidden),
      )
    // Short ones first, so that a node knows the shorter tokens on its way.
    found.sort((a, b) => a.piece.length - b.piece.length)
    for (const { piece, id } of found) this.#add(piece, id)
  }

  split(text: string, visitor: TextVisitor): void {
    const found = this.#root.next.size === 0 ? [] : this.#choose(text)
    let from = 0
    for (const { start, node } of found) {
      const flags = this.#flags[node.id]!
      let end = start
      if ((flags & STRIPS_LEFT) !== 0) {
        while (end > from && isAsciiSpace(text.charCodeAt(end - 1))) end -= 1
      }
      if (end > from) visitor.text(text.slice(from, end))
      visitor.special(node.id)
      from = start + node.unitCount
      if ((flags & STRIPS_RIGHT) !== 0) {
        while (from < text.length && isAsciiSpace(text.charCodeAt(from))) from += 1
      }
    }
    if (from < text.length) visitor.text(from === 0 ? text : text.slice(from))
  }

  #add(piece: string, id: number): void {
    if (piece.length > SPECIAL_UNITS_MAX) {
      refuseVocabulary(
        `special token ${id} has ${piece.length} characters; the limit is ${SPECIAL_UNITS_MAX}`,
      )
    }
    let node = this.#root
    for (let index = 0; index < piece.length; index += 1) {
      const unit = piece.charCodeAt(index)
      let next = node.next.get(unit)
      if (next === undefined) {
        next = newNode(node.id === -1 ? node.shorter : node, index + 1)
        node.next.set(unit, next)
      }
      node = next
    }
    node.id = id
  }

  /** The longest token that starts at `start`, or null. */
  #longestAt(text: string, start: number): Node | null {
    let node: Node | undefined = this.#root.next.get(text.charCodeAt(start))
    let last: Node | undefined
    for (let at = start + 1; node !== undefined; at += 1) {
      last = node
      node = at < text.length ? node.next.get(text.charCodeAt(at)) : undefined
    }
    if (last === undefined) return null
    return last.id === -1 ? last.shorter : last
  }

  /** What is taken of all that is found, from left to right, without overlaps. */
  #choose(text: string): { start: number; node: Node }[] {
    const byLength: { start: number; node: Node }[][] = []
    for (let start = 0; start < text.length; start += 1) {
      const node = this.#longestAt(text, start)
      if (node !== null) {
        byLength[node.unitCount] ??= []
        byLength[node.unitCount]!.push({ start, node })
      }
    }
    if (byLength.length === 0) return []
    const isTaken = new Uint8Array(text.length)
    const chosen: { start: number; node: Node }[] = []
    for (let length = byLength.length - 1; length > 0; length -= 1) {
      const found = byLength[length] ?? []
      found.sort((a, b) => a.start - b.start)
      for (const one of found) {
        const { start, node } = one
        if (isTaken[start] === 1) continue
        // What was taken before is at least as long, so an overlap covers one of the two ends.
        if (isTaken[start + length - 1] === 0) {
          isTaken.fill(1, start, start + length)
          chosen.push(one)
        } else if (node.shorter !== null) {
          byLength[node.shorter.unitCount] ??= []
          byLength[node.shorter.unitCount]!.push({ start, node: node.shorter })
        }
      }
    }
    return chosen.sort((a, b) => a.start - b.start)
  }
}
