/**
 * The operations of a forward pass: one table, two implementations with the same results.
 *
 * All of them work inside one WebAssembly memory; places are byte offsets, counts are elements, numbers float32 unless said. A range
 * of rows, tokens or heads is the caller's share: threads of one memory each take some, results do not depend on the split. What is
 * computed for a token does not depend on how many tokens are computed with it: the same products in the same order.
 */

/** How weights lie in memory; what it takes of a file's types is in `pack-matrix.ts`. */
export const matrixKinds = ['f32', 'q8', 'q8-affine', 'q8-16', 'q4', 'q4-affine'] as const
/** Weights that are multiplied with activations of 8 bits or fewer, which relaxed SIMD does in one instruction. */
export const coarseKinds = ['q8-coarse', 'q4-coarse', 'q4-affine-coarse'] as const
export type CoarseKind = (typeof coarseKinds)[number]
export type MatrixKind = (typeof matrixKinds)[number] | CoarseKind

/** What activations are encoded to: kinds of one form share them. Float32, or integers of so many bits with a scale for 32. */
export const activationForms = ['f32', 'int16', 'int8', 'int7'] as const
export type ActivationForm = (typeof activationForms)[number]

export function activationForm(kind: MatrixKind): ActivationForm {
  if (kind === 'f32') return 'f32'
  if (kind === 'q8-coarse') return 'int7'
  return kind === 'q4-coarse' || kind === 'q4-affine-coarse' ? 'int8' : 'int16'
}

export interface Matrix {
  readonly kind: MatrixKind
  readonly at: number
  /** (rowCount, width): a product has one number a row. */
  readonly rowCount: number
  readonly width: number
}

export interface MultiplyCall {
  readonly matrix: Matrix
  /** As `encodeActivations` left them. */
  readonly activationsAt: number
  readonly tokenCount: number
  /** (tokenCount, outStride): row r of token t goes to t * outStride + r. */
  readonly outAt: number
  readonly outStride: number
  readonly rowFrom: number
  readonly rowTo: number
}

export interface MatrixOps {
  /** (tokenCount, width) float32 into the form that `kind` multiplies with. */
  encodeActivations(
    kind: MatrixKind,
    from: { readonly at: number; readonly tokenCount: number; readonly width: number },
    to: number,
  ): void
  activationBytes(kind: MatrixKind, tokenCount: number, width: number): number
  multiply(call: MultiplyCall): void
}

/** (rowCount, stride) numbers; columns `from` to `to` of each row are meant. */
export interface Strip {
  readonly at: number
  readonly rowCount: number
  readonly stride: number
  readonly from: number
  readonly to: number
}

export interface NormCall {
  /** (rowCount, width) */
  readonly at: number
  readonly rowCount: number
  readonly width: number
  readonly weightAt: number
  readonly epsilon: number
  /** (rowCount, width); may be `at`. */
  readonly to: number
}

export interface RotateCall {
  /** (tokenCount, stride): heads `headFrom` to `headTo` of each token are turned in place. */
  readonly at: number
  readonly tokenCount: number
  readonly stride: number
  readonly keyLength: number
  readonly headFrom: number
  readonly headTo: number
  readonly pairing: 'neighbours' | 'halves'
  /** Pairs of a head that turn; the rest of it stays. */
  readonly pairCount: number
  /** (tokenCount, pairCount, 2): cosine and sine. */
  readonly tableAt: number
}

export interface AttentionCall {
  /** (tokenCount, headCount * keyLength), rotated, of one sequence. */
  readonly queryAt: number
  readonly tokenCount: number
  /** Position of the first query; each sees all positions up to its own. */
  readonly start: number
  /** (blocks) u32: position p lies in block tableAt[floor(p / blockTokenCount)]. */
  readonly tableAt: number
  /** (blockCount, a block) of this layer, in the cache's type; blocks of keys and of values have the same order. */
  readonly keysAt: number
  readonly valuesAt: number
  /**
   * Of a block: `positions` (blockTokenCount, kvHeadCount, length), the default, or `heads` (kvHeadCount, blockTokenCount, length), which
   * is quicker: rows of one head side by side are fetched ahead, and do not push one another out of the cache.
   */
  readonly order?: BlockOrder
  readonly blockTokenCount: number
  readonly headCount: number
  readonly kvHeadCount: number
  readonly keyLength: number
  readonly valueLength: number
  readonly kvType: 'f32' | 'f16' | 'q8_0'
  /** (tokenCount, headCount * valueLength) */
  readonly outAt: number
  /** Heads of queries that this call computes. */
  readonly headFrom: number
  readonly headTo: number
  /** Scratch of `attentionScratchBytes`, this thread's own. */
  readonly scratchAt: number
  /** Null, or (headCount, positions) of the LAST query: the share of attention that each position got. */
  readonly massAt: number | null
}

export type BlockOrder = 'positions' | 'heads'

export interface StoreCall {
  readonly type: AttentionCall['kvType']
  /** (headCount, length) */
  readonly at: number
  readonly headCount: number
  /** Of Q8_0 whole blocks of 32. */
  readonly length: number
  /** Of the first head, and bytes from one head to the next. */
  readonly to: number
  readonly headBytes: number
}

/** Positions of a tile: online softmax goes tile by tile, and tiles begin at multiples of it. Divides every block. */
export const ATTENTION_TILE = 16

export interface LayerOps {
  /** RMSNorm (arXiv 1910.07467) of each row. */
  norm(call: NormCall): void
  /** Rotary positions (arXiv 2104.09864). */
  rotate(call: RotateCall): void
  /** Keys or values of one token into the cache's type. */
  store(call: StoreCall): void
  attend(call: AttentionCall): void
  /** SwiGLU (arXiv 2002.05202): gate becomes gate / (1 + exp(-gate)) * up; both have the strip's form. */
  gate(strip: Strip, upAt: number): void
  /** The strip and another of the same form, added up. */
  add(strip: Strip, moreAt: number): void
  /** (columns) added to every row of the strip. */
  addToRows(strip: Strip, biasAt: number): void
  /** The lowest index of the largest number. */
  argmax(at: number, count: number): number
  /** log of the sum of exp. */
  logSumExp(at: number, count: number): number
}

export interface EngineOps extends MatrixOps, LayerOps {
  readonly name: 'reference' | 'simd' | 'relaxed'
  readonly memory: WebAssembly.Memory
}
