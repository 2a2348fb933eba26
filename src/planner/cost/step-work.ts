/**
 * What a step moves and computes on one device, summed over all stages of the pipeline: bytes and operations, no seconds.
 *
 * Attention as fused kernels do it: the cache is read once a step, scores are not stored, the causal half is not computed. A mixture
 * reads the experts that its tokens touch: of E experts, n tokens that take k each leave E (1 - k/E)^n untouched when routing is even.
 * Tensor parallelism cuts matrices and heads and pays two all-reduces a layer; expert parallelism pays two all-to-alls.
 */

import { countParameters, type ParameterCounts } from '../model-shape/count-parameters.ts'
import {
  growingLayerCount,
  kvElementsPerLayerAt,
  type ModelShape,
} from '../model-shape/model-shape.ts'
import { numberFormats } from '../model-shape/number-format.ts'
import type { Deployment } from './deployment.ts'
import { type StepBatch, sequencesOf, tokensOf } from './step-batch.ts'

export interface StepWork {
  /** Bytes of weights that are read. */
  readonly weightBytes: number
  /** Operations of all products with weights. */
  readonly matrixOps: number
  /** Bytes of cache that are read and written. */
  readonly kvBytes: number
  readonly attentionOps: number
  /** Bytes of rows that go in and out of operators. */
  readonly activationBytes: number
  /** Collectives that follow one another. */
  readonly collectiveCount: number
  /** Bytes that a device sends in them. */
  readonly collectiveBytes: number
  /** Transfers between stages. */
  readonly hopCount: number
  readonly layerCount: number
  readonly tokenCount: number
  readonly sequenceCount: number
}

/** What does not change from step to step. */
interface Fixed {
  readonly counts: ParameterCounts
  readonly moeLayers: number
  readonly weightBytesPerElement: number
  readonly wideBytesPerElement: number
  readonly activationBytes: number
  readonly kvBytesPerElement: number
}

function fixedOf({ shape, weightFormat, activationFormat, kvFormat }: Deployment): Fixed {
  const weights = numberFormats[weightFormat]
  return {
    counts: countParameters(shape),
    moeLayers: shape.moe === null ? 0 : shape.layerCount - shape.moe.denseLayerCount,
    weightBytesPerElement: weights.bytesPerElement,
    wideBytesPerElement: weights.isWhole ? weights.bytesPerElement : 2,
    activationBytes: numberFormats[activationFormat].bytesPerElement,
    kvBytesPerElement: numberFormats[kvFormat].bytesPerElement,
  }
}

/** Share of experts that at least one of `tokens` takes. */
export function touchedShare(expertCount: number, expertsPerToken: number, tokens: number): number {
  return 1 - (1 - expertsPerToken / expertCount) ** tokens
}

interface AttentionWork {
  readonly ops: number
  readonly rows: number
}

/** Over one layer that sees everything (`window` null) or a window; all heads of the model. */
function attentionOf(shape: ModelShape, batch: StepBatch, window: number | null): AttentionWork {
  const perPair = 4 * shape.headCount * shape.headSize
  const seen = (tokens: number): number => (window === null ? tokens : Math.min(tokens, window))
  let pairs = 0
  let rows = 0
  for (const { tokenCount, contextBefore } of batch.prefill) {
    pairs += tokenCount * seen(contextBefore + tokenCount / 2)
    rows += seen(contextBefore + tokenCount)
  }
  const mean = batch.decodeCount === 0 ? 0 : batch.decodeContextTokens / batch.decodeCount
  const decoded = batch.decodeCount * seen(mean)
  return { ops: perPair * (pairs + decoded), rows: rows + decoded }
}

function collectivesOf(deployment: Deployment, tokens: number, fixed: Fixed): [number, number] {
  const { shape, tensorParallel: tp, expertParallel: ep } = deployment
  const rowBytes = tokens * shape.hiddenSize * fixed.activationBytes
  let count = 0
  let bytes = 0
  if (tp > 1) {
    // A ring sends each byte twice, but for the share that stays.
    count += 2 * shape.layerCount
    bytes += 2 * shape.layerCount * rowBytes * 2 * ((tp - 1) / tp)
  }
  if (ep > 1 && shape.moe !== null) {
    count += 2 * fixed.moeLayers
    const sent = Math.min(ep, shape.moe.expertsPerToken)
    bytes += (2 * fixed.moeLayers * rowBytes * sent * ((ep - 1) / ep)) / Math.max(1, tp)
  }
  return [count, bytes]
}

/** The work of steps of a deployment; call it once, then for each batch. */
export function workOf(deployment: Deployment): (batch: StepBatch) => StepWork {
  const { shape, tensorParallel: tp, expertParallel: ep, attentionCopies } = deployment
  const fixed = fixedOf(deployment)
  const { counts, moeLayers } = fixed
  const expertDevices = Math.max(tp, ep)
  const growing = growingLayerCount(shape)
  const kvRow = kvElementsPerLayerAt(shape, tp) * fixed.kvBytesPerElement
  const denseParameters =
    shape.layerCount * counts.attentionPerLayer +
    (shape.layerCount - moeLayers) * counts.denseFfnPerLayer +
    moeLayers * (counts.routerPerLayer + counts.sharedPerLayer)
  const outputParameters = shape.vocabularySize * shape.hiddenSize
  return (batch) => {
    const tokens = tokensOf(batch)
    const sequences = sequencesOf(batch)
    const experts = shape.moe
    const touched =
      experts === null ? 0 : touchedShare(experts.expertCount, experts.expertsPerToken, tokens)
    const expertParameters =
      experts === null ? 0 : moeLayers * experts.expertCount * counts.perExpert
    const activeExperts =
      experts === null ? 0 : moeLayers * experts.expertsPerToken * counts.perExpert
    const full = attentionOf(shape, batch, null)
    const windowed = attentionOf(shape, batch, shape.windowTokens)
    const rows = full.rows * growing + windowed.rows * shape.windowedLayerCount
    const ops = full.ops * growing + windowed.ops * shape.windowedLayerCount
    const [collectiveCount, collectiveBytes] = collectivesOf(deployment, tokens, fixed)
    return {
      weightBytes:
        (denseParameters / tp) * fixed.weightBytesPerElement +
        ((expertParameters * touched) / expertDevices) * fixed.weightBytesPerElement +
        (outputParameters / tp) * fixed.wideBytesPerElement,
      matrixOps:
        (2 * (tokens / attentionCopies) * denseParameters) / tp +
        (2 * tokens * activeExperts) / expertDevices +
        (2 * sequences * outputParameters) / tp,
      kvBytes: ((rows + tokens * (growing + shape.windowedLayerCount)) * kvRow) / attentionCopies,
      attentionOps: ops / tp / attentionCopies,
      activationBytes:
        (tokens *
          shape.layerCount *
          (6 * shape.hiddenSize + 3 * (shape.ffnSize / tp)) *
          fixed.activationBytes) /
        attentionCopies,
      collectiveCount,
      collectiveBytes,
      hopCount: deployment.pipelineParallel - 1,
      layerCount: shape.layerCount,
      tokenCount: tokens,
      sequenceCount: sequences,
    }
  }
}
