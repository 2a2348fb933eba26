/**
 * AssemblyScript: causal attention with online softmax over a paged cache.
 *
 * Goes tile by tile of 16 positions that begin at multiples of 16, so that what a query gets does not depend on how its block lies,
 * on other queries or on when it came. A tile in a narrow type is widened once for all queries of its head. Between tiles a query keeps
 * the largest score and the sum of shares (`state`, two floats) and its unfinished output, in the place of the output. The same
 * steps stand in layer/reference-attention.ts.
 */

import { halfMix, halfProducts } from './layer-attention-half'
import { loadBytes, loadHalf } from './layer-cache-types'
import { exp1, exp4, laneSum, laneSums } from './layer-exp'

const TILE: usize = 16
const TILE_BYTES: usize = 64

// Of the call: set by attendShape and attendCache, which are called before.
let blockTokenCount: usize = 0
let headCount: usize = 0
let kvHeadCount: usize = 0
let keyLength: usize = 0
let valueLength: usize = 0
/** 0: float32, 1: half, 2: Q8_0. */
let kvType: i32 = 0
let isByHead: bool = false
let keysAt: usize = 0
let valuesAt: usize = 0
let tableAt: usize = 0
// Of the tile that is open, and where its scores are kept (0: nowhere).
let tileKeys: usize = 0
let tileValues: usize = 0
let tileKeyStride: usize = 0
let tileValueStride: usize = 0
let massAt: usize = 0
/** One query meets each tile of halves: they are not widened before. */
let isLoneHalf: bool = false

export function attendShape(
  blockTokens: usize,
  heads: usize,
  kvHeads: usize,
  keys: usize,
  values: usize,
): void {
  blockTokenCount = blockTokens
  headCount = heads
  kvHeadCount = kvHeads
  keyLength = keys
  valueLength = values
}

/** `headRows`: a block has all rows of a head side by side. */
export function attendCache(
  type: i32,
  keys: usize,
  values: usize,
  table: usize,
  headRows: bool,
): void {
  kvType = type
  isByHead = headRows
  keysAt = keys
  valuesAt = values
  tableAt = table
}

function rowBytes(length: usize): usize {
  if (kvType === 0) return length << 2
  if (kvType === 1) return length << 1
  return (length >> 5) * 34
}

/** Rows of one head of a tile, widened; `stride` bytes lie between two positions. */
function widen(from: usize, stride: usize, count: usize, length: usize, to: usize): void {
  for (let i: usize = 0; i < count; i += 1) {
    if (kvType === 1) loadHalf(from + i * stride, length, to + i * (length << 2))
    else loadBytes(from + i * stride, length, to + i * (length << 2))
  }
}

function dot(a: usize, b: usize): f32 {
  const whole = (keyLength & ~3) << 2
  const bytes = keyLength << 2
  let sums = f32x4.splat(0)
  for (let i: usize = 0; i < whole; i += 16) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(a + i), v128.load(b + i)))
  }
  let sum = laneSum(sums)
  for (let i = whole; i < bytes; i += 4) sum += load<f32>(a + i) * load<f32>(b + i)
  return sum
}

/** Products of a query with `count` keys; keys of a width that fills vectors go four at a time, with the same sums. */
function products(query: usize, keys: usize, stride: usize, count: usize, to: usize): void {
  let i: usize = 0
  const bytes = keyLength << 2
  if ((keyLength & 3) === 0) {
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
        sumA = f32x4.add(sumA, f32x4.mul(q, v128.load(a + j)))
        sumB = f32x4.add(sumB, f32x4.mul(q, v128.load(b + j)))
        sumC = f32x4.add(sumC, f32x4.mul(q, v128.load(c + j)))
        sumD = f32x4.add(sumD, f32x4.mul(q, v128.load(d + j)))
      }
      v128.store(to + (i << 2), laneSums(sumA, sumB, sumC, sumD))
    }
  }
  for (; i < count; i += 1) store<f32>(to + (i << 2), dot(query, keys + i * stride))
}

