/**
 * All tokens of a vocabulary as one tree of their bytes, laid out flat in the order in which it is walked.
 *
 * Node 0 is the root; the children of a node follow it directly, and `ends[node]` is where its subtree ends, so that a walk is a loop and
 * leaving a branch is a jump. Special tokens and tokens without bytes are not in it: they are no text.
 */

import type { Tokenizer } from '../tokenizer/tokenizer.ts'

export class VocabularyTrie {
  readonly vocabularySize: number
  /** Words of a set of tokens: one bit an id, lowest bit first. */
  readonly wordCount: number
  /** (nodes) */
  readonly bytes: Uint8Array
  /** (nodes): the first node behind the subtree. */
  readonly ends: Int32Array
  /** (nodes): how many bytes lead here. */
  readonly depths: Uint16Array
  /** (nodes): a token that is exactly these bytes, or -1; others that are follow in `twins`. */
  readonly tokens: Int32Array
  /** (vocabulary): the next token of the same bytes, or -1. */
  readonly twins: Int32Array
  readonly depthMax: number

  constructor(tokenizer: Tokenizer) {
    const { vocabularySize } = tokenizer
    this.vocabularySize = vocabularySize
    this.wordCount = Math.ceil(vocabularySize / 32)
    this.twins = new Int32Array(vocabularySize).fill(-1)
    const entries = entriesOf(tokenizer)
    const nodeMax = 1 + entries.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const bytes = new Uint8Array(nodeMax)
    const ends = new Int32Array(nodeMax)
    const depths = new Uint16Array(nodeMax)
    const tokens = new Int32Array(nodeMax).fill(-1)
    // Node at each depth of the way to the last token.
    const way: number[] = [0]
    let nodeCount = 1
    let before = new Uint8Array(0)
    for (const entry of entries) {
      const shared = sharedLength(before, entry.bytes)
      while (way.length > shared + 1) ends[way.pop()!] = nodeCount
      for (let at = shared; at < entry.bytes.length; at += 1) {
        bytes[nodeCount] = entry.bytes[at]!
        depths[nodeCount] = at + 1
        way.push(nodeCount)
        nodeCount += 1
      }
      const node = way.at(-1)!
      this.twins[entry.id] = tokens[node]!
      tokens[node] = entry.id
      before = entry.bytes
    }
    while (way.length > 0) ends[way.pop()!] = nodeCount
    this.bytes = bytes.slice(0, nodeCount)
    this.ends = ends.slice(0, nodeCount)
    this.depths = depths.slice(0, nodeCount)
    this.tokens = tokens.slice(0, nodeCount)
    this.depthMax = this.depths.reduce((most, depth) => Math.max(most, depth), 0)
  }

  /** Sets the bits of all tokens that end at the node. */
  mark(node: number, into: Uint32Array): void {
    for (let id = this.tokens[node]!; id !== -1; id = this.twins[id]!) {
      into[id >>> 5]! |= 1 << (id & 31)
    }
  }

  /** Whether the byte is a token of its own. */
  hasByte(byte: number): boolean {
    for (let node = 1; node < this.bytes.length; node = this.ends[node]!) {
      if (this.bytes[node] === byte) return this.tokens[node] !== -1
    }
    return false
  }
}

interface Entry {
  readonly id: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

function entriesOf(tokenizer: Tokenizer): Entry[] {
  const entries: Entry[] = []
  for (let id = 0; id < tokenizer.vocabularySize; id += 1) {
    if (tokenizer.isSpecial(id) || tokenizer.isEndOfGeneration(id)) continue
    const bytes = tokenizer.decodeBytes([id])
    if (bytes.length > 0 && bytes.length < 0xffff)
      entries.push({ id, bytes: Uint8Array.from(bytes) })
  }
  return entries.sort((a, b) => compareBytes(a.bytes, b.bytes) || b.id - a.id)
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1
  return at
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = sharedLength(a, b)
  if (at < a.length && at < b.length) return a[at]! - b[at]!
  return a.length - b.length
}
