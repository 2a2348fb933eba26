/**
 * The dispatch table: which implementation of each operation runs in this process, chosen once at start (`open-kernels.ts`).
 *
 * `reference` is plain TypeScript and always there; `simd` gives the same bits faster. Whoever holds rows is handed one of these and
 * never asks the machine itself.
 */

import type { ProductRows } from './product-rows.ts'
import { openReferenceProducts } from './reference-products.ts'
import { openSimdProducts } from './simd-products.ts'

export type KernelMode = 'simd' | 'reference'

export interface Kernels {
  readonly mode: KernelMode
  /** Why the reference runs; null when SIMD does. */
  readonly reason: string | null
  openProducts(rowBytes: number): ProductRows
}

/** Matrices in WebAssembly memories at one time: each reserves 8 GiB of addresses, of which a process has some 128 TiB. */
export const SIMD_MATRICES_MAX = 1024

export const referenceKernels: Kernels = {
  mode: 'reference',
  reason: 'no others were opened',
  openProducts: openReferenceProducts,
}

export function createReferenceKernels(reason: string): Kernels {
  return { ...referenceKernels, reason }
}

/** Past the bound of matrices, or without addresses for another memory, a matrix is computed by the reference: slower, not less right. */
export function createSimdKernels(module: WebAssembly.Module): Kernels {
  let openCount = 0
  // Closing is prompt; a matrix whose owner was let go of without it (a scope that fell out of a cache) must not count for ever.
  const forgotten = new FinalizationRegistry<null>(() => {
    openCount -= 1
  })
  return {
    mode: 'simd',
    reason: null,
    openProducts(rowBytes) {
      if (openCount >= SIMD_MATRICES_MAX) return openReferenceProducts(rowBytes)
      let products: ProductRows
      try {
        products = openSimdProducts(module, rowBytes)
      } catch (error) {
        if (error instanceof RangeError) return openReferenceProducts(rowBytes)
        throw error
      }
      openCount += 1
      const close = products.close.bind(products)
      const token = {}
      forgotten.register(products, null, token)
      let isOpen = true
      products.close = () => {
        if (isOpen) {
          openCount -= 1
          forgotten.unregister(token)
        }
        isOpen = false
        close()
      }
      return products
    },
  }
}