/** out = out * correction + shares · values. */
function mix(
  values: usize,
  stride: usize,
  count: usize,
  shares: usize,
  correction: f32,
  out: usize,
): void {
  const bytes = valueLength << 2
  const corrections = f32x4.splat(correction)
  let i: usize = 0
  for (; i + 64 <= bytes; i += 64) {
    let a = f32x4.mul(v128.load(out + i), corrections)
    let b = f32x4.mul(v128.load(out + i, 16), corrections)
    let c = f32x4.mul(v128.load(out + i, 32), corrections)
    let d = f32x4.mul(v128.load(out + i, 48), corrections)
    let row = values + i
    for (let j: usize = 0; j < count; j += 1) {
      const share = v128.load32_splat(shares + (j << 2))
      a = f32x4.add(a, f32x4.mul(share, v128.load(row)))
      b = f32x4.add(b, f32x4.mul(share, v128.load(row, 16)))
      c = f32x4.add(c, f32x4.mul(share, v128.load(row, 32)))
      d = f32x4.add(d, f32x4.mul(share, v128.load(row, 48)))
      row += stride
    }
    v128.store(out + i, a)
    v128.store(out + i, b, 16)
    v128.store(out + i, c, 32)
    v128.store(out + i, d, 48)
  }
  for (; i + 16 <= bytes; i += 16) {
    let a = f32x4.mul(v128.load(out + i), corrections)
    let row = values + i
    for (let j: usize = 0; j < count; j += 1) {
      a = f32x4.add(a, f32x4.mul(v128.load32_splat(shares + (j << 2)), v128.load(row)))
      row += stride
    }
    v128.store(out + i, a)
  }
  for (; i < bytes; i += 4) {
    let a = load<f32>(out + i) * correction
    for (let j: usize = 0; j < count; j += 1) {
      a += load<f32>(shares + (j << 2)) * load<f32>(values + i + j * stride)
    }
    store<f32>(out + i, a)
  }
}

/** Scores of 16 in `scores` become shares of what the state has seen so far; what is past `count` counts for nothing. */
function soften(scores: usize, count: usize, state: usize): f32 {
  for (let i = count; i < TILE; i += 1) store<f32>(scores + (i << 2), -Infinity)
  const a = v128.load(scores)
  const b = v128.load(scores, 16)
  const c = v128.load(scores, 32)
  const d = v128.load(scores, 48)
  let tops = f32x4.max(f32x4.max(a, b), f32x4.max(c, d))
  tops = f32x4.max(tops, v128.shuffle<i32>(tops, tops, 2, 3, 0, 1))
  tops = f32x4.max(tops, v128.shuffle<i32>(tops, tops, 1, 0, 3, 2))
  const before = load<f32>(state)
  const most = max<f32>(before, f32x4.extract_lane(tops, 0))
  const mosts = f32x4.splat(most)
  v128.store(scores, exp4(f32x4.sub(a, mosts)))
  v128.store(scores, exp4(f32x4.sub(b, mosts)), 16)
  v128.store(scores, exp4(f32x4.sub(c, mosts)), 32)
  v128.store(scores, exp4(f32x4.sub(d, mosts)), 48)
  for (let i = count; i < TILE; i += 1) store<f32>(scores + (i << 2), 0)
  const low = f32x4.add(v128.load(scores), v128.load(scores, 16))
  const high = f32x4.add(v128.load(scores, 32), v128.load(scores, 48))
  const correction = exp1(before - most)
  store<f32>(state, most)
  store<f32>(state, load<f32>(state, 4) * correction + laneSum(f32x4.add(low, high)), 4)
  return correction
}

function finish(state: usize, out: usize): void {
  const bytes = valueLength << 2
  const sum = load<f32>(state, 4)
  const sums = f32x4.splat(sum)
  let i: usize = 0
  for (; i + 16 <= bytes; i += 16) v128.store(out + i, f32x4.div(v128.load(out + i), sums))
  for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(out + i) / sum)
}

function begin(state: usize, out: usize): void {
  store<f32>(state, -Infinity)
  store<f32>(state, 0, 4)
  memory.fill(out, 0, valueLength << 2)
}

/** One query with the tile: `count` positions of it. */
function meet(query: usize, count: usize, scratch: usize, state: usize, out: usize): void {
  const scale = f32x4.splat(<f32>1 / sqrt<f32>(<f32>keyLength))
  if (isLoneHalf) halfProducts(query, keyLength << 2, tileKeys, tileKeyStride, count, scratch)
  else products(query, tileKeys, tileKeyStride, count, scratch)
  v128.store(scratch, f32x4.mul(v128.load(scratch), scale))
  v128.store(scratch, f32x4.mul(v128.load(scratch, 16), scale), 16)
  v128.store(scratch, f32x4.mul(v128.load(scratch, 32), scale), 32)
  v128.store(scratch, f32x4.mul(v128.load(scratch, 48), scale), 48)
  if (massAt !== 0) memory.copy(massAt, scratch, count << 2)
  const correction = soften(scratch, count, state)
  if (isLoneHalf) {
    halfMix(tileValues, tileValueStride, count, scratch, correction, out, valueLength << 2)
  } else {
    mix(tileValues, tileValueStride, count, scratch, correction, out)
  }
}

