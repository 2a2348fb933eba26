/** The index against a naive list: exact search always, the gathered search where questions share words; rows move when others go. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '../stdx/prng.ts'
import { wordVector } from '../testing/test-cache.ts'
import { SemanticIndex } from './semantic-index.ts'

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0)

const words = Array.from({ length: 400 }, (_, index) => `w${index}`)

test('both searches find what a naive scan finds, while rows come and go', (context) => {
  const seed = 9
  context.diagnostic(`seed ${seed}`)
  const prng = createPrng(seed)
  const index = new SemanticIndex(64)
  const rows: { text: string; vector: Float32Array }[] = []
  const draw = (): string => Array.from({ length: 6 }, () => prng.pick(words)).join(' ')
  let nearCount = 0
  for (let step = 0; step < 3_000; step += 1) {
    if (rows.length > 0 && prng.chance(0.3)) {
      const row = prng.below(rows.length)
      const moved = index.delete(row)
      const last = rows.pop()!
      assert.equal(moved, row === rows.length ? -1 : rows.length)
      if (row < rows.length) rows[row] = last
    } else {
      const text = draw()
      const vector = wordVector(text)!
      assert.equal(index.add(vector, text.split(' ')), rows.length)
      rows.push({ text, vector })
    }
    assert.equal(index.rowCount, rows.length)
    if (step % 25 !== 0 || rows.length === 0) continue
    // A stored text with one word exchanged: something near is there to be found.
    const asked = prng.pick(rows).text.split(' ').with(prng.below(6), prng.pick(words)).join(' ')
    const vector = wordVector(asked)!
    const naive = rows
      .map((row, at) => ({ row: at, similarity: dot(row.vector, vector) }))
      .sort((a, b) => b.similarity - a.similarity)[0]!
    if (naive.similarity < 0.6) continue
    nearCount += 1
    const [exact] = index.searchExact(vector, 0.5, 8)
    assert.equal(exact?.row, naive.row)
    assert.ok(Math.abs(exact!.similarity - naive.similarity) < 0.01)
    assert.equal(index.search(vector, asked.split(' '), 0.5, 8)[0]?.row, naive.row)
  }
  assert.ok(nearCount > 50)
})

test('results are at least as near as asked, nearest first, and no more than asked', () => {
  const index = new SemanticIndex(64)
  const texts = ['a b c d e f', 'a b c d e x', 'a b c d x y', 'a b x y z q', 'm n o p q r']
  for (const text of texts) index.add(wordVector(text)!, text.split(' '))
  const found = index.search(wordVector(texts[0]!)!, texts[0]!.split(' '), 0.5, 2)
  assert.deepEqual(
    found.map(({ row }) => row),
    [0, 1],
  )
  assert.deepEqual(index.search(wordVector('zz yy')!, ['zz'], 0.99, 8), [])
})
