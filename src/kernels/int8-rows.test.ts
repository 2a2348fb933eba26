/** The int8 matrix over both kernels against a model in float64: same rows, same order, exact ties. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../errors.ts'
import { nodeDisk } from '../host/node-disk.ts'
import { AssertionFailure } from '../stdx/assert.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'
import { createInt8Rows, type Int8Rows, SMALL_ROWS_MAX } from './int8-rows.ts'
import { createReferenceKernels, type Kernels } from './kernels.ts'
import { openKernels } from './open-kernels.ts'

const opened = await openKernels({ disk: nodeDisk })
const reference = createReferenceKernels('a test')
const modes = [
  { name: 'reference', kernels: reference, skip: false as const },
  { name: 'simd', kernels: opened, skip: opened.mode === 'simd' ? false : String(opened.reason) },
]

function randomVector(prng: Prng, dimensions: number, scale = 1): Float32Array {
  return Float32Array.from({ length: dimensions }, () => (prng.next() * 2 - 1) * scale)
}

/** What `set` keeps of a vector, by the definition of the rounding. */
function roundedTwin(vector: Float32Array): number[] {
  const scale = Math.fround(Math.max(...vector.map(Math.abs)) / 127)
  return [...vector].map((value) => (scale === 0 ? 0 : Math.round(value / scale) * scale))
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!
  return sum
}

/** The whole ranking by float products, the slow way. */
function ranked(matrix: Int8Rows, question: Float32Array, limit: number, similarityMin: number) {
  return Array.from({ length: matrix.rowCount }, (_, row) => ({
    row,
    similarity: matrix.similarity(question, row),
  }))
    .filter(({ similarity }) => similarity >= similarityMin)
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, limit)
}

function filled(kernels: Kernels, dimensions: number, rows: readonly (Float32Array | null)[]) {
  const matrix = createInt8Rows(kernels, dimensions)
  for (const [row, vector] of rows.entries()) matrix.set(row, vector)
  return matrix
}

/** Rows enough to pass the bound of small matrices, some zero, some alike. */
function manyRows(seed: number, dimensions: number, count: number): (Float32Array | null)[] {
  const prng = createPrng(seed)
  const rows: (Float32Array | null)[] = []
  for (let row = 0; row < count; row += 1) {
    if (prng.chance(0.02)) rows.push(null)
    else if (row > 0 && prng.chance(0.1)) rows.push(rows[prng.below(row)]!)
    else rows.push(randomVector(prng, dimensions, prng.chance(0.5) ? 1 : 1 + prng.next() / 100))
  }
  return rows
}

