/**
 * The built-in embedder: a text is the weighted sum of its pieces' vectors from the static table. No model runs.
 *
 * Text vector = Σ w_t · v_t over WordPiece ids without specials, w_t = a / (a + p_t), p_t = 1 / ((r + 2) ln N), a = 1e-4; then
 * length 1. r is the token's id, taken as its rank: the vocabulary is roughly ordered by frequency, so p is Zipf's guess at
 * a token's probability and w the smooth inverse frequency of Arora et al. (ICLR 2017), without their common-component
 * removal, which the table's own mean subtraction stands for. It knows no word order and no negation: use it as a signal
 * among others. Invariant: [UNK] adds nothing; a text of nothing else is null.
 */

import type { Disk } from '../host/disk.ts'
import type { Embedding, EmbedOptions, Fingerprint, SynchronousEmbedder } from './embedder.ts'
import { readStaticTable, type StaticTable } from './static-table.ts'
import { normalise } from './unit-vector.ts'
import { WordPiece } from './wordpiece.ts'

export interface StaticEmbedder extends SynchronousEmbedder {
  readonly table: StaticTable
  readonly wordPiece: WordPiece
  /** Unit vector of one word, in any case: null for nothing but unknown pieces. */
  wordVector(word: string): Embedding
  /** The table's row of one id, scaled to numbers, neither weighted nor normalised. */
  tokenVector(id: number): Float32Array
  /** w_t: what the row counts for in a sum; 0 for specials. */
  tokenWeight(id: number): number
}

/** Pieces of a text that count: some 6,000 English words; the mean of more hardly moves. */
const PIECE_COUNT_MAX = 8192
/** Twice what 8,192 pieces of the longest kind can cover, so that this bound never acts before the other on language. */
const TEXT_CHARACTERS_MAX = 262_144
/** Texts between two looks at the abort signal. */
const TEXTS_PER_STEP = 256

function tokenWeights(table: StaticTable, specials: ReadonlySet<number>): Float32Array {
  const { tokenCount, weightConstant } = table.meta
  const weights = new Float32Array(tokenCount)
  for (let id = 0; id < tokenCount; id += 1) {
    const probability = 1 / ((id + 2) * Math.log(tokenCount))
    weights[id] = specials.has(id) ? 0 : weightConstant / (weightConstant + probability)
  }
  return weights
}

function fingerprintOf(table: StaticTable): Fingerprint {
  const { model, dimensions } = table.meta
  const revision = `static-${table.checksum.slice(0, 12)}`
  return { model, revision, dimensions, pooling: 'frequency-weighted-sum', normalisation: 'l2' }
}

export function createStaticEmbedder(table: StaticTable): StaticEmbedder {
  const wordPiece = new WordPiece(table.pieces)
  const { dimensions, tokenCount } = table.meta
  const { rows, scales } = table
  const { unknown, start, end } = wordPiece.specials
  const weights = tokenWeights(table, new Set([unknown, start, end]))
  // Weight and scale in one factor: the inner loop is one multiplication an element.
  const factors = weights.map((weight, id) => weight * scales[id]!)

  function embedNow(text: string): Embedding {
    const ids = wordPiece.encode(text.slice(0, TEXT_CHARACTERS_MAX), PIECE_COUNT_MAX)
    const sum = new Float32Array(dimensions)
    for (let index = 0; index < ids.length; index += 1) {
      const id = ids[index]!
      const factor = factors[id]!
      if (factor === 0) continue
      const offset = id * dimensions
      for (let axis = 0; axis < dimensions; axis += 1) sum[axis]! += factor * rows[offset + axis]!
    }
    return normalise(sum) ? sum : null
  }

  async function embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Embedding[]> {
    const answer: Embedding[] = []
    for (const [index, text] of texts.entries()) {
      if (index % TEXTS_PER_STEP === 0) options.signal?.throwIfAborted()
      answer.push(embedNow(text))
    }
    return answer
  }

  function tokenVector(id: number): Float32Array {
    const offset = id * dimensions
    const scale = id >= 0 && id < tokenCount ? scales[id]! : 0
    return Float32Array.from(rows.subarray(offset, offset + dimensions), (value) => value * scale)
  }

  return {
    fingerprint: fingerprintOf(table),
    capabilities: {
      isLocal: true,
      isSynchronous: true,
      hasTokenStates: false,
      textCharactersMax: TEXT_CHARACTERS_MAX,
    },
    table,
    wordPiece,
    embed,
    embedNow,
    wordVector: embedNow,
    tokenVector,
    tokenWeight: (id) => weights[id] ?? 0,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Throws EMBEDDER_TABLE_DAMAGED: callers go on by words alone and say so. */
export async function openStaticEmbedder(disk: Disk, path: string): Promise<StaticEmbedder> {
  return createStaticEmbedder(await readStaticTable(disk, path))
}
