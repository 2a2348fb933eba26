/** The built-in table as the scope index asks for it: vectors of texts and words, in the calling thread. */

import type { Kernels } from '../kernels/kernels.ts'
import type { StaticEmbedder } from '../model/static-embedder.ts'
import type { Meanings } from './columns/scope-rows.ts'

export function tableMeanings(table: StaticEmbedder, kernels: Kernels): Meanings {
  const { pieces } = table.table
  return {
    kernels,
    dimensions: table.fingerprint.dimensions,
    textVector: (text) => table.embedNow(text),
    wordVector: (word) => table.wordVector(word),
    pieceText: (id) => pieces[id] ?? '',
  }
}
