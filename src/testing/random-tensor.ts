/**
 * Bytes of a tensor of any type that can be computed with: every bit of its blocks drawn at random, scales of a usual size.
 *
 * Writers reach only what rounding gives; this reaches every number that a block can hold.
 */

import { type TensorType, tensorTypeNamed } from '../model/gguf/tensor-types.ts'
import { assert } from '../stdx/assert.ts'
import { encodeBfloat, encodeHalf } from '../stdx/half-float.ts'
import type { Prng } from '../stdx/prng.ts'

export const computedTypes = [
  'F32',
  'F16',
  'BF16',
  'Q8_0',
  'Q5_0',
  'Q4_0',
  'Q4_K',
  'Q5_K',
  'Q6_K',
] as const
export type ComputedType = (typeof computedTypes)[number]

export interface RandomTensor {
  readonly type: TensorType
  readonly bytes: Uint8Array
}

/** Where halves lie in a block. */
const halvesAt: Readonly<Record<string, readonly number[]>> = {
  F16: [0],
  Q8_0: [0],
  Q5_0: [0],
  Q4_0: [0],
  Q4_K: [0, 2],
  Q5_K: [0, 2],
  Q6_K: [208],
}

/** Elements that make whole blocks. */
export function createRandomTensor(
  prng: Prng,
  typeName: ComputedType,
  elementCount: number,
): RandomTensor {
  const type = tensorTypeNamed(typeName)!
  const blockCount = elementCount / type.blockElementCount
  assert(Number.isInteger(blockCount), `${elementCount} elements are whole blocks of ${typeName}`)
  const bytes = new Uint8Array(blockCount * type.blockByteCount)
  const view = new DataView(bytes.buffer)
  const number = (): number => (prng.next() - 0.5) / 8
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = prng.below(256)
  for (let at = 0; at < bytes.length; at += type.blockByteCount) {
    if (typeName === 'F32') view.setFloat32(at, number(), true)
    if (typeName === 'BF16') view.setUint16(at, encodeBfloat(number()), true)
    for (const half of halvesAt[typeName] ?? []) {
      view.setUint16(at + half, encodeHalf(number()), true)
    }
  }
  return { type, bytes }
}
