/** The matrix operations of a mode over one memory: the reference, or an instance of the compiled module that this thread made. */

import { assert } from '../../stdx/assert.ts'
import type { EngineOps, MatrixOps } from '../engine-ops.ts'
import { createReferenceMatrixOps } from './reference-matrix.ts'
import { createSimdMatrixOps, type MatrixExports } from './simd-matrix.ts'

/** `instance` is null in the reference, else an instance over `memory`. */
export function openMatrixOps(
  mode: EngineOps['name'],
  memory: WebAssembly.Memory,
  instance: WebAssembly.Instance | null,
): MatrixOps {
  if (mode === 'reference') return createReferenceMatrixOps(memory)
  assert(instance !== null, `${mode} kernels have an instance`)
  const exports = instance.exports as unknown as MatrixExports
  return createSimdMatrixOps(memory, exports, mode === 'relaxed')
}
