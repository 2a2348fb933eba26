/**
 * Products of int8 rows in plain TypeScript: what SIMD is compared with, and the way of small matrices and of machines without it.
 *
 * Four sums run side by side, which one long chain of additions does not.
 */

import { assert } from '../stdx/assert.ts'
import { PRODUCTS_BATCH_MAX, type ProductRows } from './product-rows.ts'

// No call awaits, and sums are read before the next: all matrices share them.
const sums = new Int32Array(PRODUCTS_BATCH_MAX)

export function openReferenceProducts(rowBytes: number): ProductRows {
  return new ReferenceProducts(rowBytes)
}

class ReferenceProducts implements ProductRows {
  readonly rowBytes: number
  rows: Int8Array = new Int8Array(0)
  #question: Int8Array = new Int8Array(0)

  constructor(rowBytes: number) {
    this.rowBytes = rowBytes
  }

  get capacity(): number {
    return this.rows.length / this.rowBytes
  }

  reserve(rowCount: number): void {
    if (rowCount <= this.capacity) return
    const rows = new Int8Array(rowCount * this.rowBytes)
    rows.set(this.rows)
    this.rows = rows
  }

  ask(question: Int8Array): void {
    assert(question.length === this.rowBytes, 'a question is as long as a row')
    this.#question = question
  }

  scan(from: number, count: number): Int32Array {
    assert(count <= PRODUCTS_BATCH_MAX, 'a batch is bounded')
    for (let index = 0; index < count; index += 1) sums[index] = this.#product(from + index)
    return sums
  }

  gather(rows: Int32Array, from: number, count: number): Int32Array {
    assert(count <= PRODUCTS_BATCH_MAX, 'a batch is bounded')
    for (let index = 0; index < count; index += 1) sums[index] = this.#product(rows[from + index]!)
    return sums
  }

  close(): void {
    this.rows = new Int8Array(0)
  }

  #product(row: number): number {
    const { rows, rowBytes } = this
    const question = this.#question
    const start = row * rowBytes
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let index = 0; index < rowBytes; index += 4) {
      a = (a + Math.imul(question[index]!, rows[start + index]!)) | 0
      b = (b + Math.imul(question[index + 1]!, rows[start + index + 1]!)) | 0
      c = (c + Math.imul(question[index + 2]!, rows[start + index + 2]!)) | 0
      d = (d + Math.imul(question[index + 3]!, rows[start + index + 3]!)) | 0
    }
    return (a + b + c + d) | 0
  }
}
