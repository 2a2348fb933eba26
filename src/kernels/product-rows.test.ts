/** Products of int8 rows: one suite over the reference and, where it was built, SIMD. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nodeDisk } from '../host/node-disk.ts'
import { AssertionFailure } from '../stdx/assert.ts'
import { createReferenceKernels } from './kernels.ts'
import { openKernels } from './open-kernels.ts'
import { DIMENSIONS_MAX, PRODUCTS_BATCH_MAX, type ProductRows } from './product-rows.ts'

const opened = await openKernels({ disk: nodeDisk })
const simdMissing = opened.mode === 'simd' ? false : String(opened.reason)
const modes = [
  { name: 'reference', kernels: createReferenceKernels('a test'), skip: false as const },
  { name: 'simd', kernels: opened, skip: simdMissing },
]

/** Rows and question as given, in a matrix that is opened for them. */
function filled(products: ProductRows, rows: readonly Int8Array[], question: Int8Array): void {
  products.reserve(rows.length)
  for (const [index, row] of rows.entries()) products.rows.set(row, index * products.rowBytes)
  products.ask(question)
}

function naive(row: Int8Array, question: Int8Array): number {
  return row.reduce((sum, value, at) => sum + value * question[at]!, 0)
}

const numbers = (length: number): fc.Arbitrary<Int8Array> =>
  fc.int8Array({ minLength: length, maxLength: length, min: -127, max: 127 })

for (const { name, kernels, skip } of modes) {
  test(`${name}: sums equal a naive loop over any rows, by scan and by gather`, { skip }, () => {
    const matrix = fc
      .integer({ min: 1, max: 6 })
      .chain((steps) =>
        fc.tuple(
          fc.array(numbers(16 * steps), { minLength: 1, maxLength: 23 }),
          numbers(16 * steps),
        ),
      )
    fc.assert(
      fc.property(matrix, fc.nat(), fc.array(fc.nat(), { maxLength: 9 }), (given, from, chosen) => {
        const [rows, question] = given
        const products = kernels.openProducts(question.length)
        filled(products, rows, question)
        const expected = rows.map((row) => naive(row, question))
        const first = from % rows.length
        const scanned = products.scan(first, rows.length - first).slice(0, rows.length - first)
        assert.deepEqual([...scanned], expected.slice(first))
        const numbered = Int32Array.from(chosen, (row) => row % rows.length)
        const gathered = products.gather(numbered, 0, chosen.length).slice(0, chosen.length)
        assert.deepEqual(
          [...gathered],
          [...numbered].map((row) => expected[row]),
        )
        products.close()
      }),
      { numRuns: 150 },
    )
  })

  test(`${name}: the longest row of extremes does not overflow`, { skip }, () => {
    const products = kernels.openProducts(DIMENSIONS_MAX)
    const most = new Int8Array(DIMENSIONS_MAX).fill(127)
    const least = new Int8Array(DIMENSIONS_MAX).fill(-127)
    filled(products, [most, least, most], most)
    const sum = 127 * 127 * DIMENSIONS_MAX
    assert.deepEqual([...products.scan(0, 3).slice(0, 3)], [sum, -sum, sum])
    products.close()
  })

  test(`${name}: rows and question stay through growth`, { skip }, () => {
    const products = kernels.openProducts(16)
    const row = Int8Array.from({ length: 16 }, (_, at) => at - 8)
    filled(products, [row], row)
    const before = products.scan(0, 1)[0]
    products.reserve(200_000)
    assert.ok(products.capacity >= 200_000)
    assert.equal(products.scan(0, 1)[0], before)
    assert.equal(products.scan(199_999, 1)[0], 0)
    products.close()
  })

  test(`${name}: a full batch at the very end of memory is computed`, { skip }, () => {
    const products = kernels.openProducts(16)
    products.reserve(PRODUCTS_BATCH_MAX)
    products.rows.fill(1)
    products.ask(new Int8Array(16).fill(2))
    const from = products.capacity - PRODUCTS_BATCH_MAX
    assert.ok(products.scan(from, PRODUCTS_BATCH_MAX).every((sum) => sum === 32))
    assert.throws(() => products.scan(0, PRODUCTS_BATCH_MAX + 1), AssertionFailure)
    products.close()
  })
}
