/**
 * A text encoder out of its file: the numbers of the model from its keys, checked, and the tensors that it consists of.
 *
 * Keys and names are those of llama.cpp's converter. What would be computed wrongly without a word (causal attention, a ranking head)
 * is refused. How states become one vector is `pooling`. Decoders are read by `hyperparameters.ts`.
 */

import { LociError } from '../../errors.ts'
import type { GgufMetadata } from '../gguf/gguf-metadata.ts'
import type { GgufTensor } from '../gguf/read-header.ts'
import type { Presence } from './architectures.ts'
import {
  type EncoderArchitecture,
  encoderArchitectureNamed,
  encoderArchitectures,
} from './encoder-architectures.ts'
import { checkTensors, type PlannedTensor } from './tensor-plan.ts'

/** How the states of a text become its vector. */
export type EncoderPooling = 'mean' | 'cls' | 'last'

export interface EncoderModel {
  readonly architecture: EncoderArchitecture
  readonly layerCount: number
  readonly embeddingLength: number
  readonly feedForwardLength: number
  readonly headCount: number
  readonly headLength: number
  readonly vocabularySize: number
  /** Tokens of a text at most: there is a row for each position. */
  readonly contextLength: number
  readonly normEpsilon: number
  readonly pooling: EncoderPooling
}

/** Beyond these no file is an encoder that this machine could run; they bound what is allocated from a header. */
const LAYERS_MAX = 256
const WIDTH_MAX = 1 << 16
const VOCABULARY_MAX = 1 << 22
const CONTEXT_MAX = 1 << 20

/** `pooling_type` of the file format; 4 ranks pairs of texts with a head of its own. */
const poolings: readonly (EncoderPooling | 'none' | 'rank')[] = [
  'none',
  'mean',
  'cls',
  'last',
  'rank',
]

/** A head that classifies or ranks comes after the states and changes no vector. */
const HEADS = /^cls\.|^cls_/

function refuse(says: string): never {
  throw new LociError('MODEL_FILE_INVALID', says)
}

function architectureOf(metadata: GgufMetadata): EncoderArchitecture {
  const name = metadata.string('general.architecture')
  const found = encoderArchitectureNamed(name)
  if (found !== null) return found
  const known = encoderArchitectures.map((one) => one.name).join(', ')
  throw new LociError(
    'MODEL_ARCHITECTURE_UNKNOWN',
    `no encoder is of the architecture ${JSON.stringify(name.slice(0, 100))}`,
    { hint: `Use an encoder of one of these: ${known}.`, details: { name } },
  )
}

function poolingOf(metadata: GgufMetadata, name: string): EncoderPooling {
  const number = metadata.integerOr(`${name}.pooling_type`, null)
  // Files of old converters do not say; sentence encoders of that time take the mean.
  const pooling = number === null ? 'mean' : poolings[number]
  if (pooling === 'mean' || pooling === 'cls' || pooling === 'last') return pooling
  throw new LociError(
    'MODEL_ARCHITECTURE_UNKNOWN',
    `${name}.pooling_type is ${number} (${pooling ?? 'unknown'}), which gives no vector of a text`,
    { hint: 'Use a sentence encoder that pools by mean, first or last token.' },
  )
}

export function readEncoderModel(metadata: GgufMetadata): EncoderModel {
  const architecture = architectureOf(metadata)
  const { name } = architecture
  const sized = (key: string, most: number): number => {
    const value = metadata.integer(`${name}.${key}`)
    if (value >= 1 && value <= most) return value
    return refuse(`${name}.${key} is ${value}; 1 to ${most} can be`)
  }
  if (metadata.booleanOr(`${name}.attention.causal`, false)) {
    refuse(`${name}.attention.causal is true: an encoder sees the whole text`)
  }
  const embeddingLength = sized('embedding_length', WIDTH_MAX)
  const headCount = sized('attention.head_count', WIDTH_MAX)
  if (embeddingLength % headCount !== 0) {
    refuse(`${embeddingLength} is not ${headCount} equal heads`)
  }
  const pieces = metadata.strings('tokenizer.ggml.tokens').length
  if (pieces < 1 || pieces > VOCABULARY_MAX) refuse(`the vocabulary has ${pieces} pieces`)
  const normEpsilon = metadata.number(`${name}.attention.layer_norm_epsilon`)
  if (!(normEpsilon > 0)) refuse(`${name}.attention.layer_norm_epsilon is ${normEpsilon}`)
  return {
    architecture,
    layerCount: sized('block_count', LAYERS_MAX),
    embeddingLength,
    feedForwardLength: sized('feed_forward_length', WIDTH_MAX),
    headCount,
    headLength: embeddingLength / headCount,
    vocabularySize: pieces,
    contextLength: sized('context_length', CONTEXT_MAX),
    normEpsilon,
    pooling: poolingOf(metadata, name),
  }
}

function planned(name: string, shape: readonly number[], presence: Presence): PlannedTensor[] {
  return presence === 'absent' ? [] : [{ name, shape, isOptional: presence === 'optional' }]
}

function normPlan(name: string, width: number): PlannedTensor[] {
  return ['weight', 'bias'].flatMap((part) => planned(`${name}.${part}`, [width], 'required'))
}

function layerPlan(model: EncoderModel, layer: number): PlannedTensor[] {
  const { embeddingLength: width, feedForwardLength: inner, architecture } = model
  const matrix = (name: string, from: number, to: number): PlannedTensor[] => [
    ...planned(`blk.${layer}.${name}.weight`, [from, to], 'required'),
    ...planned(`blk.${layer}.${name}.bias`, [to], architecture.bias),
  ]
  return [
    ...matrix('attn_q', width, width),
    ...matrix('attn_k', width, width),
    ...matrix('attn_v', width, width),
    ...matrix('attn_output', width, width),
    ...normPlan(`blk.${layer}.attn_output_norm`, width),
    ...matrix('ffn_up', width, inner),
    ...matrix('ffn_down', inner, width),
    ...normPlan(`blk.${layer}.layer_output_norm`, width),
  ]
}

/** `typeCount`: rows of the table of types, of which only the first is used. */
export function encoderTensorPlan(model: EncoderModel, typeCount: number): PlannedTensor[] {
  const { embeddingLength: width, vocabularySize, contextLength, architecture } = model
  return [
    ...planned('token_embd.weight', [width, vocabularySize], 'required'),
    ...planned('token_types.weight', [width, typeCount], architecture.typeEmbedding),
    ...planned('position_embd.weight', [width, contextLength], 'required'),
    ...normPlan('token_embd_norm', width),
    ...Array.from({ length: model.layerCount }, (_, layer) => layerPlan(model, layer)).flat(),
  ]
}

/** The planned tensors that the file has; throws for the first thing that does not fit. */
export function checkEncoderTensors(
  model: EncoderModel,
  tensors: ReadonlyMap<string, GgufTensor>,
): GgufTensor[] {
  const typeCount = tensors.get('token_types.weight')?.shape[1] ?? 1
  const body = new Map([...tensors].filter(([name]) => !HEADS.test(name)))
  return checkTensors(encoderTensorPlan(model, typeCount), body)
}
