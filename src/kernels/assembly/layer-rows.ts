/**
 * AssemblyScript: what happens to rows between matrices: RMSNorm, rotation, SwiGLU, additions, and the largest of the logits.
 *
 * Order of additions: four lanes, then `laneSum`, then what does not fill a vector, one by one. A strip is columns `from` to `to`
 * (in bytes here) of rows that lie `stride` bytes apart.
 */

import { exp1, exp4, laneSum } from './layer-exp'

export function norm(
  at: usize,
  rowCount: usize,
  width: usize,
  weightAt: usize,
  epsilon: f32,
  to: usize,
): void {
  const whole = (width & ~3) << 2
  const bytes = width << 2
  for (let row: usize = 0; row < rowCount; row += 1) {
    const from = at + row * bytes
    const into = to + row * bytes
    let squares = f32x4.splat(0)
    for (let i: usize = 0; i < whole; i += 16) {
      const x = v128.load(from + i)
      squares = f32x4.add(squares, f32x4.mul(x, x))
    }
    let sum = laneSum(squares)
    for (let i = whole; i < bytes; i += 4) {
      const x = load<f32>(from + i)
      sum += x * x
    }
    const scale: f32 = <f32>1 / sqrt<f32>(sum / <f32>width + epsilon)
    const scales = f32x4.splat(scale)
    for (let i: usize = 0; i < whole; i += 16) {
      const x = f32x4.mul(v128.load(from + i), scales)
      v128.store(into + i, f32x4.mul(x, v128.load(weightAt + i)))
    }
    for (let i = whole; i < bytes; i += 4) {
      store<f32>(into + i, load<f32>(from + i) * scale * load<f32>(weightAt + i))
    }
  }
}

/** `step` bytes lie between pairs, `apart` between the two of a pair; `heads` begin `headBytes` apart. */
export function rotate(
  at: usize,
  tokenCount: usize,
  stride: usize,
  headBytes: usize,
  headCount: usize,
  step: usize,
  apart: usize,
  pairCount: usize,
  tableAt: usize,
): void {
  for (let token: usize = 0; token < tokenCount; token += 1) {
    const table = tableAt + token * (pairCount << 3)
    for (let head: usize = 0; head < headCount; head += 1) {
      let first = at + token * stride + head * headBytes
      for (let pair: usize = 0; pair < pairCount; pair += 1) {
        const cosine = load<f32>(table + (pair << 3))
        const sine = load<f32>(table + (pair << 3), 4)
        const x = load<f32>(first)
        const y = load<f32>(first + apart)
        store<f32>(first, x * cosine - y * sine)
        store<f32>(first + apart, x * sine + y * cosine)
        first += step
      }
    }
  }
}

export function gate(
  at: usize,
  rowCount: usize,
  stride: usize,
  from: usize,
  to: usize,
  upAt: usize,
): void {
  const one = f32x4.splat(1)
  for (let row: usize = 0; row < rowCount; row += 1) {
    const base = at + row * stride
    const up = upAt + row * stride
    let i = from
    for (; i + 16 <= to; i += 16) {
      const x = v128.load(base + i)
      const silu = f32x4.div(x, f32x4.add(one, exp4(f32x4.neg(x))))
      v128.store(base + i, f32x4.mul(silu, v128.load(up + i)))
    }
    for (; i < to; i += 4) {
      const x = load<f32>(base + i)
      store<f32>(base + i, (x / (<f32>1 + exp1(-x))) * load<f32>(up + i))
    }
  }
}

/** `moreStride` is 0 where one row is added to all. */
export function add(
  at: usize,
  rowCount: usize,
  stride: usize,
  from: usize,
  to: usize,
  moreAt: usize,
  moreStride: usize,
): void {
  for (let row: usize = 0; row < rowCount; row += 1) {
    const base = at + row * stride
    const more = moreAt + row * moreStride
    let i = from
    for (; i + 16 <= to; i += 16) {
      v128.store(base + i, f32x4.add(v128.load(base + i), v128.load(more + i)))
    }
    for (; i < to; i += 4) store<f32>(base + i, load<f32>(base + i) + load<f32>(more + i))
  }
}

/** The lowest index of the largest number. */
export function argmax(at: usize, count: usize): usize {
  let best = f32x4.splat(-Infinity)
  let bestIndex = i32x4.splat(0)
  let index = i32x4(0, 1, 2, 3)
  const whole = count & ~3
  for (let i: usize = 0; i < whole; i += 4) {
    const x = v128.load(at + (i << 2))
    const isMore = f32x4.gt(x, best)
    best = v128.bitselect(x, best, isMore)
    bestIndex = v128.bitselect(index, bestIndex, isMore)
    index = i32x4.add(index, i32x4.splat(4))
  }
  let most = f32x4.extract_lane(best, 0)
  let found = i32x4.extract_lane(bestIndex, 0)
  for (let lane = 1; lane < 4; lane += 1) {
    best = v128.shuffle<i32>(best, best, 1, 2, 3, 0)
    bestIndex = v128.shuffle<i32>(bestIndex, bestIndex, 1, 2, 3, 0)
    const x = f32x4.extract_lane(best, 0)
    const other = i32x4.extract_lane(bestIndex, 0)
    if (x > most || (x === most && other < found)) {
      most = x
      found = other
    }
  }
  for (let i = whole; i < count; i += 1) {
    const x = load<f32>(at + (i << 2))
    if (x > most) {
      most = x
      found = <i32>i
    }
  }
  return <usize>found
}

/** The sum of exp(x - most), in double precision. */
export function expSum(at: usize, count: usize, most: f32): f64 {
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  const mosts = f32x4.splat(most)
  const whole = count & ~3
  for (let i: usize = 0; i < whole; i += 4) {
    const e = exp4(f32x4.sub(v128.load(at + (i << 2)), mosts))
    low = f64x2.add(low, f64x2.promote_low_f32x4(e))
    high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(e, e, 2, 3, 2, 3)))
  }
  let sum =
    f64x2.extract_lane(low, 0) +
    f64x2.extract_lane(low, 1) +
    (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1))
  for (let i = whole; i < count; i += 1) sum += <f64>exp1(load<f32>(at + (i << 2)) - most)
  return sum
}
