/**
 * The static table as recall sees it: vectors of texts, words and pieces, with the kernels that multiply them.
 *
 * The vocabulary is English: a word of another script falls into single letters, and their sum says how it is spelt and not what it
 * means, so such words and texts have no vector here. A damaged or missing table is no failure: recall goes on by words alone, and `reason` says why.
 */

import { LociError } from '../errors.ts'
import type { Disk } from '../host/disk.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { openStaticEmbedder, type StaticEmbedder } from '../model/static-embedder.ts'
import { shippedTablePath } from '../model/static-table.ts'
import type { Meanings } from './columns/scope-rows.ts'

export type OpenedMeanings =
  | { readonly meanings: Meanings; readonly embedder: StaticEmbedder; readonly reason: null }
  | { readonly meanings: null; readonly embedder: null; readonly reason: LociError }

export function meaningsOf(embedder: StaticEmbedder, kernels: Kernels): Meanings {
  return {
    kernels,
    dimensions: embedder.fingerprint.dimensions,
    textVector: (text) => (isSpelt(embedder, text) ? null : embedder.embedNow(text)),
    wordVector: (word) => (isSpelt(embedder, word) ? null : embedder.wordVector(word)),
    pieceText: (id) => embedder.table.pieces[id] ?? '',
  }
}

const beyondLatin = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u
/** Longer pieces of another script are words that the vocabulary happens to know. */
const SPELT_LETTERS_MAX = 2
/** Pieces that are looked at: the script of a text shows at its beginning. */
const PIECES_LOOKED_AT = 256

/** Whether the table knows the text only letter by letter. Latin text is never looked at: its words are the table's. */
function isSpelt({ wordPiece, table }: StaticEmbedder, text: string): boolean {
  if (!beyondLatin.test(text)) return false
  const ids = wordPiece.encode(text.slice(0, PIECES_LOOKED_AT), PIECES_LOOKED_AT)
  let letters = 0
  for (const id of ids) {
    const piece = (table.pieces[id] ?? '').replace('##', '')
    const isShort = [...piece].length <= SPELT_LETTERS_MAX && beyondLatin.test(piece)
    letters += Number(isShort || id === wordPiece.specials.unknown)
  }
  return letters * 2 > ids.length
}

export async function openMeanings(
  disk: Disk,
  kernels: Kernels,
  path = shippedTablePath(),
): Promise<OpenedMeanings> {
  try {
    const embedder = await openStaticEmbedder(disk, path)
    return { meanings: meaningsOf(embedder, kernels), embedder, reason: null }
  } catch (error) {
    // Meaning is a gain, not a need.
    return { meanings: null, embedder: null, reason: LociError.from(error) }
  }
}
