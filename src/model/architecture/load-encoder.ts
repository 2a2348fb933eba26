/**
 * An encoder out of its file: tensors as they lie there, and what tells this file from others.
 *
 * The hash is over the tensors, in the order of the plan, over the vocabulary and the numbers of the model: two files that compute the
 * same have the same one, and a file that differs in one bit of a weight has another.
 */

import { sha256Hex } from '../../host/digest.ts'
import { decodeTensor } from '../gguf/decode-tensor.ts'
import type { GgufFile } from '../gguf/open-gguf.ts'
import type { TensorType } from '../gguf/tensor-types.ts'
import { checkEncoderTensors, type EncoderModel, readEncoderModel } from './encoder-model.ts'

export interface RawTensor {
  readonly type: TensorType
  /** The row first. */
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

export interface LoadedEncoder {
  readonly model: EncoderModel
  readonly tensors: ReadonlyMap<string, RawTensor>
  /** 64 hex digits. */
  readonly weightsSha256: string
}

export async function loadEncoder(file: GgufFile): Promise<LoadedEncoder> {
  const model = readEncoderModel(file.metadata)
  const pieces = file.metadata.strings('tokenizer.ggml.tokens').toStrings()
  const hashes = [JSON.stringify(model), sha256Hex(pieces.join('\n'))]
  const tensors = new Map<string, RawTensor>()
  for (const { name, type, shape } of checkEncoderTensors(model, file.tensors)) {
    const bytes = await file.readTensor(name)
    hashes.push(`${name} ${type.name} ${sha256Hex(bytes)}`)
    tensors.set(name, { type, shape, bytes })
  }
  return { model, tensors, weightsSha256: sha256Hex(hashes.join('\n')) }
}

/** As float32; null for a tensor that the file has not. */
export function decodedTensor({ tensors }: LoadedEncoder, name: string): Float32Array | null {
  const tensor = tensors.get(name)
  return tensor === undefined ? null : decodeTensor(tensor.type, tensor.bytes)
}
