/**
 * What running a model file takes, decided from its header before a weight is read: context, sequences, cache, memory, and whether
 * that fits.
 *
 * The cache is one pool for all sequences, so that its size is not context times sequences but at most that: what is not given is
 * bounded by KV_BYTES_DEFAULT. Worked example: 8 layers of 2 x 512 values in F16 are 16 KiB a token; 4 sequences of 8,192 tokens want
 * 512 MiB. Bytes of weights are those of the file (the plain reference holds them as float32).
 */

import { LociError } from '../errors.ts'
import type { MemoryFacts } from '../host/machine.ts'
import { kvBytesPerToken, type ModelDescription } from '../model/architecture/describe-model.ts'
import type { Hyperparameters } from '../model/architecture/hyperparameters.ts'
import type { KvLayout } from './local-engine.ts'
import type { KvType } from './runner.ts'

export const engineKernels = ['auto', 'simd', 'reference', 'relaxed'] as const
export type EngineKernels = (typeof engineKernels)[number]

export interface EngineWishes {
  /** Tokens of one sequence; default: the model's, at most CONTEXT_TOKENS_DEFAULT. */
  readonly contextTokens?: number | undefined
  readonly parallelCount?: number | undefined
  /** Default: the cores. */
  readonly threadCount?: number | undefined
  readonly kvType?: KvType | undefined
  readonly kvBytesMax?: number | undefined
  readonly layout?: KvLayout | undefined
  readonly kernels?: EngineKernels | undefined
}

export const CONTEXT_TOKENS_DEFAULT = 8_192
export const PARALLEL_DEFAULT = 4
export const PARALLEL_MAX = 256
export const THREADS_MAX = 64
const KV_BYTES_DEFAULT = 2 * 1024 ** 3
export const BLOCK_TOKENS = 16
/** Of activations and logits, roughly: tokens of a step times the widest rows, in float32. */
const STEP_TOKENS = 512

export interface EnginePlan {
  readonly contextTokens: number
  readonly parallelCount: number
  readonly threadCount: number
  readonly kernels: EngineKernels
  readonly kv: {
    readonly type: KvType
    readonly layout: KvLayout
    readonly bytesPerToken: number
    readonly blockTokenCount: number
    readonly blockCount: number
    readonly tokenCount: number
    readonly byteCount: number
  } | null
  readonly weightsByteCount: number
  readonly workByteCount: number
  readonly totalByteCount: number
  /** Where what was asked for is not what there will be. */
  readonly notes: readonly string[]
}

export interface Fit {
  readonly fits: boolean
  readonly reason: string
}

function unfit(message: string, hint: string): LociError {
  return new LociError('CONFIG_INVALID', message, { hint })
}

function contextOf(model: { readonly contextLength: number }, wishes: EngineWishes): number {
  const asked = wishes.contextTokens
  if (asked === undefined) return Math.min(model.contextLength, CONTEXT_TOKENS_DEFAULT)
  if (asked <= model.contextLength) return asked
  throw unfit(
    `a context of ${asked} tokens is more than the model's ${model.contextLength}`,
    'Positions beyond those that it was trained with give nonsense: choose a smaller --ctx-size.',
  )
}

function typeOf(wishes: EngineWishes): KvType {
  if (wishes.kernels !== 'reference') return wishes.kvType ?? 'f16'
  if (wishes.kvType === undefined || wishes.kvType === 'f32') return 'f32'
  throw unfit(
    `the reference keeps keys and values as f32, not ${wishes.kvType}`,
    'Leave out --kv-type, or choose other --kernels.',
  )
}

function bytesPerTokenOf(model: Hyperparameters, type: KvType): number {
  const bytes = kvBytesPerToken(model)[type]
  const { keyLength, valueLength } = model
  // A head is read by itself, so that it has to divide, not only the row of all heads.
  const divides = type !== 'q8_0' || (keyLength % 32 === 0 && valueLength % 32 === 0)
  if (bytes !== null && divides) return bytes
  throw unfit(
    `heads of ${keyLength} and ${valueLength} do not divide into the blocks of q8_0`,
    'Choose --kv-type f16.',
  )
}

type CachePlan = NonNullable<EnginePlan['kv']>

/** Blocks of a few positions, as many as the bound takes. */
function pagedCache(
  base: Pick<CachePlan, 'type' | 'bytesPerToken'>,
  { contextTokens, parallelCount }: Pick<EnginePlan, 'contextTokens' | 'parallelCount'>,
  kvBytesMax: number | undefined,
): CachePlan {
  const blockBytes = base.bytesPerToken * BLOCK_TOKENS
  const inContext = Math.ceil(contextTokens / BLOCK_TOKENS)
  const allowed = Math.floor((kvBytesMax ?? KV_BYTES_DEFAULT) / blockBytes)
  // What nobody bounded holds one whole context at least.
  const least = kvBytesMax === undefined ? inContext : 0
  const blockCount = Math.max(least, Math.min(inContext * parallelCount, allowed))
  if (blockCount < 1) {
    throw unfit(
      `the cache may have ${kvBytesMax} bytes, and its smallest part takes ${blockBytes}`,
      'Give it more with --kv-memory.',
    )
  }
  const tokenCount = blockCount * BLOCK_TOKENS
  const byteCount = tokenCount * base.bytesPerToken
  return {
    ...base,
    layout: 'paged',
    blockTokenCount: BLOCK_TOKENS,
    blockCount,
    tokenCount,
    byteCount,
  }
}

