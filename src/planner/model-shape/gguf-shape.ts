/** A model's shape and the bytes of its weights, out of a GGUF file's header; no weight is read. Throws what the header is refused for. */

import { LociError } from '../../errors.ts'
import { describeModel } from '../../model/architecture/describe-model.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import type { ModelShape } from './model-shape.ts'

export interface GgufShape {
  readonly shape: ModelShape
  /** As they lie in the file, mixed types and all. */
  readonly weightBytes: number
}

export function shapeOfGguf(file: GgufFile, path: string): GgufShape {
  const { model, problem, isTied, name, weights } = describeModel(file)
  if (problem !== null) throw problem
  if (model === null) {
    throw new LociError('MODEL_CONFIG_UNSUPPORTED', `${path} holds a vocabulary and no model`)
  }
  const has = (tensor: string): boolean => file.tensors.has(tensor)
  const shape: ModelShape = {
    name: name ?? path,
    family: model.architecture.name,
    layerCount: model.layerCount,
    hiddenSize: model.embeddingLength,
    headCount: model.headCount,
    kvHeadCount: model.kvHeadCount,
    headSize: model.keyLength,
    ffnSize: model.feedForwardLength,
    isGated: true,
    vocabularySize: model.vocabularySize,
    isTied,
    contextMax: model.contextLength,
    windowTokens: null,
    windowedLayerCount: 0,
    linearLayerCount: 0,
    moe: null,
    latent: null,
    hasQkvBias: has('blk.0.attn_q.bias'),
    hasQkNorm: has('blk.0.attn_q_norm.weight'),
    normsPerLayer: 2,
  }
  return { shape, weightBytes: weights.byteCount }
}
