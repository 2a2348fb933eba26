/**
 * Weights as float32 from each tensor type: the reference that every kernel is compared with.
 *
 * Layouts are ggml's. Products of a half, a scale and a quant are exact in a double, so that the one rounding is the store into
 * float32, as in single-precision code. Types without a decoder here are MODEL_TYPE_UNSUPPORTED.
 */

import { LociError } from '../../errors.ts'
import { assert } from '../../stdx/assert.ts'
import { decodeBfloat, decodeHalf } from '../../stdx/half-float.ts'
import { decodeQ4K, decodeQ5K, decodeQ6K } from './decode-k-blocks.ts'
import type { TensorType } from './tensor-types.ts'

/** Decodes one block that begins at `from` into `into` at `to`. */
export type BlockDecoder = (bytes: DataView, from: number, into: Float32Array, to: number) => void

const decodeF32: BlockDecoder = (bytes, from, into, to) => {
  into[to] = bytes.getFloat32(from, true)
}

const decodeF16: BlockDecoder = (bytes, from, into, to) => {
  into[to] = decodeHalf(bytes.getUint16(from, true))
}

const decodeBF16: BlockDecoder = (bytes, from, into, to) => {
  into[to] = decodeBfloat(bytes.getUint16(from, true))
}

/** Scale (half), 32 signed bytes. */
const decodeQ80: BlockDecoder = (bytes, from, into, to) => {
  const scale = decodeHalf(bytes.getUint16(from, true))
  for (let at = 0; at < 32; at += 1) into[to + at] = scale * bytes.getInt8(from + 2 + at)
}

/** Scale (half), 16 bytes: element j in the low nibble of byte j, element j + 16 in the high one; 8 is zero. */
const decodeQ40: BlockDecoder = (bytes, from, into, to) => {
  const scale = decodeHalf(bytes.getUint16(from, true))
  for (let at = 0; at < 16; at += 1) {
    const pair = bytes.getUint8(from + 2 + at)
    into[to + at] = scale * ((pair & 15) - 8)
    into[to + at + 16] = scale * ((pair >>> 4) - 8)
  }
}

/** Scale (half), 32 fifth bits, 16 bytes as in Q4_0; 16 is zero. */
const decodeQ50: BlockDecoder = (bytes, from, into, to) => {
  const scale = decodeHalf(bytes.getUint16(from, true))
  const fifths = bytes.getUint32(from + 2, true)
  for (let at = 0; at < 16; at += 1) {
    const pair = bytes.getUint8(from + 6 + at)
    const low = (pair & 15) | (((fifths >>> at) & 1) << 4)
    const high = (pair >>> 4) | (((fifths >>> (at + 16)) & 1) << 4)
    into[to + at] = scale * (low - 16)
    into[to + at + 16] = scale * (high - 16)
  }
}

const decoders: Readonly<Record<string, BlockDecoder>> = {
  F32: decodeF32,
  F16: decodeF16,
  BF16: decodeBF16,
  Q8_0: decodeQ80,
  Q4_0: decodeQ40,
  Q5_0: decodeQ50,
  Q4_K: decodeQ4K,
  Q5_K: decodeQ5K,
  Q6_K: decodeQ6K,
}

export function isDecodable(type: TensorType): boolean {
  return Object.hasOwn(decoders, type.name)
}

/** All elements of whole blocks, in the order of the file. */
export function decodeTensor(type: TensorType, bytes: Uint8Array): Float32Array {
  const decode = Object.hasOwn(decoders, type.name) ? decoders[type.name] : undefined
  if (decode === undefined) {
    throw new LociError('MODEL_TYPE_UNSUPPORTED', `tensors of type ${type.name} are not decoded`, {
      details: { type: type.name },
    })
  }
  const blockCount = bytes.length / type.blockByteCount
  assert(Number.isInteger(blockCount), `${bytes.length} bytes are whole blocks of ${type.name}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const into = new Float32Array(blockCount * type.blockElementCount)
  for (let block = 0; block < blockCount; block += 1) {
    decode(view, block * type.blockByteCount, into, block * type.blockElementCount)
  }
  return into
}
