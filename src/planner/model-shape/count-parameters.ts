/**
 * Parameters of a model by the part that they belong to, from its shape alone.
 *
 * `active` is what one token of a mixture is multiplied with. Checked against the published totals of real models in the test: the
 * count is exact where the shape says everything, and within 1 % for hybrids, whose linear layers are counted as full ones.
 */

import type { ModelShape } from './model-shape.ts'

export interface ParameterCounts {
  readonly embedding: number
  /** 0 when it is the embedding. */
  readonly output: number
  readonly attentionPerLayer: number
  readonly denseFfnPerLayer: number
  readonly routerPerLayer: number
  readonly perExpert: number
  readonly sharedPerLayer: number
  readonly total: number
  readonly active: number
}

function attentionOf(shape: ModelShape): number {
  const { hiddenSize: h, headCount, kvHeadCount, headSize, latent } = shape
  const norms = shape.normsPerLayer * h + (shape.hasQkNorm ? 2 * headSize : 0)
  if (latent === null) {
    const bias = shape.hasQkvBias ? (headCount + 2 * kvHeadCount) * headSize : 0
    return 2 * h * headCount * headSize + 2 * h * kvHeadCount * headSize + bias + norms
  }
  const { kvRank, ropeSize, nopeSize, valueSize, qRank } = latent
  const querySize = headCount * (nopeSize + ropeSize)
  const query = qRank === null ? h * querySize : qRank * (h + querySize + 1)
  const keyValue = h * (kvRank + ropeSize) + kvRank * (1 + headCount * (nopeSize + valueSize))
  return query + keyValue + headCount * valueSize * h + norms
}

export function countParameters(shape: ModelShape): ParameterCounts {
  const { hiddenSize: h, layerCount, vocabularySize, isTied, moe } = shape
  const matrices = shape.isGated ? 3 : 2
  const embedding = vocabularySize * h
  const output = isTied ? 0 : embedding
  const attentionPerLayer = attentionOf(shape)
  const denseFfnPerLayer = matrices * h * shape.ffnSize
  const routerPerLayer = moe === null ? 0 : h * moe.expertCount
  const perExpert = moe === null ? 0 : matrices * h * moe.expertFfnSize
  const sharedPerLayer = moe === null ? 0 : matrices * h * moe.sharedFfnSize
  const denseLayers = moe === null ? layerCount : moe.denseLayerCount
  const withExperts = (experts: number): number =>
    embedding +
    output +
    h +
    layerCount * attentionPerLayer +
    denseLayers * denseFfnPerLayer +
    (layerCount - denseLayers) * (routerPerLayer + sharedPerLayer + experts * perExpert)
  return {
    embedding,
    output,
    attentionPerLayer,
    denseFfnPerLayer,
    routerPerLayer,
    perExpert,
    sharedPerLayer,
    total: withExperts(moe?.expertCount ?? 0),
    active: withExperts(moe?.expertsPerToken ?? 0),
  }
}
