/** All operations of a forward pass over one memory: matrices and layers, both plain or both compiled. */

import type { EngineOps } from './engine-ops.ts'
import { createReferenceLayerOps, createSimdLayerOps, type LayerExports } from './layer/layer-ops.ts'
import { openMatrixOps } from './matrix/stand-in-ops.ts'

export type EngineKernelName = EngineOps['name']

/** `module` is null for the reference. */
export function createEngineOps(
  name: EngineKernelName,
  memory: WebAssembly.Memory,
  module: WebAssembly.Module | null,
): EngineOps {
  if (module === null) {
    return { name, memory, ...openMatrixOps(memory), ...createReferenceLayerOps(memory) }
  }
  const instance = new WebAssembly.Instance(module, { env: { memory } })
  const layers = createSimdLayerOps(memory, instance.exports as unknown as LayerExports)
  return { name, memory, ...openMatrixOps(memory), ...layers }
}
