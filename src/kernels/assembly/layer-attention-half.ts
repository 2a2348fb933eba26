/**
 * AssemblyScript: products with keys and mixtures of values that lie as halves, for a tile that only one query meets.
 *
 * Widening a tile first pays when several queries read it; for one, the halves are widened in registers. The numbers and their order
 * are those of layer-attention.ts.
 */

import { fourHalves } from './layer-cache-types'
import { laneSum, laneSums } from './layer-exp'

function dot(query: usize, keys: usize, bytes: usize): f32 {
  let sums = f32x4.splat(0)
  for (let j: usize = 0; j < bytes; j += 16) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(query + j), fourHalves(keys + (j >> 1))))
  }
  return laneSum(sums)
}

/** `bytes` of a query in float32, whole vectors. */
export function halfProducts(
  query: usize,
  bytes: usize,
  keys: usize,
  stride: usize,
  count: usize,
  to: usize,
): void {
  let i: usize = 0
  for (; i + 4 <= count; i += 4) {
    const a = keys + i * stride
    const b = a + stride
    const c = b + stride
    const d = c + stride
    let sumA = f32x4.splat(0)
    let sumB = f32x4.splat(0)
    let sumC = f32x4.splat(0)
    let sumD = f32x4.splat(0)
    for (let j: usize = 0; j < bytes; j += 16) {
      const q = v128.load(query + j)
      const at = j >> 1
      sumA = f32x4.add(sumA, f32x4.mul(q, fourHalves(a + at)))
      sumB = f32x4.add(sumB, f32x4.mul(q, fourHalves(b + at)))
      sumC = f32x4.add(sumC, f32x4.mul(q, fourHalves(c + at)))
      sumD = f32x4.add(sumD, f32x4.mul(q, fourHalves(d + at)))
    }
    v128.store(to + (i << 2), laneSums(sumA, sumB, sumC, sumD))
  }
  for (; i < count; i += 1) store<f32>(to + (i << 2), dot(query, keys + i * stride, bytes))
}

/** `bytes` of the output in float32, whole runs of 64. */
export function halfMix(
  values: usize,
  stride: usize,
  count: usize,
  shares: usize,
  correction: f32,
  out: usize,
  bytes: usize,
): void {
  const corrections = f32x4.splat(correction)
  for (let i: usize = 0; i < bytes; i += 64) {
    let a = f32x4.mul(v128.load(out + i), corrections)
    let b = f32x4.mul(v128.load(out + i, 16), corrections)
    let c = f32x4.mul(v128.load(out + i, 32), corrections)
    let d = f32x4.mul(v128.load(out + i, 48), corrections)
    let row = values + (i >> 1)
    for (let j: usize = 0; j < count; j += 1) {
      const share = v128.load32_splat(shares + (j << 2))
      a = f32x4.add(a, f32x4.mul(share, fourHalves(row)))
      b = f32x4.add(b, f32x4.mul(share, fourHalves(row + 8)))
      c = f32x4.add(c, f32x4.mul(share, fourHalves(row + 16)))
      d = f32x4.add(d, f32x4.mul(share, fourHalves(row + 24)))
      row += stride
    }
    v128.store(out + i, a)
    v128.store(out + i, b, 16)
    v128.store(out + i, c, 32)
    v128.store(out + i, d, 48)
  }
}
