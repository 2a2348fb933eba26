/**
 * Weights in types that our writer does not quantise to: random bits of a block with halves that give them a sensible spread.
 *
 * Any bits are weights; only `d` and `dmin` are chosen, so that a row of `length` elements has a norm of about 1 and a mean near 0.
 */

import { encodeGguf } from '../../src/model/gguf/encode-gguf.ts'
import type { GgufFile } from '../../src/model/gguf/open-gguf.ts'
import { requantise } from '../../src/model/gguf/requantise.ts'
import type { TensorType } from '../../src/model/gguf/tensor-types.ts'
import { encodeHalf } from '../../src/stdx/half-float.ts'
import type { Prng } from '../../src/stdx/prng.ts'

/** Where d and dmin lie, the spread of a weight in units of d, and the mean quant (dmin / d). */
const layouts: Readonly<
  Record<
    string,
    {
      readonly d: number
      readonly spread: number
      readonly dmin: number | null
      readonly mean: number
    }
  >
> = {
  Q4_K: { d: 0, spread: 260, dmin: 2, mean: 7.5 },
  Q5_K: { d: 0, spread: 530, dmin: 2, mean: 15.5 },
  Q6_K: { d: 208, spread: 1370, dmin: null, mean: 0 },
}

function randomBlocks(type: TensorType, shape: readonly number[], prng: Prng): Uint8Array {
  const { d, dmin, spread, mean } = layouts[type.name]!
  const elementCount = shape.reduce((product, length) => product * length, 1)
  const blockCount = elementCount / type.blockElementCount
  const bytes = Uint8Array.from({ length: blockCount * type.blockByteCount }, () => prng.below(256))
  const view = new DataView(bytes.buffer)
  const scale = 1 / Math.sqrt(shape[0]!) / spread
  for (let block = 0; block < blockCount; block += 1) {
    const from = block * type.blockByteCount
    view.setUint16(from + d, encodeHalf(scale), true)
    if (dmin !== null) view.setUint16(from + dmin, encodeHalf(scale * mean), true)
  }
  return bytes
}

/** The file in `type`: quantised by our writer where it can, else of random blocks. */
export async function inType(file: GgufFile, type: TensorType, prng: Prng): Promise<Uint8Array> {
  if (layouts[type.name] === undefined) return requantise(file, type)
  const tensors = []
  for (const { name, shape, type: before } of file.tensors.values()) {
    const isMatrix = shape.length > 1
    tensors.push({
      name,
      shape,
      type: isMatrix ? type : before,
      data: isMatrix ? randomBlocks(type, shape, prng) : await file.readTensor(name),
    })
  }
  return encodeGguf(file.metadata.entries, tensors)
}