for (const { name, kernels, skip } of modes) {
  test(`${name}: similarity is the product with the rounded row`, { skip }, () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 70 }), (seed, dimensions) => {
        const prng = createPrng(seed)
        const rows = Array.from({ length: 5 }, () => randomVector(prng, dimensions, 3))
        const matrix = filled(kernels, dimensions, rows)
        const question = randomVector(prng, dimensions)
        for (const [row, vector] of rows.entries()) {
          const expected = dot(question, roundedTwin(vector))
          assert.ok(Math.abs(matrix.similarity(question, row) - expected) < 1e-6)
        }
        matrix.close()
      }),
    )
  })

  test(`${name}: nearest equals the ranking by float question, ties by row`, { skip }, () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        (seed, dimensions, limit) => {
          const rows = manyRows(seed, dimensions, SMALL_ROWS_MAX + 700)
          const matrix = filled(kernels, dimensions, rows)
          const question = randomVector(createPrng(seed + 1), dimensions)
          const all = { limit, similarityMin: Number.NEGATIVE_INFINITY }
          assert.deepEqual(
            matrix.nearest(question, { limit }),
            ranked(matrix, question, limit, all.similarityMin),
          )
          const similarityMin = matrix.similarity(question, 3)
          assert.deepEqual(
            matrix.nearest(question, { limit, similarityMin }),
            ranked(matrix, question, limit, similarityMin),
          )
          matrix.close()
        },
      ),
      { numRuns: 12 },
    )
  })

  test(`${name}: scanned and gathered products are within rounding of the float ones`, {
    skip,
  }, () => {
    const dimensions = 37
    const matrix = filled(kernels, dimensions, manyRows(5, dimensions, SMALL_ROWS_MAX + 5000))
    const question = randomVector(createPrng(6), dimensions)
    const from = 17
    const scanned = new Float32Array(matrix.rowCount - from)
    matrix.scan(question, from, matrix.rowCount, scanned)
    for (const [index, rough] of scanned.entries()) {
      assert.ok(Math.abs(rough - matrix.similarity(question, from + index)) < 0.05)
    }
    const rows = Int32Array.from(
      { length: 5000 },
      (_, index) => from + ((index * 13) % (matrix.rowCount - from)),
    )
    const gathered = new Float32Array(rows.length)
    matrix.scanRows(question, rows, rows.length, gathered)
    assert.ok(gathered.every((rough, index) => rough === scanned[rows[index]! - from]))
    matrix.close()
  })

  test(`${name}: nearest among some rows is the ranking of those`, { skip }, () => {
    const matrix = filled(kernels, 20, manyRows(8, 20, SMALL_ROWS_MAX + 100))
    const question = randomVector(createPrng(9), 20)
    const among = Int32Array.from(
      { length: 300 },
      (_, index) => (index * 7 + 2000) % matrix.rowCount,
    )
    const chosen = new Set(among)
    const expected = ranked(matrix, question, matrix.rowCount, Number.NEGATIVE_INFINITY)
    assert.deepEqual(
      matrix.nearest(question, { limit: 12, among }),
      expected.filter(({ row }) => chosen.has(row)).slice(0, 12),
    )
    matrix.close()
  })

  test(`${name}: writing, moving and truncating keep what a model keeps, past the small bound`, {
    skip,
  }, () => {
    const prng = createPrng(31)
    const matrix = createInt8Rows(kernels, 9)
    const model: (Float32Array | null)[] = []
    const question = randomVector(prng, 9)
    for (let step = 0; step < 9_000; step += 1) {
      const draw = prng.next()
      if (draw < 0.75 || model.length === 0) {
        model.push(prng.chance(0.05) ? null : randomVector(prng, 9))
        matrix.set(model.length - 1, model.at(-1)!)
      } else if (draw < 0.9) {
        const row = prng.below(model.length)
        model[row] = randomVector(prng, 9)
        matrix.set(row, model[row]!)
      } else {
        const row = prng.below(model.length)
        matrix.move(model.length - 1, row)
        model[row] = model.at(-1)!
        model.pop()
        matrix.truncate(model.length)
      }
    }
    assert.equal(matrix.rowCount, model.length)
    assert.ok(model.length > SMALL_ROWS_MAX * 2)
    const twin = filled(reference, 9, model)
    for (let row = 0; row < model.length; row += 1) {
      assert.equal(matrix.similarity(question, row), twin.similarity(question, row))
    }
    assert.deepEqual(matrix.nearest(question, { limit: 50 }), twin.nearest(question, { limit: 50 }))
    matrix.close()
  })
}

test('reference and simd scan to the same bits', { skip: modes[1]!.skip }, () => {
  for (const dimensions of [1, 15, 16, 17, 256]) {
    const rows = manyRows(dimensions, dimensions, SMALL_ROWS_MAX + 333)
    const question = randomVector(createPrng(4), dimensions)
    const [one, other] = modes.map(({ kernels }) => {
      const matrix = filled(kernels, dimensions, rows)
      const into = new Float32Array(matrix.rowCount)
      matrix.scan(question, 0, matrix.rowCount, into)
      matrix.close()
      return Buffer.from(into.buffer).toString('hex')
    })
    assert.equal(one, other)
  }
})

