/**
 * What a model file holds and what running it takes, from its header alone: no weight is read.
 *
 * A file that can be read but not computed with is described all the same, with the reason beside it; a file of a vocabulary alone
 * is not at fault.
 */

import { LociError } from '../../errors.ts'
import type { GgufFile } from '../gguf/open-gguf.ts'
import { encoderArchitectureNamed } from './encoder-architectures.ts'
import { checkEncoderTensors, type EncoderModel, readEncoderModel } from './encoder-model.ts'
import { type Hyperparameters, readHyperparameters } from './hyperparameters.ts'
import { checkTensors, tensorPlan } from './tensor-plan.ts'

export interface WeightsOfType {
  readonly type: string
  readonly tensorCount: number
  readonly elementCount: number
  readonly byteCount: number
}

/** Bytes that one more token of a sequence takes in the cache, by the type of its elements. */
export interface KvBytesPerToken {
  readonly f32: number
  readonly f16: number
  /** Null where rows of keys or values do not divide into blocks of 32. */
  readonly q8_0: number | null
}

export interface ModelDescription {
  readonly version: number
  readonly shardCount: number
  readonly fileByteCount: number
  readonly headerByteCount: number
  readonly keyCount: number
  readonly tensorCount: number
  readonly name: string | null
  readonly architecture: string | null
  /** Of a decoder. Null for a vocabulary alone, for an encoder, and where there is a problem with the numbers. */
  readonly model: Hyperparameters | null
  /** Of a text encoder, which gives vectors of texts and no text. */
  readonly encoder: EncoderModel | null
  readonly isTied: boolean
  readonly tokenizer: {
    readonly model: string | null
    readonly pre: string | null
    readonly pieceCount: number
    readonly hasChatTemplate: boolean
  }
  readonly weights: {
    readonly elementCount: number
    readonly byteCount: number
    readonly byType: readonly WeightsOfType[]
  }
  readonly kvBytesPerToken: KvBytesPerToken | null
  /** Why it cannot be computed with; null when it can. */
  readonly problem: LociError | null
}

const Q8_BLOCK_ELEMENTS = 32
const Q8_BLOCK_BYTES = 34

export function kvBytesPerToken(model: Hyperparameters): KvBytesPerToken {
  const { layerCount, kvHeadCount, keyLength, valueLength } = model
  const rows = [kvHeadCount * keyLength, kvHeadCount * valueLength]
  const elementCount = layerCount * rows.reduce((sum, length) => sum + length, 0)
  const divides = rows.every((length) => length % Q8_BLOCK_ELEMENTS === 0)
  return {
    f32: 4 * elementCount,
    f16: 2 * elementCount,
    q8_0: divides ? (elementCount / Q8_BLOCK_ELEMENTS) * Q8_BLOCK_BYTES : null,
  }
}

function weightsOf(file: GgufFile): ModelDescription['weights'] {
  const byType = new Map<string, WeightsOfType>()
  for (const { type, elementCount, byteCount } of file.tensors.values()) {
    const before = byType.get(type.name)
    byType.set(type.name, {
      type: type.name,
      tensorCount: (before?.tensorCount ?? 0) + 1,
      elementCount: (before?.elementCount ?? 0) + elementCount,
      byteCount: (before?.byteCount ?? 0) + byteCount,
    })
  }
  const all = [...byType.values()].sort((a, b) => b.byteCount - a.byteCount)
  return {
    elementCount: all.reduce((sum, { elementCount }) => sum + elementCount, 0),
    byteCount: all.reduce((sum, { byteCount }) => sum + byteCount, 0),
    byType: all,
  }
}

function modelOf(file: GgufFile): Pick<ModelDescription, 'model' | 'encoder' | 'problem'> {
  let model: Hyperparameters | null = null
  let encoder: EncoderModel | null = null
  if (file.tensors.size === 0) return { model, encoder, problem: null }
  try {
    const name = file.metadata.string('general.architecture')
    if (encoderArchitectureNamed(name) === null) {
      model = readHyperparameters(file.metadata)
      checkTensors(tensorPlan(model), file.tensors)
    } else {
      encoder = readEncoderModel(file.metadata)
      checkEncoderTensors(encoder, file.tensors)
    }
    return { model, encoder, problem: null }
  } catch (error) {
    // The reason is what is asked for here; anything but a fault of the file is ours.
    if (!LociError.is(error)) throw error
    return { model, encoder, problem: error }
  }
}

export function describeModel(file: GgufFile): ModelDescription {
  const { metadata } = file
  const { model, encoder, problem } = modelOf(file)
  return {
    version: file.version,
    shardCount: file.shardCount,
    fileByteCount: file.fileByteCount,
    headerByteCount: file.headerByteCount,
    keyCount: metadata.entries.size,
    tensorCount: file.tensors.size,
    name: metadata.stringOr('general.name', null),
    architecture: metadata.stringOr('general.architecture', null),
    model,
    encoder,
    isTied: model !== null && !file.tensors.has('output.weight'),
    tokenizer: {
      model: metadata.stringOr('tokenizer.ggml.model', null),
      pre: metadata.stringOr('tokenizer.ggml.pre', null),
      pieceCount: metadata.stringsOr('tokenizer.ggml.tokens', null)?.length ?? 0,
      hasChatTemplate: metadata.has('tokenizer.chat_template'),
    },
    weights: weightsOf(file),
    kvBytesPerToken: model === null ? null : kvBytesPerToken(model),
    problem,
  }
}
