/**
 * The seam of encoding: ids of texts in, the state of each token out. Implementations: the plain reference, kernels in a thread.
 *
 * Invariant: a text's states do not depend on what else is in the call.
 */

import type { EncoderModel } from '../../model/architecture/encoder-model.ts'

export interface Encoder {
  readonly model: EncoderModel
  /** What computes: `reference`, `simd` … */
  readonly kernels: string
  /** For each text (ids, embeddingLength), the caller's own. A text has one id at least and fits into the context. */
  states(texts: readonly Int32Array[]): Promise<Float32Array[]>
  close(): Promise<void>
}
