/**
 * Vectors as bytes for the store, and back.
 *
 * A row is its float32 numbers, little-endian; null (no meaning) is no bytes. Token states are int8 with one scale a token: uint32 count,
 * ids int32 (count), scales float32 (count), rows int8 (count, dimensions); 384 dimensions and 30 tokens are 11.8 kB instead of 46.
 * Invariant: what does not have the length that its dimensions ask for is decoded as null, never as other numbers.
 */

import type { Embedding, TokenStates } from '../../model/embedder.ts'

const HEAD_BYTES = 4
const ID_BYTES = 4
const SCALE_BYTES = 4
const INT8_MAX = 127

export function encodeRow(row: Embedding): Uint8Array {
  if (row === null) return new Uint8Array(0)
  return new Uint8Array(row.buffer, row.byteOffset, row.byteLength).slice()
}

export function decodeRow(bytes: Uint8Array, dimensions: number): Embedding {
  if (bytes.length !== dimensions * Float32Array.BYTES_PER_ELEMENT) return null
  // A copy of its own: what comes from a driver need not begin at a multiple of four.
  return new Float32Array(bytes.slice().buffer)
}

export function encodeTokens({ ids, states }: TokenStates, dimensions: number): Uint8Array {
  const count = ids.length
  const scalesStart = HEAD_BYTES + ID_BYTES * count
  const rowsStart = scalesStart + SCALE_BYTES * count
  const buffer = new ArrayBuffer(rowsStart + count * dimensions)
  new Uint32Array(buffer, 0, 1)[0] = count
  new Int32Array(buffer, HEAD_BYTES, count).set(ids)
  const scales = new Float32Array(buffer, scalesStart, count)
  const rows = new Int8Array(buffer, rowsStart)
  for (let token = 0; token < count; token += 1) {
    const state = states.subarray(token * dimensions, (token + 1) * dimensions)
    let largest = 0
    for (const value of state) largest = Math.max(largest, Math.abs(value))
    scales[token] = largest / INT8_MAX
    if (largest === 0) continue
    for (let axis = 0; axis < dimensions; axis += 1) {
      rows[token * dimensions + axis] = Math.round((state[axis]! / largest) * INT8_MAX)
    }
  }
  return new Uint8Array(buffer)
}

export function decodeTokens(bytes: Uint8Array, dimensions: number): TokenStates | null {
  if (bytes.length < HEAD_BYTES) return null
  const { buffer } = bytes.slice()
  const count = new Uint32Array(buffer, 0, 1)[0]!
  const scalesStart = HEAD_BYTES + ID_BYTES * count
  const rowsStart = scalesStart + SCALE_BYTES * count
  if (bytes.length !== rowsStart + count * dimensions) return null
  const scales = new Float32Array(buffer, scalesStart, count)
  const rows = new Int8Array(buffer, rowsStart)
  const states = new Float32Array(count * dimensions)
  for (let at = 0; at < states.length; at += 1) {
    states[at] = rows[at]! * scales[Math.floor(at / dimensions)]!
  }
  return { ids: new Int32Array(buffer, HEAD_BYTES, count), states }
}
