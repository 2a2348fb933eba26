/**
 * The operations of a forward pass: one table, two implementations with the same results.
 *
 * All of them work inside one WebAssembly memory; places are byte offsets, counts are elements, numbers float32 unless said. Rows
 * `rowFrom` to `rowTo` are the caller's share: threads of one memory each take some, results do not depend on the split. What is
 * computed for a token does not depend on how many tokens are computed with it: the same products in the same order.
 */

/** How weights lie in memory; what it takes of a file's types is in `pack-matrix.ts`. */
export const matrixKinds = ['f32', 'q8', 'q8-affine', 'q8-16', 'q4', 'q4-affine'] as const
export type MatrixKind = (typeof matrixKinds)[number]

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

export interface AttentionCall {
  /** (tokenCount, headCount * keyLength), rotated, of one sequence. */
  readonly queryAt: number
  readonly tokenCount: number
  /** Position of the first query; each sees all positions up to its own. */
  readonly start: number
  /** (blocks) u32: byte offset of each block of this layer's keys; of its values. */
  readonly keyTableAt: number
  readonly valueTableAt: number
  readonly blockTokenCount: number
  readonly headCount: number
  readonly kvHeadCount: number
  readonly keyLength: number
  readonly valueLength: number
  readonly kvType: 'f32' | 'f16' | 'q8_0'
  /** (tokenCount, headCount * valueLength) */
  readonly outAt: number
  /** Heads of keys and values that this call computes. */
  readonly kvHeadFrom: number
  readonly kvHeadTo: number
  /** Scratch of `attentionScratchBytes`. */
  readonly scratchAt: number
  /** Null, or (headCount, positions) of the LAST query: the share of attention that each position got. */
  readonly massAt: number | null
}

/** Positions of a tile: online softmax goes tile by tile, and tiles begin at multiples of it. Divides every block. */
export const ATTENTION_TILE = 16

export interface EngineOps {
  readonly name: 'reference' | 'simd' | 'relaxed'
  readonly memory: WebAssembly.Memory
  /** (tokenCount, width) float32 into the form that `kind` multiplies with. */
  encodeActivations(
    kind: MatrixKind,
    from: { readonly at: number; readonly tokenCount: number; readonly width: number },
    to: number,
  ): void
  activationBytes(kind: MatrixKind, tokenCount: number, width: number): number
  multiply(call: MultiplyCall): void
  attend(call: AttentionCall): void
}
