/**
 * AssemblyScript, not TypeScript: products of float32 rows. A column of sixteen rows is 64 bytes, the columns follow one another.
 *
 * A lane is a row, so that a row's sum grows column by column, alone: the same in any tile. One token at a time, or two that share
 * the loads of the weights.
 */

import {
  endGroup,
  firstGroup,
  GROUP_ROWS,
  matrixAt,
  outAt,
  outBytes,
  storeFour,
  tokenBytes,
  tokenCount,
  tokensAt,
  width,
} from './matrix-call'

function oneToken(weights: usize, x: usize, out: usize, row: usize): void {
  let a = f32x4.splat(0)
  let b = f32x4.splat(0)
  let c = f32x4.splat(0)
  let d = f32x4.splat(0)
  for (const end = x + 4 * width; x < end; x += 4) {
    const number = v128.load_splat<f32>(x)
    a = f32x4.add(a, f32x4.mul(v128.load(weights), number))
    b = f32x4.add(b, f32x4.mul(v128.load(weights, 16), number))
    c = f32x4.add(c, f32x4.mul(v128.load(weights, 32), number))
    d = f32x4.add(d, f32x4.mul(v128.load(weights, 48), number))
    weights += 64
  }
  storeFour(out, row, a)
  storeFour(out, row + 4, b)
  storeFour(out, row + 8, c)
  storeFour(out, row + 12, d)
}

function twoTokens(weights: usize, x: usize, out: usize, row: usize): void {
  let a = f32x4.splat(0)
  let b = f32x4.splat(0)
  let c = f32x4.splat(0)
  let d = f32x4.splat(0)
  let e = f32x4.splat(0)
  let f = f32x4.splat(0)
  let g = f32x4.splat(0)
  let h = f32x4.splat(0)
  let y = x + tokenBytes
  for (const end = x + 4 * width; x < end; x += 4) {
    const one = v128.load_splat<f32>(x)
    const two = v128.load_splat<f32>(y)
    const first = v128.load(weights)
    const second = v128.load(weights, 16)
    const third = v128.load(weights, 32)
    const fourth = v128.load(weights, 48)
    a = f32x4.add(a, f32x4.mul(first, one))
    b = f32x4.add(b, f32x4.mul(second, one))
    c = f32x4.add(c, f32x4.mul(third, one))
    d = f32x4.add(d, f32x4.mul(fourth, one))
    e = f32x4.add(e, f32x4.mul(first, two))
    f = f32x4.add(f, f32x4.mul(second, two))
    g = f32x4.add(g, f32x4.mul(third, two))
    h = f32x4.add(h, f32x4.mul(fourth, two))
    y += 4
    weights += 64
  }
  storeFour(out, row, a)
  storeFour(out, row + 4, b)
  storeFour(out, row + 8, c)
  storeFour(out, row + 12, d)
  const next = out + outBytes
  storeFour(next, row, e)
  storeFour(next, row + 4, f)
  storeFour(next, row + 8, g)
  storeFour(next, row + 12, h)
}

export function multiplyF32(): void {
  const groupBytes = GROUP_ROWS * width * 4
  for (let group = firstGroup(), end = endGroup(); group < end; group += 1) {
    const weights = matrixAt + group * groupBytes
    const row = group * GROUP_ROWS
    let token: usize = 0
    for (; token + 2 <= tokenCount; token += 2) {
      twoTokens(weights, tokensAt + token * tokenBytes, outAt + token * outBytes, row)
    }
    if (token < tokenCount) {
      oneToken(weights, tokensAt + token * tokenBytes, outAt + token * outBytes, row)
    }
  }
}