test('zero rows, tiny numbers and one row have the products they should', () => {
  const matrix = createInt8Rows(reference, 3)
  const question = Float32Array.of(1, 2, -2)
  assert.deepEqual(matrix.nearest(question, { limit: 3 }), [])
  matrix.set(0, null)
  assert.deepEqual(matrix.nearest(question, { limit: 3 }), [{ row: 0, similarity: 0 }])
  matrix.set(0, Float32Array.of(127, 0, -64))
  assert.equal(matrix.similarity(question, 0), 127 + 128)
  matrix.set(0, Float32Array.of(1e-44, -1e-44, 0))
  assert.equal(matrix.similarity(question, 0), 0)
  matrix.set(1, new Float32Array(3))
  assert.deepEqual(matrix.nearest(new Float32Array(3), { limit: 1 }), [{ row: 0, similarity: 0 }])
})

test('adding a row to a sum adds its rounded numbers', () => {
  const matrix = filled(reference, 2, [Float32Array.of(127, -2), null])
  const sum = Float32Array.of(1, 1)
  matrix.addTo(sum, 0)
  matrix.addTo(sum, 1)
  assert.deepEqual([...sum], [128, -1])
})

test('a question of zeros or of hardly more is ranked as floats would', () => {
  const matrix = filled(reference, 4, manyRows(2, 4, 50))
  for (const size of [0, 1e-43, 1e-30, 1e30]) {
    const question = Float32Array.of(size, -size, size / 3, 0)
    assert.deepEqual(
      matrix.nearest(question, { limit: 7 }),
      ranked(matrix, question, 7, Number.NEGATIVE_INFINITY),
    )
  }
})

test('broken numbers, wrong lengths and rows that are not there are refused', () => {
  const matrix = filled(reference, 2, [Float32Array.of(127, 0)])
  const good = Float32Array.of(1, 1)
  const refused: readonly (() => unknown)[] = [
    () => matrix.set(1, Float32Array.of(Number.NaN, 0)),
    () => matrix.set(0, Float32Array.of(0, Number.POSITIVE_INFINITY)),
    () => matrix.set(1, Float32Array.of(1)),
    () => matrix.set(2, good),
    () => matrix.set(-1, good),
    () => matrix.similarity(good, 1),
    () => matrix.nearest(Float32Array.of(0, Number.NaN), { limit: 1 }),
    () => matrix.nearest(good, { limit: 1, similarityMin: Number.NaN }),
    () => matrix.nearest(good, { limit: 1, among: Int32Array.of(1) }),
    () => matrix.scan(good, 0, 2, new Float32Array(2)),
    () => matrix.scan(good, 0, 1, new Float32Array(0)),
    () => matrix.move(0, 1),
    () => matrix.truncate(2),
    () => createInt8Rows(reference, 0),
    () => createInt8Rows(reference, 8193),
  ]
  for (const call of refused) assert.throws(call, AssertionFailure, String(call))
  assert.equal(matrix.rowCount, 1)
  assert.equal(matrix.similarity(good, 0), 127)
  matrix.close()
  matrix.close()
  assert.throws(() => matrix.set(0, good), AssertionFailure)
})

test('without memory a matrix refuses the row and keeps what it has', () => {
  const full: Kernels = {
    ...reference,
    openProducts() {
      throw new RangeError('no memory')
    },
  }
  const matrix = createInt8Rows(full, 1)
  for (let row = 0; row < SMALL_ROWS_MAX; row += 1) matrix.set(row, Float32Array.of(row))
  assert.throws(
    () => matrix.set(SMALL_ROWS_MAX, Float32Array.of(1)),
    (error) => LociError.is(error, 'INPUT_TOO_LARGE') && /no memory for/.test(error.message),
  )
  const [best] = matrix.nearest(Float32Array.of(1), { limit: 1 })
  assert.equal(best?.row, SMALL_ROWS_MAX - 1)
})
