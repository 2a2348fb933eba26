/** Every implementation of NearestRows through the same cases; the approximate one also against the exact one. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../src/errors.ts'
import { referenceKernels } from '../../src/kernels/kernels.ts'
import { createExactNearest } from '../../src/model/exact-nearest.ts'
import type { NearestRows } from '../../src/model/nearest-rows.ts'
import { openUsearchNearest } from '../../src/provider/usearch-nearest.ts'
import { AssertionFailure } from '../../src/stdx/assert.ts'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'
import { importUsearch, usearchMissing } from './usearch-package.ts'

const DIMENSIONS = 32

interface Make {
  readonly name: string
  readonly skip: string | false
  open(): Promise<NearestRows>
}

const makes: readonly Make[] = [
  {
    name: 'exact',
    skip: false,
    open: async () => createExactNearest(referenceKernels, DIMENSIONS),
  },
  {
    name: 'usearch',
    skip: usearchMissing,
    open: () => openUsearchNearest({ dimensions: DIMENSIONS, importPackage: importUsearch }),
  },
]

function unitVector(prng: Prng): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => prng.next() * 2 - 1)
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0)
}

/** Row numbers with gaps, as a caller that deletes has them. */
function filled(rows: NearestRows, count: number): Map<number, Float32Array> {
  const prng = createPrng(17)
  const vectors = new Map<number, Float32Array>()
  for (let index = 0; index < count; index += 1) vectors.set(index * 3 + 5, unitVector(prng))
  for (const [row, vector] of vectors) rows.add(row, vector)
  return vectors
}

for (const { name, skip, open } of makes) {
  test(`${name}: a row is nearest to itself, and similarities are cosines in falling order`, {
    skip,
  }, async () => {
    const rows = await open()
    const vectors = filled(rows, 300)
    assert.deepEqual([rows.rowCount, rows.dimensions], [300, DIMENSIONS])
    for (const [row, vector] of [...vectors].slice(0, 40)) {
      const found = rows.nearest(vector, 5)
      assert.deepEqual([found.length, found[0]?.row], [5, row])
      for (const [at, one] of found.entries()) {
        assert.ok(Math.abs(one.similarity - dot(vector, vectors.get(one.row)!)) < 0.02)
        assert.ok(at === 0 || one.similarity <= found[at - 1]!.similarity)
      }
    }
    rows.close()
  })

  test(`${name}: an empty index answers nothing, a small one all it has`, { skip }, async () => {
    const rows = await open()
    const question = unitVector(createPrng(1))
    assert.deepEqual(rows.nearest(question, 3), [])
    rows.add(7, question)
    assert.deepEqual(
      rows.nearest(question, 3).map(({ row }) => row),
      [7],
    )
    assert.deepEqual(rows.nearest(question, 0), [])
    rows.close()
  })

  test(`${name}: a removed row is never answered and a replaced one only by its new vector`, {
    skip,
  }, async () => {
    const rows = await open()
    const vectors = filled(rows, 200)
    const numbers = [...vectors.keys()]
    for (const row of numbers.slice(0, 50)) assert.equal(rows.remove(row), true)
    assert.equal(rows.remove(numbers[0]!), false)
    assert.equal(rows.rowCount, 150)
    const gone = new Set(numbers.slice(0, 50))
    for (const row of gone) {
      assert.ok(rows.nearest(vectors.get(row)!, 10).every((one) => !gone.has(one.row)))
    }
    const [kept, other] = [numbers[60]!, numbers[0]!]
    rows.add(kept, vectors.get(other)!)
    assert.equal(rows.rowCount, 150)
    assert.equal(rows.nearest(vectors.get(other)!, 1)[0]?.row, kept)
    assert.notEqual(rows.nearest(vectors.get(kept)!, 1)[0]?.row, kept)
    rows.close()
  })

  test(`${name}: broken vectors and row numbers are refused and change nothing`, {
    skip,
  }, async () => {
    const rows = await open()
    const good = unitVector(createPrng(2))
    const broken = good.with(3, Number.NaN)
    for (const call of [
      () => rows.add(0, broken),
      () => rows.add(0, new Float32Array(DIMENSIONS)),
      () => rows.add(0, new Float32Array(DIMENSIONS + 1).fill(1)),
      () => rows.add(-1, good),
      () => rows.add(0.5, good),
      () => rows.nearest(broken, 1),
    ]) {
      assert.throws(call, AssertionFailure, String(call))
    }
    assert.equal(rows.rowCount, 0)
    rows.close()
  })
}

test('usearch finds nearly all of the ten that exact search finds', {
  skip: usearchMissing,
}, async () => {
  const [exact, approximate] = await Promise.all(makes.map(({ open }) => open()))
  filled(exact!, 3_000)
  filled(approximate!, 3_000)
  const prng = createPrng(5)
  let found = 0
  for (let question = 0; question < 50; question += 1) {
    const vector = unitVector(prng)
    const expected = new Set(exact!.nearest(vector, 10).map(({ row }) => row))
    found += approximate!.nearest(vector, 10).filter(({ row }) => expected.has(row)).length
  }
  assert.ok(found / 500 > 0.9, `recall@10 ${found / 500}`)
})

test('without the peer, the error holds the line that installs it', async () => {
  const importPackage = (): Promise<unknown> => import('no-such-package' as string)
  await assert.rejects(openUsearchNearest({ dimensions: 4, importPackage }), (error) => {
    assert.ok(LociError.is(error, 'INDEX_NOT_INSTALLED'))
    assert.match(error.hint, /npm i --no-save usearch/)
    return true
  })
})
