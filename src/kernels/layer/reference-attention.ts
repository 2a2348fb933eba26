/**
 * Causal attention with online softmax over a paged cache, in plain TypeScript: the steps of assembly/layer-attention.ts.
 *
 * Each query goes through tiles of 16 positions that begin at multiples of 16, in order, and keeps the largest score and the sum of
 * shares so far. What a query gets depends on its own position and the cache alone.
 */

import { ATTENTION_TILE, type AttentionCall } from '../engine-ops.ts'
import { cacheBytes, decodeRow } from './cache-types.ts'
import { exp32, laneSum } from './exp32.ts'

const { fround } = Math

interface QueryState {
  readonly query: Float32Array
  readonly out: Float32Array
  most: number
  sum: number
}

/** Keys and values of one head at one tile. */
interface Tile {
  readonly keys: readonly Float32Array[]
  readonly values: readonly Float32Array[]
}

function openTile(bytes: DataView, call: AttentionCall, kvHead: number, tile: number): Tile {
  const { blockTokenCount, kvHeadCount, keyLength, valueLength, kvType } = call
  const place = Math.floor(tile / blockTokenCount)
  const block = bytes.getUint32(call.tableAt + 4 * place, true)
  const row = tile % blockTokenCount
  const isByHead = call.order === 'heads'
  const first = isByHead
    ? (block * kvHeadCount + kvHead) * blockTokenCount + row
    : (block * blockTokenCount + row) * kvHeadCount + kvHead
  const step = isByHead ? 1 : kvHeadCount
  const rows = (at: number, length: number): Float32Array[] =>
    Array.from({ length: ATTENTION_TILE }, (_, index) => {
      const row = new Float32Array(length)
      const from = (first + index * step) * cacheBytes(kvType, length)
      decodeRow(kvType, bytes, at + from, row)
      return row
    })
  return { keys: rows(call.keysAt, keyLength), values: rows(call.valuesAt, valueLength) }
}

function product(a: Float32Array, b: Float32Array): number {
  const lanes = new Float32Array(4)
  const whole = a.length & ~3
  for (let at = 0; at < whole; at += 1) lanes[at & 3]! += fround(a[at]! * b[at]!)
  let sum = laneSum(lanes)
  for (let at = whole; at < a.length; at += 1) sum = fround(sum + fround(a[at]! * b[at]!))
  return sum
}

/** (TILE) of which the first `count` are meant, into shares; the correction of what came before. */
function soften(scores: Float32Array, count: number, state: QueryState): number {
  const most = scores.subarray(0, count).reduce((a, b) => Math.max(a, b), state.most)
  for (let at = 0; at < scores.length; at += 1) {
    scores[at] = at < count ? exp32(fround(scores[at]! - most)) : 0
  }
  const lanes = new Float32Array(4)
  for (let lane = 0; lane < 4; lane += 1) {
    const low = fround(scores[lane]! + scores[4 + lane]!)
    lanes[lane] = low + fround(scores[8 + lane]! + scores[12 + lane]!)
  }
  const correction = exp32(fround(state.most - most))
  state.most = most
  state.sum = fround(fround(state.sum * correction) + laneSum(lanes))
  return correction
}

function meet(state: QueryState, tile: Tile, count: number, scale: number): Float32Array {
  const scores = new Float32Array(ATTENTION_TILE)
  for (let at = 0; at < count; at += 1) {
    scores[at] = fround(product(state.query, tile.keys[at]!) * scale)
  }
  const raw = scores.slice(0, count)
  const correction = soften(scores, count, state)
  for (let index = 0; index < state.out.length; index += 1) {
    let sum = fround(state.out[index]! * correction)
    for (let at = 0; at < count; at += 1) {
      sum = fround(sum + fround(scores[at]! * tile.values[at]![index]!))
    }
    state.out[index] = sum
  }
  return raw
}

/** One query of one head through all its tiles. */
function attendOne(bytes: DataView, call: AttentionCall, token: number, head: number): void {
  const { headCount, kvHeadCount, keyLength, valueLength, start, tokenCount } = call
  const { buffer } = bytes
  const kvHead = Math.floor(head / (headCount / kvHeadCount))
  const scale = fround(1 / fround(Math.sqrt(keyLength)))
  const from = call.queryAt + 4 * (token * headCount + head) * keyLength
  const to = call.outAt + 4 * (token * headCount + head) * valueLength
  const state: QueryState = {
    query: new Float32Array(buffer, from, keyLength),
    out: new Float32Array(buffer, to, valueLength).fill(0),
    most: Number.NEGATIVE_INFINITY,
    sum: 0,
  }
  const positionCount = start + token + 1
  const isMeasured = call.massAt !== null && token === tokenCount - 1
  const mass = new Float32Array(isMeasured ? positionCount : 0)
  for (let tile = 0; tile < positionCount; tile += ATTENTION_TILE) {
    const count = Math.min(ATTENTION_TILE, positionCount - tile)
    const scores = meet(state, openTile(bytes, call, kvHead, tile), count, scale)
    if (isMeasured) mass.set(scores, tile)
  }
  for (let index = 0; index < valueLength; index += 1) state.out[index]! /= state.sum
  if (call.massAt === null || !isMeasured) return
  const shares = new Float32Array(buffer, call.massAt + 4 * head * positionCount, positionCount)
  for (const [at, score] of mass.entries()) {
    shares[at] = exp32(fround(score - state.most)) / state.sum
  }
}

export function attendReference(bytes: DataView, call: AttentionCall): void {
  for (let token = 0; token < call.tokenCount; token += 1) {
    for (let head = call.headFrom; head < call.headTo; head += 1) {
      attendOne(bytes, call, token, head)
    }
  }
}
