/**
 * The seams of encoding: ids of texts in, the state of each token out.
 *
 * A pass is the arithmetic, in the calling thread: the plain reference, or kernels. An encoder is what holds one, in a thread of its own.
 * Invariant of both: a text's states do not depend on what else is in the call.
 */

import type { EncoderModel } from '../../model/architecture/encoder-model.ts'

export interface EncoderPass {
  readonly model: EncoderModel
  /** For each text (ids, embeddingLength), the caller's own. A text has one id at least and fits into the context. */
  states(texts: readonly Int32Array[]): Float32Array[]
}

export interface Encoder {
  readonly model: EncoderModel
  /** What computes. */
  readonly kernels: 'reference' | 'simd' | 'relaxed'
  /** Why the reference does; null when it does not. */
  readonly reason: string | null
  /** Ids of one call, unless one text alone has more. */
  readonly idsPerCallMax: number
  /** Throws ENGINE_WORKER_DIED, and ENGINE_QUEUE_FULL when too many calls wait. */
  states(texts: readonly Int32Array[]): Promise<Float32Array[]>
  close(): Promise<void>
}
