/**
 * All weights of a model as float32, by the names of the file: what the reference computes with.
 *
 * Needs 4 bytes a weight whatever the file's types are; the kernels read the blocks themselves.
 */

import { decodeTensor } from '../gguf/decode-tensor.ts'
import type { GgufFile } from '../gguf/open-gguf.ts'
import { type Hyperparameters, readHyperparameters } from './hyperparameters.ts'
import { checkTensors, tensorPlan } from './tensor-plan.ts'

export interface ModelWeights {
  readonly model: Hyperparameters
  readonly tensors: ReadonlyMap<string, Float32Array>
}

export async function loadWeights(file: GgufFile): Promise<ModelWeights> {
  const model = readHyperparameters(file.metadata)
  const found = checkTensors(tensorPlan(model), file.tensors)
  const tensors = new Map<string, Float32Array>()
  for (const { name, type } of found) {
    tensors.set(name, decodeTensor(type, await file.readTensor(name)))
  }
  return { model, tensors }
}
