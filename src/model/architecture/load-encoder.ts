/**
 * All weights of an encoder as float32, by the names of the file, and what tells this file from others.
 *
 * The hash is over the tensors as they lie in the file, in the order of the plan, over the vocabulary and the numbers of the model: two files that
 * compute the same have the same one, and a file that differs in one bit of a weight has another.
 */

import { sha256Hex } from '../../host/digest.ts'
import { decodeTensor } from '../gguf/decode-tensor.ts'
import type { GgufFile } from '../gguf/open-gguf.ts'
import { checkEncoderTensors, type EncoderModel, readEncoderModel } from './encoder-model.ts'

export interface EncoderWeights {
  readonly model: EncoderModel
  readonly tensors: ReadonlyMap<string, Float32Array>
  /** 64 hex digits. */
  readonly weightsSha256: string
}

export async function loadEncoder(file: GgufFile): Promise<EncoderWeights> {
  const model = readEncoderModel(file.metadata)
  const tensors = new Map<string, Float32Array>()
  const pieces = file.metadata.strings('tokenizer.ggml.tokens').toStrings()
  const hashes = [JSON.stringify(model), sha256Hex(pieces.join('\n'))]
  for (const { name, type } of checkEncoderTensors(model, file.tensors)) {
    const bytes = await file.readTensor(name)
    hashes.push(`${name} ${type.name} ${sha256Hex(bytes)}`)
    tensors.set(name, decodeTensor(type, bytes))
  }
  return { model, tensors, weightsSha256: sha256Hex(hashes.join('\n')) }
}
