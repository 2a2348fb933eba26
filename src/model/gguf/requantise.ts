/** A model's tensors in another type, its keys as they are: what a quantisation costs is then measured on one and the same model. */

import { decodeTensor } from './decode-tensor.ts'
import { encodeGguf, typeForShape, type WrittenTensor } from './encode-gguf.ts'
import type { GgufEntry } from './gguf-value.ts'
import type { GgufFile } from './open-gguf.ts'
import type { TensorType } from './tensor-types.ts'

/** These say how the file was cut or written, which is not true of the new one. */
const DROPPED = ['split.no', 'split.count', 'split.tensors.count', 'general.file_type']

/** Tables that are added to activations, not multiplied with: llama.cpp leaves them as they are, and cannot add them in blocks. */
const KEPT = /^(?:position_embd|token_types)\./

/** The bytes of the new file; for models that fit in memory twice. */
export async function requantise(file: GgufFile, type: TensorType): Promise<Uint8Array> {
  const written: WrittenTensor[] = []
  for (const { name, shape, type: before } of file.tensors.values()) {
    const bytes = await file.readTensor(name)
    const after = KEPT.test(name) ? before : typeForShape(type, shape)
    const data = after === before ? bytes : decodeTensor(before, bytes)
    written.push({ name, shape, type: after, data })
  }
  const entries = new Map<string, GgufEntry>(file.metadata.entries)
  for (const key of DROPPED) entries.delete(key)
  return encodeGguf(entries, written)
}
