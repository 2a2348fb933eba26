/**
 * The layer operations over one memory, as plain TypeScript or through the compiled module: the same bits either way.
 *
 * Sums here are in single precision and in a fixed order, which is part of the contract; exp is a polynomial of its own (`exp32.ts`).
 */

import { ATTENTION_TILE, type AttentionCall, type LayerOps, type Strip } from '../engine-ops.ts'
import { encodeRow } from './cache-types.ts'
import { attendReference } from './reference-attention.ts'
import { createReferenceRows } from './reference-rows.ts'

/** What the compiled module exports for layers; arguments are bytes unless they are counts. */
export interface LayerExports {
  norm(...numbers: readonly number[]): void
  rotate(...numbers: readonly number[]): void
  gate(...numbers: readonly number[]): void
  add(...numbers: readonly number[]): void
  storeHeads(...numbers: readonly number[]): void
  argmax(at: number, count: number): number
  expSum(at: number, count: number, most: number): number
  attendShape(...numbers: readonly number[]): void
  attendCache(...numbers: readonly number[]): void
  attend(...numbers: readonly number[]): void
}

type AttentionShape = Pick<AttentionCall, 'headCount' | 'kvHeadCount' | 'keyLength' | 'valueLength'>

/** What `attend` needs of one thread: scores of a tile, two numbers a query, a widened tile. */
export function attentionScratchBytes(shape: AttentionShape, tokenCount: number): number {
  const queries = tokenCount * (shape.headCount / shape.kvHeadCount)
  return 4 * (ATTENTION_TILE * (1 + shape.keyLength + shape.valueLength) + 2 * queries)
}

export function createReferenceLayerOps(memory: WebAssembly.Memory): LayerOps {
  const bytes = new DataView(memory.buffer)
  const floats = new Float32Array(memory.buffer)
  return {
    ...createReferenceRows(memory),
    store: ({ type, at, headCount, length, to, headBytes }) => {
      for (let head = 0; head < headCount; head += 1) {
        const from = at / 4 + head * length
        encodeRow(type, floats.subarray(from, from + length), bytes, to + head * headBytes)
      }
    },
    attend: (call) => attendReference(bytes, call),
  }
}

const cacheTypeNumbers = { f32: 0, f16: 1, q8_0: 2 } as const

/** Heads of one head of keys at a time. */
function attend(simd: LayerExports, call: AttentionCall): void {
  const { headCount, kvHeadCount, keyLength, valueLength, headTo, massAt } = call
  const groupSize = headCount / kvHeadCount
  const positionCount = call.start + call.tokenCount
  simd.attendShape(call.blockTokenCount, headCount, kvHeadCount, keyLength, valueLength)
  const type = cacheTypeNumbers[call.kvType]
  const isByHead = Number(call.order === 'heads')
  simd.attendCache(type, call.keysAt, call.valuesAt, call.tableAt, isByHead)
  for (let from = call.headFrom; from < headTo; ) {
    const to = Math.min(headTo, from - (from % groupSize) + groupSize)
    const mass = massAt === null ? 0 : massAt + 4 * from * positionCount
    const { queryAt, tokenCount, start, outAt, scratchAt } = call
    simd.attend(queryAt, tokenCount, start, from, to, outAt, scratchAt, mass)
    from = to
  }
}

function stripBytes({
  at,
  rowCount,
  stride,
  from,
  to,
}: Strip): [number, number, number, number, number] {
  return [at, rowCount, 4 * stride, 4 * from, 4 * to]
}

export function createSimdLayerOps(memory: WebAssembly.Memory, simd: LayerExports): LayerOps {
  const floats = new Float32Array(memory.buffer)
  return {
    norm: ({ at, rowCount, width, weightAt, epsilon, to }) =>
      simd.norm(at, rowCount, width, weightAt, epsilon, to),
    rotate: ({ at, stride, keyLength, headFrom, headTo, pairCount, ...call }) => {
      const [step, apart] = call.pairing === 'neighbours' ? [8, 4] : [4, 4 * pairCount]
      const [from, headBytes] = [at + 4 * headFrom * keyLength, 4 * keyLength]
      const heads = [4 * stride, headBytes, headTo - headFrom]
      simd.rotate(from, call.tokenCount, ...heads, step, apart, pairCount, call.tableAt)
    },
    store: ({ type, at, headCount, length, to, headBytes }) =>
      simd.storeHeads(cacheTypeNumbers[type], at, headCount, length, to, headBytes),
    attend: (call) => attend(simd, call),
    gate: (strip, upAt) => simd.gate(...stripBytes(strip), upAt),
    add: (strip, moreAt) => simd.add(...stripBytes(strip), moreAt, 4 * strip.stride),
    addToRows: (strip, biasAt) => simd.add(...stripBytes(strip), biasAt, 0),
    argmax: (at, count) => simd.argmax(at, count),
    logSumExp: (at, count) => {
      const most = floats[at / 4 + simd.argmax(at, count)]!
      return most + Math.log(simd.expSum(at, count, most))
    },
  }
}
