/**
 * Blocks of 32 weights out of the bytes of each quantised GGUF type: whole numbers, scales and a minimum, with nothing rounded.
 *
 * weight = scale * number - minimum. Numbers are -128 to 127 where a kind keeps 8 bits, 0 to 15 where it keeps 4 (and 8 is meant as
 * zero without a minimum). A half times a scale of 8 bits or fewer is exact in float32. Layouts are ggml's, as in `decode-tensor.ts`,
 * which computes weights instead, so that the two check each other.
 */

import { decodeHalf } from '../../stdx/half-float.ts'
import { SIX_BIT_SCALES_BYTES, sixBitMinimum, sixBitScale } from './six-bit-scales.ts'

/** One block, used again and again. */
export interface WeightBlock {
  readonly numbers: Int16Array
  /** Of the first and the second 16; equal where a type has one for 32. */
  readonly scales: Float32Array
  minimum: number
}

export interface BlockReader {
  /** Blocks of 32 in one of the file's, and bytes of that. */
  readonly blockCount: 1 | 8
  readonly byteCount: number
  /** Block `index` of the file's block that begins at `from`. */
  read(bytes: DataView, from: number, index: number, into: WeightBlock): void
}

export function createWeightBlock(): WeightBlock {
  return { numbers: new Int16Array(32), scales: new Float32Array(2), minimum: 0 }
}

const q80: BlockReader = {
  blockCount: 1,
  byteCount: 34,
  read(bytes, from, _index, into) {
    into.scales.fill(decodeHalf(bytes.getUint16(from, true)))
    for (let at = 0; at < 32; at += 1) into.numbers[at] = bytes.getInt8(from + 2 + at)
  },
}

const q40: BlockReader = {
  blockCount: 1,
  byteCount: 18,
  read(bytes, from, _index, into) {
    into.scales.fill(decodeHalf(bytes.getUint16(from, true)))
    for (let at = 0; at < 16; at += 1) {
      const two = bytes.getUint8(from + 2 + at)
      into.numbers[at] = two & 15
      into.numbers[at + 16] = two >>> 4
    }
  },
}

const q50: BlockReader = {
  blockCount: 1,
  byteCount: 22,
  read(bytes, from, _index, into) {
    into.scales.fill(decodeHalf(bytes.getUint16(from, true)))
    const fifths = bytes.getUint32(from + 2, true)
    for (let at = 0; at < 16; at += 1) {
      const two = bytes.getUint8(from + 6 + at)
      into.numbers[at] = ((two & 15) | (((fifths >>> at) & 1) << 4)) - 16
      into.numbers[at + 16] = ((two >>> 4) | (((fifths >>> (at + 16)) & 1) << 4)) - 16
    }
  },
}

/** Bytes before the quants of Q4_K: d, dmin and the scales. */
const K_HEAD_BYTES = 4 + SIX_BIT_SCALES_BYTES

function readSixBitScales(bytes: DataView, from: number, index: number, into: WeightBlock): void {
  const d = decodeHalf(bytes.getUint16(from, true))
  const dmin = decodeHalf(bytes.getUint16(from + 2, true))
  into.scales.fill(d * sixBitScale(bytes, from + 4, index))
  into.minimum = dmin * sixBitMinimum(bytes, from + 4, index)
}

const q4K: BlockReader = {
  blockCount: 8,
  byteCount: 144,
  read(bytes, from, index, into) {
    readSixBitScales(bytes, from, index, into)
    const group = from + K_HEAD_BYTES + (index >>> 1) * 32
    const shift = (index & 1) * 4
    for (let at = 0; at < 32; at += 1) {
      into.numbers[at] = (bytes.getUint8(group + at) >>> shift) & 15
    }
  },
}

const q5K: BlockReader = {
  blockCount: 8,
  byteCount: 176,
  read(bytes, from, index, into) {
    readSixBitScales(bytes, from, index, into)
    const fifths = from + K_HEAD_BYTES
    const group = fifths + 32 + (index >>> 1) * 32
    const shift = (index & 1) * 4
    for (let at = 0; at < 32; at += 1) {
      const fifth = (bytes.getUint8(fifths + at) >>> index) & 1
      into.numbers[at] = ((bytes.getUint8(group + at) >>> shift) & 15) | (fifth << 4)
    }
  },
}

const q6K: BlockReader = {
  blockCount: 8,
  byteCount: 210,
  read(bytes, from, index, into) {
    const half = index >>> 2
    const run = index & 3
    const low = from + half * 64 + (run & 1) * 32
    const high = from + 128 + half * 32
    const shift = (run >>> 1) * 4
    for (let at = 0; at < 32; at += 1) {
      const four = (bytes.getUint8(low + at) >>> shift) & 15
      const two = (bytes.getUint8(high + at) >>> (run * 2)) & 3
      into.numbers[at] = (four | (two << 4)) - 32
    }
    const d = decodeHalf(bytes.getUint16(from + 208, true))
    into.scales[0] = d * bytes.getInt8(from + 192 + index * 2)
    into.scales[1] = d * bytes.getInt8(from + 193 + index * 2)
  },
}

/** By the names of GGUF's tensor types. */
export const blockReaders: Readonly<Record<string, BlockReader>> = {
  Q8_0: q80,
  Q4_0: q40,
  Q5_0: q50,
  Q4_K: q4K,
  Q5_K: q5K,
  Q6_K: q6K,
}
