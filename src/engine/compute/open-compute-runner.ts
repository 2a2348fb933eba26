/**
 * Opens the runner that computes: kernels in worker threads over shared memories that hold weights, cache and scratch.
 *
 * Decides what runs (kernels, threads, how many memories); `describe` of the runner says what came of it. The thread that calls
 * reads the file and moves blocks of the cache; it computes nothing.
 */

import { LociError } from '../../errors.ts'
import type { Disk } from '../../host/disk.ts'
import { readMachineFacts } from '../../host/machine.ts'
import { type StartWorker, startWorker } from '../../host/worker-threads.ts'
import { cacheBytes } from '../../kernels/layer/cache-types.ts'
import { type EngineKernelChoice, openEngineModule } from '../../kernels/open-engine-module.ts'
import {
  type Hyperparameters,
  readHyperparameters,
} from '../../model/architecture/hyperparameters.ts'
import { ropeFrequencies } from '../../model/architecture/rope-frequencies.ts'
import { checkTensors, tensorPlan } from '../../model/architecture/tensor-plan.ts'
import { decodeTensor } from '../../model/gguf/decode-tensor.ts'
import type { GgufFile } from '../../model/gguf/open-gguf.ts'
import type { KvType } from '../runner.ts'
import { ComputeRunner } from './compute-runner.ts'
import { ComputeTeam } from './compute-team.ts'
import { loadMemories } from './load-memories.ts'
import { type MemoryPlan, planMemory } from './memory-plan.ts'
import { type RunnerSizes, roundedUp } from './scratch-plan.ts'

export interface ComputeRunnerOptions {
  readonly file: GgufFile
  /** Reads the compiled kernels. */
  readonly disk: Pick<Disk, 'readBytes'>
  /** Default 1. */
  readonly threads?: number
  /** Default f32. */
  readonly kvType?: KvType
  /** Blocks of the cache, or how many bytes they may take; default: four sequences of full length. */
  readonly blockCount?: number
  readonly kvBytesMax?: number
  /** A multiple of 16 is made of it; default 16. The context's length makes each block one sequence's slot. */
  readonly blockTokenCount?: number
  /** Default: the model's. */
  readonly contextLength?: number
  readonly stepTokensMax?: number
  readonly stepSequencesMax?: number
  /** Of one WebAssembly memory; default: what 32-bit addresses reach. */
  readonly memoryBytesMax?: number
  readonly kernels?: EngineKernelChoice
  readonly startWorker?: StartWorker
}

/** Compute threads of one runner. */
export const THREADS_MAX = 64
const PAGE_BYTES = 65_536
/** What 32-bit addresses reach. */
const MEMORY_BYTES_MAX = 65_536 * PAGE_BYTES
const TILE_TOKENS = 16
const STEP_TOKENS = 512
const STEP_SEQUENCES = 64
const SEQUENCES_DEFAULT = 4

function refuse(says: string): never {
  throw new LociError('CONFIG_INVALID', says)
}

function kvBytesPerToken(model: Hyperparameters, kvType: KvType): number {
  const { layerCount, kvHeadCount, keyLength, valueLength } = model
  if (kvType === 'q8_0' && (keyLength % 32 !== 0 || valueLength % 32 !== 0)) {
    refuse(`heads of ${keyLength} and ${valueLength} do not divide into the blocks of q8_0`)
  }
  const rows = [keyLength, valueLength].map((length) => cacheBytes(kvType, kvHeadCount * length))
  return layerCount * (rows[0]! + rows[1]!)
}