/** Finds a tile of one head of keys, widened where its type is narrow. */
function openTile(tile: usize, kvHead: usize, count: usize, wideAt: usize): void {
  const keyBytes = rowBytes(keyLength)
  const valueBytes = rowBytes(valueLength)
  const block = <usize>load<u32>(tableAt + ((tile / blockTokenCount) << 2))
  const row = tile % blockTokenCount
  const place = isByHead
    ? (block * kvHeadCount + kvHead) * blockTokenCount + row
    : (block * blockTokenCount + row) * kvHeadCount + kvHead
  const rowStep: usize = isByHead ? 1 : kvHeadCount
  tileKeys = keysAt + place * keyBytes
  tileValues = valuesAt + place * valueBytes
  tileKeyStride = rowStep * keyBytes
  tileValueStride = rowStep * valueBytes
  if (kvType === 0 || isLoneHalf) return
  const wideValues = wideAt + ((TILE * keyLength) << 2)
  widen(tileKeys, tileKeyStride, count, keyLength, wideAt)
  widen(tileValues, tileValueStride, count, valueLength, wideValues)
  tileKeys = wideAt
  tileValues = wideValues
  tileKeyStride = keyLength << 2
  tileValueStride = valueLength << 2
}

/**
 * Heads `headFrom` to `headTo`, which share one head of keys. Scratch: 16 scores, states (tokenCount * heads * 2), then a widened tile of
 * keys and one of values. `massesAt`: (headTo - headFrom, positions) scores of the last query, or 0.
 */
export function attend(
  queryAt: usize,
  tokenCount: usize,
  start: usize,
  headFrom: usize,
  headTo: usize,
  outAt: usize,
  scratchAt: usize,
  massesAt: usize,
): void {
  const heads = headTo - headFrom
  const kvHead = headFrom / (headCount / kvHeadCount)
  const queryStride = (headCount * keyLength) << 2
  const outStride = (headCount * valueLength) << 2
  const states = scratchAt + TILE_BYTES
  const wideAt = states + ((tokenCount * heads) << 3)
  const positionCount = start + tokenCount
  const isWhole = (keyLength & 3) === 0 && (valueLength & 15) === 0
  isLoneHalf = kvType === 1 && heads === 1 && tokenCount === 1 && isWhole
  queryAt += (headFrom * keyLength) << 2
  outAt += (headFrom * valueLength) << 2
  for (let tile: usize = 0; tile < positionCount; tile += TILE) {
    const tileCount = min<usize>(TILE, positionCount - tile)
    openTile(tile, kvHead, tileCount, wideAt)
    for (let token = tile > start ? tile - start : 0; token < tokenCount; token += 1) {
      const count = min<usize>(tileCount, start + token + 1 - tile)
      const isLastToken = token === tokenCount - 1
      for (let head: usize = 0; head < heads; head += 1) {
        const query = queryAt + token * queryStride + ((head * keyLength) << 2)
        const out = outAt + token * outStride + ((head * valueLength) << 2)
        const state = states + ((token * heads + head) << 3)
        if (tile === 0) begin(state, out)
        massAt = 0
        if (massesAt !== 0 && isLastToken) massAt = massesAt + ((head * positionCount + tile) << 2)
        meet(query, count, scratchAt, state, out)
        if (start + token < tile + TILE) finish(state, out)
      }
    }
  }
  if (massesAt === 0) return
  for (let head: usize = 0; head < heads; head += 1) {
    shareOut(states + (((tokenCount - 1) * heads + head) << 3), massesAt, head, positionCount)
  }
}

/** Scores of a head become what each position got. */
function shareOut(state: usize, massesAt: usize, head: usize, positionCount: usize): void {
  const most = load<f32>(state)
  const sum = load<f32>(state, 4)
  const from = massesAt + ((head * positionCount) << 2)
  for (let i: usize = 0; i < positionCount; i += 1) {
    store<f32>(from + (i << 2), exp1(load<f32>(from + (i << 2)) - most) / sum)
  }
}
