/**
 * Float32 weights into tensor types, with ggml's reference rounding, so that the same weights give the same bytes.
 *
 * Every step is rounded to single precision as the reference does. K quants are not written: their search for scales is a
 * program of its own, and files that use them are read only. Rows must divide into blocks; the writer decides what happens to those
 * that do not.
 */

import { LociError } from '../../errors.ts'
import { assert } from '../../stdx/assert.ts'
import { encodeBfloat, encodeHalf } from '../../stdx/half-float.ts'
import { byteCountOf, type TensorType } from './tensor-types.ts'

/** Encodes one block of `from` that begins at `at` into `bytes` at `to`. */
type BlockEncoder = (from: Float32Array, at: number, bytes: DataView, to: number) => void

const { fround } = Math

function inverse(scale: number): number {
  return scale === 0 ? 0 : fround(1 / scale)
}

/** C's roundf: half away from zero. */
function rounded(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5)
}

/** The element of the block that is farthest from zero, the first of equals. */
function farthest(from: Float32Array, at: number): number {
  let best = 0
  for (let index = at; index < at + 32; index += 1) {
    if (Math.abs(from[index]!) > Math.abs(best)) best = from[index]!
  }
  return best
}

const encodeF32: BlockEncoder = (from, at, bytes, to) => bytes.setFloat32(to, from[at]!, true)

const encodeF16: BlockEncoder = (from, at, bytes, to) =>
  bytes.setUint16(to, encodeHalf(from[at]!), true)

const encodeBF16: BlockEncoder = (from, at, bytes, to) =>
  bytes.setUint16(to, encodeBfloat(from[at]!), true)

const encodeQ80: BlockEncoder = (from, at, bytes, to) => {
  const scale = fround(Math.abs(farthest(from, at)) / 127)
  const over = inverse(scale)
  bytes.setUint16(to, encodeHalf(scale), true)
  for (let index = 0; index < 32; index += 1) {
    bytes.setInt8(to + 2 + index, rounded(fround(from[at + index]! * over)))
  }
}

/** `zero` is the quant of 0: 8 of 16 levels, 16 of 32. The farthest element becomes level 0 exactly. */
function levelOf(value: number, over: number, zero: number): number {
  const level = Math.trunc(fround(fround(value * over) + (zero + 0.5)))
  return Math.min(2 * zero - 1, level)
}

const encodeQ40: BlockEncoder = (from, at, bytes, to) => {
  const scale = fround(farthest(from, at) / -8)
  const over = inverse(scale)
  bytes.setUint16(to, encodeHalf(scale), true)
  for (let index = 0; index < 16; index += 1) {
    const low = levelOf(from[at + index]!, over, 8)
    const high = levelOf(from[at + index + 16]!, over, 8)
    bytes.setUint8(to + 2 + index, low | (high << 4))
  }
}

const encodeQ50: BlockEncoder = (from, at, bytes, to) => {
  const scale = fround(farthest(from, at) / -16)
  const over = inverse(scale)
  let fifths = 0
  bytes.setUint16(to, encodeHalf(scale), true)
  for (let index = 0; index < 16; index += 1) {
    const low = levelOf(from[at + index]!, over, 16)
    const high = levelOf(from[at + index + 16]!, over, 16)
    bytes.setUint8(to + 6 + index, (low & 15) | ((high & 15) << 4))
    fifths |= ((low >>> 4) << index) | ((high >>> 4) << (index + 16))
  }
  bytes.setUint32(to + 2, fifths >>> 0, true)
}

const encoders: Readonly<Record<string, BlockEncoder>> = {
  F32: encodeF32,
  F16: encodeF16,
  BF16: encodeBF16,
  Q8_0: encodeQ80,
  Q4_0: encodeQ40,
  Q5_0: encodeQ50,
}

export function encodeTensor(type: TensorType, values: Float32Array): Uint8Array<ArrayBuffer> {
  const encode = Object.hasOwn(encoders, type.name) ? encoders[type.name] : undefined
  if (encode === undefined) {
    throw new LociError('MODEL_TYPE_UNSUPPORTED', `tensors of type ${type.name} are not written`, {
      hint: 'Write F32, F16, BF16, Q8_0, Q4_0 or Q5_0.',
      details: { type: type.name },
    })
  }
  const blockCount = values.length / type.blockElementCount
  assert(Number.isInteger(blockCount), `${values.length} values are whole blocks of ${type.name}`)
  const bytes = new Uint8Array(byteCountOf(type, values.length))
  const view = new DataView(bytes.buffer)
  for (let block = 0; block < blockCount; block += 1) {
    encode(values, block * type.blockElementCount, view, block * type.blockByteCount)
  }
  return bytes
}
