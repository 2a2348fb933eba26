/**
 * What a token is before the first layer: its row of the vocabulary, plus that of its position, plus that of the first type.
 *
 * The table of the vocabulary is the largest tensor of a small encoder and stays as it is in the file; only rows that are asked for are
 * decoded.
 */

import { decodedTensor, type LoadedEncoder } from '../../model/architecture/load-encoder.ts'
import { decodeTensor } from '../../model/gguf/decode-tensor.ts'
import { byteCountOf } from '../../model/gguf/tensor-types.ts'
import { assert } from '../../stdx/assert.ts'

export class TokenRows {
  readonly #loaded: LoadedEncoder
  /** (positions, width) */
  readonly #positions: Float32Array
  /** (width) or none. */
  readonly #type: Float32Array | null

  constructor(loaded: LoadedEncoder) {
    this.#loaded = loaded
    this.#positions = decodedTensor(loaded, 'position_embd.weight')!
    this.#type = decodedTensor(loaded, 'token_types.weight')
  }

  /** Writes (embeddingLength) numbers to `into`, not yet normed. */
  write(id: number, position: number, into: Float32Array | Float64Array): void {
    const { model, tensors } = this.#loaded
    const { embeddingLength: width, vocabularySize, contextLength } = model
    assert(id >= 0 && id < vocabularySize, `token ${id} is in the vocabulary`)
    assert(position < contextLength, `position ${position} is in the context`)
    const { type, bytes } = tensors.get('token_embd.weight')!
    const rowBytes = byteCountOf(type, width)
    const row = decodeTensor(type, bytes.subarray(id * rowBytes, (id + 1) * rowBytes))
    const from = position * width
    for (let at = 0; at < width; at += 1) {
      into[at] = row[at]! + this.#positions[from + at]! + (this.#type?.[at] ?? 0)
    }
  }
}