function sizesOf(options: ComputeRunnerOptions, model: Hyperparameters): RunnerSizes {
  const { threads = 1, kvType = 'f32', stepTokensMax = STEP_TOKENS } = options
  const { stepSequencesMax = STEP_SEQUENCES } = options
  const contextLength = Math.min(options.contextLength ?? model.contextLength, model.contextLength)
  const blockTokenCount = roundedUp(options.blockTokenCount ?? TILE_TOKENS, TILE_TOKENS)
  const blockBytes = blockTokenCount * kvBytesPerToken(model, kvType)
  const blockCount =
    options.blockCount ??
    (options.kvBytesMax === undefined
      ? SEQUENCES_DEFAULT * Math.ceil(contextLength / blockTokenCount)
      : Math.floor(options.kvBytesMax / blockBytes))
  const isCount = (count: number): boolean => Number.isSafeInteger(count) && count > 0
  if (!isCount(threads) || threads > THREADS_MAX)
    refuse(`threads is ${threads}; 1 to ${THREADS_MAX} can be`)
  if (!isCount(contextLength)) refuse(`the context is ${contextLength} tokens; it is at least 1`)
  if (!isCount(stepTokensMax) || !isCount(stepSequencesMax))
    refuse('a step takes at least one token')
  if (!isCount(blockCount)) {
    const says = `the cache may take ${options.kvBytesMax} bytes, and one block of it takes ${blockBytes}`
    throw new LociError('ENGINE_OUT_OF_MEMORY', says, { details: { blockBytes } })
  }
  return {
    ...{ blockCount, blockTokenCount, contextLength, kvType },
    ...{ stepTokensMax, stepSequencesMax, threadCount: threads },
  }
}

/** Shared, and as large as they ever get: pages cost nothing until they are written. */
function openMemories(plan: MemoryPlan): WebAssembly.Memory[] {
  const needed = plan.weightBytes + plan.scratch.byteCount
  const { memoryBytes } = readMachineFacts(null)
  const total = plan.byteCounts.reduce((sum, byteCount) => sum + byteCount, 0)
  const details = { neededBytes: total, weightBytes: plan.weightBytes, kvBytes: plan.kvBytes }
  if (needed > memoryBytes) {
    const says = `the weights need ${needed} bytes, and this machine has ${memoryBytes}`
    throw new LociError('ENGINE_OUT_OF_MEMORY', says, { details })
  }
  try {
    return plan.byteCounts.map((byteCount) => {
      const pages = Math.ceil(byteCount / PAGE_BYTES)
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    })
  } catch (cause) {
    const says = `${total} bytes cannot be had: ${plan.weightBytes} of weights, ${plan.kvBytes} of cache`
    throw new LociError('ENGINE_OUT_OF_MEMORY', says, { details, cause })
  }
}

async function frequenciesOf(file: GgufFile, model: Hyperparameters): Promise<Float64Array> {
  const name = 'rope_freqs.weight'
  if (!file.tensors.has(name)) return ropeFrequencies(model.rope, null)
  const divisors = decodeTensor(file.tensor(name).type, await file.readTensor(name))
  return ropeFrequencies(model.rope, divisors)
}

/** Throws CONFIG_INVALID, ENGINE_OUT_OF_MEMORY, and what reading the model throws. */
export async function openComputeRunner(options: ComputeRunnerOptions): Promise<ComputeRunner> {
  const { file, disk, kernels = 'auto', memoryBytesMax = MEMORY_BYTES_MAX } = options
  const model = readHyperparameters(file.metadata)
  const found = checkTensors(tensorPlan(model), file.tensors)
  const tensors = new Map(found.map((tensor) => [tensor.name, tensor]))
  const sizes = sizesOf(options, model)
  const { mode, module, reason, errors } = await openEngineModule({ disk, choice: kernels })
  const bytesMax = Math.min(memoryBytesMax, MEMORY_BYTES_MAX)
  const plan = planMemory({ model, tensors, mode }, sizes, bytesMax)
  const memories = openMemories(plan)
  await loadMemories(file, { plan, memories })
  const frequencies = await frequenciesOf(file, model)
  const data = { kernels: mode, module, memories, plan, model, sizes, frequencies }
  const team = new ComputeTeam(data, options.startWorker ?? startWorker)
  await team.open()
  const { threadCount, ...shape } = sizes
  return new ComputeRunner({
    ...{ model, plan, memories, team },
    shape: {
      ...shape,
      vocabularySize: model.vocabularySize,
      kvBytesPerToken: kvBytesPerToken(model, sizes.kvType),
    },
    description: {
      ...{ kernels: mode, reason, productErrors: errors, threadCount },
      memoryBytes: plan.byteCounts,
      ...{ weightBytes: plan.weightBytes, kvBytes: plan.kvBytes },
      scratchBytes: plan.scratch.byteCount * memories.length,
    },
  })
}
