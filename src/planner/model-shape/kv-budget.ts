/**
 * How many blocks of KV cache an engine finds room for: vLLM's own rule, so that a plan is refused for the reason the engine would.
 *
 * blocks = floor((memory x gpu_memory_utilization - weights - peak of activations - what lies outside the allocator) / bytes of a
 * block). The peak is that of the engine's profiling run: the widest of a full step's feed-forward rows and of the sampler over all
 * sequences. What lies outside (CUDA context, captured graphs) is one constant, read off a run that states its blocks (vLLM 0.19,
 * RTX 4090, Llama-3.1-8B: 2,588 blocks); collectives add the buffers that aiconfigurator lists. An engine's stated count goes first.
 */

import { kvElementsPerLayerAt, type ModelShape } from './model-shape.ts'

export interface KvBudgetInput {
  readonly shape: ModelShape
  /** Of one device. */
  readonly memoryBytes: number
  readonly weightBytes: number
  readonly kvBytesPerElement: number
  readonly activationBytesPerElement?: number
  readonly tensorParallel?: number
  readonly pipelineParallel?: number
  readonly memoryUtilization?: number
  readonly blockTokens?: number
  readonly stepTokensMax?: number
  readonly sequencesMax?: number
  /** A count that the engine itself stated: taken as it is. */
  readonly statedBlocks?: number
}

export interface KvBudget {
  readonly blockCount: number
  readonly tokenCount: number
  readonly blockBytes: number
  /** Where the memory of a device goes. */
  readonly weightBytes: number
  readonly activationBytes: number
  readonly otherBytes: number
  /** Bytes that are missing for a single block; 0 when it fits. */
  readonly shortBytes: number
  readonly origin: 'stated' | 'derived'
}

/** CUDA context, captured graphs, allocator slack: what the 4090 run leaves after the rest of the rule. */
const OUTSIDE_BYTES = 646_000_000
const collectiveBytes = (devices: number): number => {
  if (devices < 2) return 0
  return devices < 4 ? 358_612_992 : 411_041_792
}
/** Logits in the model's type and in fp32, probabilities, and sorted indices, for each sequence and word. */
const SAMPLER_BYTES_PER_LOGIT = 2 + 4 + 4 + 8

function peakActivationBytes(input: KvBudgetInput): number {
  const { shape, tensorParallel = 1, stepTokensMax = 2048, sequencesMax = 256 } = input
  const bytes = input.activationBytesPerElement ?? 2
  const width =
    shape.moe === null ? shape.ffnSize : shape.moe.expertFfnSize * shape.moe.expertsPerToken
  const forward = stepTokensMax * (3 * (width / tensorParallel) + 2 * shape.hiddenSize) * bytes
  const sampler = sequencesMax * shape.vocabularySize * SAMPLER_BYTES_PER_LOGIT
  return Math.max(forward, sampler)
}

export function kvBudget(input: KvBudgetInput): KvBudget {
  const { shape, tensorParallel = 1, pipelineParallel = 1 } = input
  const blockTokens = input.blockTokens ?? 16
  const layers = Math.ceil((shape.layerCount - shape.linearLayerCount) / pipelineParallel)
  const rowBytes = kvElementsPerLayerAt(shape, tensorParallel) * input.kvBytesPerElement
  const blockBytes = blockTokens * rowBytes * layers
  const weightBytes = input.weightBytes / (tensorParallel * pipelineParallel)
  const activationBytes = peakActivationBytes(input)
  const otherBytes = OUTSIDE_BYTES + collectiveBytes(tensorParallel * pipelineParallel)
  const usable = input.memoryBytes * (input.memoryUtilization ?? 0.9)
  const free = usable - weightBytes - activationBytes - otherBytes
  const derived = Math.max(0, Math.floor(free / blockBytes))
  const blockCount = input.statedBlocks ?? derived
  return {
    blockCount,
    tokenCount: blockCount * blockTokens,
    blockBytes,
    weightBytes,
    activationBytes,
    otherBytes,
    shortBytes: blockCount > 0 ? 0 : Math.ceil(blockBytes - free),
    origin: input.statedBlocks === undefined ? 'derived' : 'stated',
  }
}
