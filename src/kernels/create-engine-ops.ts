/** All operations of a forward pass over one memory: matrices and layers, both plain or both compiled. */

import type { EngineOps } from './engine-ops.ts'
import {
  createReferenceLayerOps,
  createSimdLayerOps,
  type LayerExports,
} from './layer/layer-ops.ts'
import { openMatrixOps } from './matrix/open-matrix-ops.ts'

/** `module` is null for the reference; else this thread gets an instance of its own. */
export function createEngineOps(
  name: EngineOps['name'],
  memory: WebAssembly.Memory,
  module: WebAssembly.Module | null,
): EngineOps {
  const instance = module === null ? null : new WebAssembly.Instance(module, { env: { memory } })
  const layers =
    instance === null
      ? createReferenceLayerOps(memory)
      : createSimdLayerOps(memory, instance.exports as unknown as LayerExports)
  return { name, memory, ...openMatrixOps(name, memory, instance), ...layers }
}
