/**
 * What linear fusion is measured against, on the same rows and the same text: rank fusion of the same channels, stemmed BM25 alone, and the
 * cosine of the static table's vectors alone. None of them is fitted.
 */

import { createOpenScopeIndex } from '../../memory/open-scope-index.ts'
import type { IndexRow } from '../../memory/scope-index.ts'
import type { Embedding } from '../../model/embedder.ts'
import { dot } from '../../model/unit-vector.ts'
import { fuseRanks } from '../../policy/recall/rank-fusion.ts'
import { channels } from '../../policy/recall/registry.ts'
import { topSlots } from '../../policy/recall/top-slots.ts'
import { words } from '../../policy/recall/words.ts'
import type { AskedFeatures } from '../recall-fit/open-corpus.ts'

export const rivalNames = ['rrf', 'bm25-stem', 'vectors'] as const
export type RivalName = (typeof rivalNames)[number]

export type EmbedText = (text: string) => Embedding

/** BM25 over stems and nothing else: no relatives of words, no other channel. */
export const openStemmedBm25 = createOpenScopeIndex({
  channels: [words],
  weights: { words: 1 },
  matchesRelatives: false,
})

/** Ids by reciprocal rank fusion of the columns that a question filled. */
export function rankFused({ table, rows }: AskedFeatures, topK: number): string[] {
  const fused = new Float64Array(rows.slotCount)
  fuseRanks({ channels, scope: rows, table }, fused)
  const isEvident = (slot: number): boolean => fused[slot]! > 0
  const top = topSlots(rows, fused, { topK, isEvident, order: rows.createdSeqs })
  return top.map(({ slot }) => rows.ids[slot]!)
}

/** Rows as unit vectors: text with caption, as the words see them. */
export class VectorRival {
  readonly #ids: readonly string[]
  readonly #vectors: readonly Embedding[]
  readonly #embed: EmbedText

  constructor(rows: readonly IndexRow[], embed: EmbedText) {
    this.#ids = rows.map(({ id }) => id)
    this.#vectors = rows.map(({ text, caption }) =>
      embed(caption === null ? text : `${text} ${caption}`),
    )
    this.#embed = embed
  }

  /** Ids by cosine, ties to the earlier row. */
  rank(question: string, topK: number): string[] {
    const asked = this.#embed(question)
    if (asked === null) return []
    const scored = this.#vectors.flatMap((vector, at) =>
      vector === null ? [] : [{ at, cosine: dot(asked, vector) }],
    )
    scored.sort((a, b) => b.cosine - a.cosine || a.at - b.at)
    return scored.slice(0, topK).map(({ at }) => this.#ids[at]!)
  }
}
