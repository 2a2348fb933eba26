/**
 * Products of int8 rows in WebAssembly SIMD: a memory and an instance of the compiled module for each matrix.
 *
 * The module (assembly/int8-products.ts, built to dist/kernels/) is handed in compiled. Memory grows in place and never shrinks; its
 * pages cost nothing until they are written, but each memory reserves address space (8 GiB), which is why small matrices are not
 * here (`int8-rows.ts`). Views are made anew after each growth: growing detaches the old ones.
 */

import { assert } from '../stdx/assert.ts'
import { DIMENSIONS_MAX, PRODUCTS_BATCH_MAX, type ProductRows } from './product-rows.ts'

// Byte offsets; the same constants stand in assembly/int8-products.ts.
const ROW_NUMBERS_AT = 16_384
const SUMS_AT = 32_768
const ROWS_AT = 65_536
const PAGE_BYTES = 65_536
/** 4 GiB is what 32-bit addresses reach. */
const PAGES_MAX = 65_536

interface ProductsModule {
  open(rowBytes: number): void
  scan(from: number, count: number): void
  gather(count: number): void
}

/** Throws RangeError when no memory can be had. */
export function openSimdProducts(module: WebAssembly.Module, rowBytes: number): ProductRows {
  const memory = new WebAssembly.Memory({ initial: ROWS_AT / PAGE_BYTES, maximum: PAGES_MAX })
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  const products = instance.exports as unknown as ProductsModule
  products.open(rowBytes)
  return new SimdProducts(products, memory, rowBytes)
}

class SimdProducts implements ProductRows {
  readonly rowBytes: number
  rows: Int8Array
  #products: ProductsModule | null
  #memory: WebAssembly.Memory | null
  #question: Int16Array
  #rowNumbers: Int32Array
  #sums: Int32Array

  constructor(products: ProductsModule, memory: WebAssembly.Memory, rowBytes: number) {
    this.rowBytes = rowBytes
    this.#products = products
    this.#memory = memory
    const { buffer } = memory
    this.rows = new Int8Array(buffer, ROWS_AT)
    this.#question = new Int16Array(buffer, 0, DIMENSIONS_MAX)
    this.#rowNumbers = new Int32Array(buffer, ROW_NUMBERS_AT, PRODUCTS_BATCH_MAX)
    this.#sums = new Int32Array(buffer, SUMS_AT, PRODUCTS_BATCH_MAX)
  }

  get capacity(): number {
    return Math.floor(this.rows.length / this.rowBytes)
  }

  reserve(rowCount: number): void {
    const memory = this.#openMemory()
    const pages = Math.ceil((ROWS_AT + rowCount * this.rowBytes) / PAGE_BYTES)
    const more = pages - memory.buffer.byteLength / PAGE_BYTES
    if (more <= 0) return
    memory.grow(more)
    const { buffer } = memory
    this.rows = new Int8Array(buffer, ROWS_AT)
    this.#question = new Int16Array(buffer, 0, DIMENSIONS_MAX)
    this.#rowNumbers = new Int32Array(buffer, ROW_NUMBERS_AT, PRODUCTS_BATCH_MAX)
    this.#sums = new Int32Array(buffer, SUMS_AT, PRODUCTS_BATCH_MAX)
  }

  ask(question: Int8Array): void {
    assert(question.length === this.rowBytes, 'a question is as long as a row')
    this.#question.set(question)
  }

  scan(from: number, count: number): Int32Array {
    assert(count <= PRODUCTS_BATCH_MAX, 'a batch is bounded')
    assert(from >= 0 && from + count <= this.capacity, 'scanned rows are there')
    if (count > 0) this.#openProducts().scan(from, count)
    return this.#sums
  }

  gather(rows: Int32Array, from: number, count: number): Int32Array {
    assert(count <= PRODUCTS_BATCH_MAX, 'a batch is bounded')
    const { capacity } = this
    for (let index = 0; index < count; index += 1) {
      const row = rows[from + index]!
      assert(row >= 0 && row < capacity, 'gathered rows are there')
      this.#rowNumbers[index] = row
    }
    if (count > 0) this.#openProducts().gather(count)
    return this.#sums
  }

  close(): void {
    // A memory is given back when nothing refers to it any more.
    this.#products = null
    this.#memory = null
    this.rows = new Int8Array(0)
    this.#question = new Int16Array(0)
    this.#rowNumbers = new Int32Array(0)
    this.#sums = new Int32Array(0)
  }

  #openMemory(): WebAssembly.Memory {
    assert(this.#memory !== null, 'the rows are open')
    return this.#memory
  }

  #openProducts(): ProductsModule {
    assert(this.#products !== null, 'the rows are open')
    return this.#products
  }
}
