/**
 * The static table as recall sees it: vectors of texts, words and pieces, with the kernels that multiply them.
 *
 * A damaged or missing table is no failure: recall goes on by words alone, and `reason` says why.
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
    textVector: (text) => embedder.embedNow(text),
    wordVector: (word) => embedder.wordVector(word),
    pieceText: (id) => embedder.table.pieces[id] ?? '',
  }
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
