/**
 * The two sources of merge rules: a list of merges (byte-level BPE), or the vocabulary itself (SentencePiece, tiktoken).
 *
 * With a list, a pair's rank is its line. Without one, two symbols merge when their joined text is an entry, and the entry's own
 * rank counts; such rules are looked up by text once and then known by pair, in a table that is emptied when it is full, so a text
 * of ever new pairs costs time in proportion and no memory.
 */

import { NEVER, PairTable } from './pair-table.ts'

export interface MergeRules {
  readonly table: PairTable
  /** The table's slot of a pair that merges, or -1. */
  slotOf(left: number, right: number): number
}

export class ListedMerges implements MergeRules {
  readonly table: PairTable

  constructor(table: PairTable) {
    this.table = table
  }

  slotOf(left: number, right: number): number {
    return this.table.find(left, right)
  }
}

export interface JoinedTexts {
  textOf(symbol: number): string
  /** The entry of a joined text, or undefined. */
  idOf(text: string): number | undefined
  /** (vocabulary): the lower, the earlier. */
  readonly ranks: Int32Array
}

const KNOWN_PAIRS_MAX = 131_072

export class JoinedMerges implements MergeRules {
  readonly table = new PairTable(KNOWN_PAIRS_MAX)
  readonly #texts: JoinedTexts

  constructor(texts: JoinedTexts) {
    this.#texts = texts
  }

  slotOf(left: number, right: number): number {
    const known = this.table.find(left, right)
    const slot = known === -1 ? this.#learn(left, right) : known
    return this.table.ranks[slot] === NEVER ? -1 : slot
  }

  #learn(left: number, right: number): number {
    if (this.table.isFull) this.table.clear()
    const merged = this.#texts.idOf(this.#texts.textOf(left) + this.#texts.textOf(right))
    const rule =
      merged === undefined
        ? { rank: NEVER, merged: -1 }
        : { rank: this.#texts.ranks[merged]!, merged }
    return this.table.put(left, right, rule)
  }
}
