/**
 * The bytes of every id, in one run: made at the first decoding, because many uses only encode.
 *
 * Two allocations for a whole vocabulary, and an id's bytes are a view into them: decoding copies nothing but the text itself.
 */

import { LociError } from '../../errors.ts'
import type { TokenAlgorithm } from './token-algorithm.ts'
import type { Vocabulary } from './vocabulary.ts'

export class PieceBytes {
  readonly #vocabulary: Vocabulary
  readonly #algorithm: TokenAlgorithm
  #bytes: Uint8Array | null = null
  /** (vocabulary + 1) */
  #offsets = new Uint32Array(0)

  constructor(vocabulary: Vocabulary, algorithm: TokenAlgorithm) {
    this.#vocabulary = vocabulary
    this.#algorithm = algorithm
  }

  of(id: number): Uint8Array {
    const bytes = this.#bytes ?? this.#fill()
    return bytes.subarray(this.#offsets[id]!, this.#offsets[id + 1]!)
  }

  /** Throws for a number that is no id. */
  demand(id: number): void {
    const { size } = this.#vocabulary
    if (Number.isInteger(id) && id >= 0 && id < size) return
    throw new LociError('INPUT_INVALID', `${id} is no id of a vocabulary of ${size}`, {
      details: { id, size },
    })
  }

  #fill(): Uint8Array {
    const { size } = this.#vocabulary
    const parts = Array.from({ length: size }, (_, id) => this.#algorithm.bytesOf(id))
    this.#offsets = new Uint32Array(size + 1)
    for (const [id, part] of parts.entries()) {
      this.#offsets[id + 1] = this.#offsets[id]! + part.length
    }
    const bytes = new Uint8Array(this.#offsets[size]!)
    for (const [id, part] of parts.entries()) bytes.set(part, this.#offsets[id]!)
    this.#bytes = bytes
    return bytes
  }
}
