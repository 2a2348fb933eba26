/**
 * Rows of float32 in the types of the cache and back: the steps of assembly/layer-cache-types.ts.
 *
 * F16 rounds to nearest even and keeps within the finite halves, because one infinity among the keys would make every later answer of
 * the sequence NaN. Q8_0 is ggml's: a half and 32 signed bytes a block.
 */

import { encodeHalf } from '../../stdx/half-float.ts'

export type CacheType = 'f32' | 'f16' | 'q8_0'

const { fround } = Math
const BLOCK_ELEMENTS = 32
const BLOCK_BYTES = 34
const HALF_MAX = 0x7bff

const word = new Uint32Array(1)
const single = new Float32Array(word.buffer)

/** Bytes of `count` elements; of Q8_0 whole blocks. */
export function cacheBytes(type: CacheType, count: number): number {
  if (type === 'f32') return 4 * count
  if (type === 'f16') return 2 * count
  return (count / BLOCK_ELEMENTS) * BLOCK_BYTES
}

function halfOf(value: number): number {
  const bits = encodeHalf(value)
  return (bits & 0x7fff) > HALF_MAX ? (bits & 0x8000) | HALF_MAX : bits
}

function floatOf(half: number): number {
  word[0] = (half & 0x7fff) << 13
  const magnitude = single[0]! * 2 ** 112
  return half & 0x8000 ? -magnitude : magnitude
}

export function encodeRow(type: CacheType, from: Float32Array, bytes: DataView, to: number): void {
  if (type === 'q8_0') {
    encodeBlocks(from, bytes, to)
    return
  }
  for (const [at, value] of from.entries()) {
    if (type === 'f32') bytes.setFloat32(to + 4 * at, value, true)
    else bytes.setUint16(to + 2 * at, halfOf(value), true)
  }
}

function encodeBlocks(from: Float32Array, bytes: DataView, to: number): void {
  for (let at = 0; at < from.length; at += BLOCK_ELEMENTS) {
    const block = from.subarray(at, at + BLOCK_ELEMENTS)
    const most = block.reduce((soFar, value) => Math.max(soFar, Math.abs(value)), 0)
    const scale = fround(most / 127)
    const over = scale === 0 ? 0 : fround(1 / scale)
    const into = to + cacheBytes('q8_0', at)
    bytes.setUint16(into, halfOf(scale), true)
    for (const [index, value] of block.entries()) {
      const share = fround(value * over)
      const level = Math.min(127, Math.floor(Math.abs(share) + 0.5))
      bytes.setInt8(into + 2 + index, share < 0 ? -level : level)
    }
  }
}

export function decodeRow(
  type: CacheType,
  bytes: DataView,
  from: number,
  into: Float32Array,
): void {
  if (type === 'q8_0') {
    decodeBlocks(bytes, from, into)
    return
  }
  for (let at = 0; at < into.length; at += 1) {
    into[at] =
      type === 'f32'
        ? bytes.getFloat32(from + 4 * at, true)
        : floatOf(bytes.getUint16(from + 2 * at, true))
  }
}

function decodeBlocks(bytes: DataView, from: number, into: Float32Array): void {
  for (let at = 0; at < into.length; at += 1) {
    const block = from + cacheBytes('q8_0', at - (at % BLOCK_ELEMENTS))
    const scale = floatOf(bytes.getUint16(block, true))
    into[at] = scale * bytes.getInt8(block + 2 + (at % BLOCK_ELEMENTS))
  }
}
