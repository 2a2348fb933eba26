/** Encoder vectors by slot: what is replaced, what is ignored, what a sweep keeps, and how gaps of token rows are closed. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReferenceKernels } from '../../kernels/kernels.ts'
import type { TokenStates } from '../../model/embedder.ts'
import type { RowVectors } from '../scope-index.ts'
import { EncodedRows } from './encoded-rows.ts'
import { TokenRows } from './token-rows.ts'

const kernels = createReferenceKernels('a test')
const x = Float32Array.from([1, 0])
const y = Float32Array.from([0, 1])
const asked = { states: [x, y], weights: Float32Array.from([1, 1]) }

function tokensOf(ids: readonly number[], ...states: readonly Float32Array[]): TokenStates {
  return { ids: Int32Array.from(ids), states: Float32Array.from(states.flatMap((row) => [...row])) }
}

const rowOf = (parts: Partial<RowVectors>): RowVectors => ({
  turn: null,
  window: null,
  tokens: null,
  ...parts,
})

function cosinesOf(rows: EncodedRows, part: 'turns' | 'windows', count: number): number[] {
  const into = new Float32Array(count)
  rows[part].cosines(x, into)
  return [...into].map((value) => Math.round(value * 100) / 100)
}

function bestOf(rows: TokenRows, slot: number): number[] | null {
  const into = new Float32Array(2)
  if (!rows.best(asked, slot, into)) return null
  return [...into].map((value) => Math.round(value * 100) / 100)
}

test('slots without vectors have cosine 0, and setting a slot replaces all that it had', () => {
  const rows = new EncodedRows(kernels, 2)
  rows.set(2, rowOf({ turn: x, window: y, tokens: tokensOf([7], x) }))
  rows.reach(4)
  assert.deepEqual(cosinesOf(rows, 'turns', 4), [0, 0, 1, 0])
  assert.deepEqual(cosinesOf(rows, 'windows', 4), [0, 0, 0, 0])
  assert.equal(rows.heldCount, 1)
  rows.set(2, rowOf({ window: x }))
  assert.deepEqual(cosinesOf(rows, 'turns', 4), [0, 0, 0, 0])
  assert.deepEqual(cosinesOf(rows, 'windows', 4), [0, 0, 1, 0])
  assert.equal(bestOf(rows.tokens!, 2), null)
  assert.equal(rows.heldCount, 1)
  rows.set(2, rowOf({}))
  assert.equal(rows.heldCount, 0)
})

test('vectors of another length count as none', () => {
  const rows = new EncodedRows(kernels, 2)
  const long = Float32Array.from([1, 0, 0])
  rows.set(0, rowOf({ turn: long, window: x, tokens: tokensOf([7], long) }))
  assert.deepEqual(cosinesOf(rows, 'turns', 1), [0])
  assert.deepEqual(cosinesOf(rows, 'windows', 1), [1])
  assert.equal(bestOf(rows.tokens!, 0), null)
  assert.equal(rows.tokens!.holdersOf(7), 0)
})

test('a sweep keeps what lives, under its new number', () => {
  const rows = new EncodedRows(kernels, 2)
  rows.set(0, rowOf({ turn: y, tokens: tokensOf([1], y) }))
  rows.set(2, rowOf({ turn: x, window: x, tokens: tokensOf([1, 2], x, y) }))
  // Written after slot 2, so that its run lies behind.
  rows.set(1, rowOf({ turn: x, tokens: tokensOf([3], x) }))
  rows.drop(0)
  rows.sweep(Int32Array.from([-1, 0, 1, 2]))
  assert.deepEqual(cosinesOf(rows, 'turns', 3), [1, 1, 0])
  assert.deepEqual(cosinesOf(rows, 'windows', 3), [0, 1, 0])
  assert.deepEqual(
    [0, 1, 2].map((slot) => bestOf(rows.tokens!, slot)),
    [[1, 0], [1, 1], null],
  )
  assert.equal(rows.heldCount, 2)
  rows.drop(1)
  assert.equal(rows.heldCount, 1)
})

test('tokens that were let go stay away; turns and windows stay', () => {
  const rows = new EncodedRows(kernels, 2)
  rows.set(0, rowOf({ turn: x, tokens: tokensOf([1], x) }))
  rows.letTokensGo()
  rows.set(1, rowOf({ turn: x, tokens: tokensOf([1], x) }))
  assert.equal(rows.tokens, null)
  assert.deepEqual(cosinesOf(rows, 'turns', 2), [1, 1])
})

test('a token is as rare as the slots that hold it are few, however often each does', () => {
  const rows = new TokenRows(kernels, 2)
  rows.set(0, tokensOf([5, 5, 6], x, x, y))
  rows.set(1, tokensOf([5], x))
  assert.deepEqual([rows.holdersOf(5), rows.holdersOf(6), rows.holdersOf(9)], [2, 1, 0])
  rows.drop(0)
  rows.drop(0)
  assert.deepEqual([rows.holdersOf(5), rows.holdersOf(6)], [1, 0])
})

test('slots that are written again and again do not grow the rows without bound, and keep their own', () => {
  const rows = new TokenRows(kernels, 2)
  rows.set(1, tokensOf([1], x))
  for (let round = 0; round < 20_000; round += 1) {
    rows.set(round % 2 === 0 ? 0 : 2, tokensOf([2, 3], y, y))
  }
  assert.ok(rows.byteCount < 20_000 * 16, `${rows.byteCount} bytes`)
  assert.deepEqual(
    [0, 1, 2].map((slot) => bestOf(rows, slot)),
    [
      [0, 1],
      [1, 0],
      [0, 1],
    ],
  )
  assert.deepEqual([rows.holdersOf(1), rows.holdersOf(2)], [1, 2])
})

test('a turn of more tokens than the scratch holds is compared whole', () => {
  const rows = new TokenRows(kernels, 2)
  const many = Array.from({ length: 400 }, (_, at) => (at === 399 ? x : y))
  rows.set(0, tokensOf([...many.keys()], ...many))
  assert.deepEqual(bestOf(rows, 0), [1, 1])
})