/** One slot of the whole context a sequence, of which only pages that are reached take memory. */
function slotCache(
  base: Pick<CachePlan, 'type' | 'bytesPerToken'>,
  { contextTokens, parallelCount }: Pick<EnginePlan, 'contextTokens' | 'parallelCount'>,
  kvBytesMax: number | undefined,
): CachePlan {
  const blockTokenCount = Math.ceil(contextTokens / BLOCK_TOKENS) * BLOCK_TOKENS
  const whole = parallelCount * blockTokenCount * base.bytesPerToken
  const least = kvBytesMax === undefined ? blockTokenCount * base.bytesPerToken : 0
  const byteCount = Math.max(least, Math.min(whole, kvBytesMax ?? KV_BYTES_DEFAULT))
  const tokenCount = Math.floor(byteCount / base.bytesPerToken)
  return {
    ...base,
    layout: 'slots',
    blockTokenCount,
    blockCount: parallelCount,
    tokenCount,
    byteCount,
  }
}

function cacheOf(
  model: Hyperparameters,
  wishes: EngineWishes,
  sizes: Pick<EnginePlan, 'contextTokens' | 'parallelCount'>,
): CachePlan {
  const { layout = 'paged', kvBytesMax } = wishes
  const type = typeOf(wishes)
  const base = { type, bytesPerToken: bytesPerTokenOf(model, type) }
  return layout === 'paged'
    ? pagedCache(base, sizes, kvBytesMax)
    : slotCache(base, sizes, kvBytesMax)
}

function decoderPlan(
  description: ModelDescription,
  model: Hyperparameters,
  wishes: EngineWishes,
  coreCount: number,
): EnginePlan {
  const contextAsked = contextOf(model, wishes)
  const { parallelCount = PARALLEL_DEFAULT, kernels = 'auto' } = wishes
  const kv = cacheOf(model, wishes, { contextTokens: contextAsked, parallelCount })
  const contextTokens = Math.min(contextAsked, kv.tokenCount)
  const isReference = kernels === 'reference'
  const { elementCount, byteCount } = description.weights
  const weightsByteCount = isReference ? 4 * elementCount : byteCount
  const widest = 2 * model.feedForwardLength + 4 * model.embeddingLength
  const workByteCount = 4 * (STEP_TOKENS * widest + parallelCount * model.vocabularySize)
  return {
    contextTokens,
    parallelCount,
    threadCount: wishes.threadCount ?? coreCount,
    kernels,
    kv,
    weightsByteCount,
    workByteCount,
    totalByteCount: weightsByteCount + kv.byteCount + workByteCount,
    notes:
      contextTokens < contextAsked
        ? [
            `The cache holds ${kv.tokenCount} tokens: that is the longest sequence, not ${contextAsked}.`,
          ]
        : [],
  }
}

/** Throws the file's own problem, or CONFIG_INVALID for wishes that it cannot meet. */
export function planEngine(
  description: ModelDescription,
  wishes: EngineWishes,
  coreCount: number,
): EnginePlan {
  const { model, encoder, problem, weights } = description
  if (problem !== null) throw problem
  if (model !== null) return decoderPlan(description, model, wishes, coreCount)
  if (encoder === null) {
    throw new LociError('MODEL_FILE_INVALID', 'the file holds a vocabulary alone: no model to run')
  }
  const weightsByteCount = 4 * weights.elementCount
  return {
    contextTokens: encoder.contextLength,
    parallelCount: 1,
    threadCount: 1,
    kernels: wishes.kernels ?? 'auto',
    kv: null,
    weightsByteCount,
    workByteCount: 0,
    totalByteCount: weightsByteCount,
    notes: [],
  }
}

function gib(byteCount: number): string {
  return byteCount < 1024 ** 3
    ? `${(byteCount / 1024 ** 2).toFixed(1)} MiB`
    : `${(byteCount / 1024 ** 3).toFixed(2)} GiB`
}

/** Whether it fits this machine: not at all, only when others give memory back, or now. */
export function fitOf({ totalByteCount }: EnginePlan, memory: MemoryFacts): Fit {
  const { totalBytes, availableBytes } = memory
  const needs = `needs ${gib(totalByteCount)}`
  if (totalByteCount > totalBytes) {
    return { fits: false, reason: `${needs}; this machine has ${gib(totalBytes)}` }
  }
  if (totalByteCount > availableBytes) {
    return {
      fits: false,
      reason: `${needs}; ${gib(availableBytes)} of ${gib(totalBytes)} are free`,
    }
  }
  return { fits: true, reason: `${needs} of ${gib(availableBytes)} free` }
}

/** Throws ENGINE_OUT_OF_MEMORY where the machine could never hold it. */
export function checkFit(name: string, plan: EnginePlan, memory: MemoryFacts): readonly string[] {
  const { fits, reason } = fitOf(plan, memory)
  if (fits) return []
  if (plan.totalByteCount <= memory.totalBytes) return [`${name} ${reason}; it may be slow.`]
  throw new LociError('ENGINE_OUT_OF_MEMORY', `${name} ${reason}`, {
    details: { neededBytes: plan.totalByteCount, totalBytes: memory.totalBytes },
  })
}
