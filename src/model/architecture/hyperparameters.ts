/**
 * The numbers of a model out of the keys of its file, checked against one another.
 *
 * Defaults are those of llama.cpp's loader. What would be computed wrongly without a word (experts, a rope scaling that is not
 * here, layers of different widths) is refused.
 */

import { LociError } from '../../errors.ts'
import type { GgufMetadata } from '../gguf/gguf-metadata.ts'
import { type Architecture, architectureNamed } from './architectures.ts'

/** Beyond these no file is a model that this machine could run; they bound what is allocated from a header. */
const LAYERS_MAX = 1_024
const WIDTH_MAX = 1 << 20
const VOCABULARY_MAX = 1 << 22
const CONTEXT_MAX = 1 << 26

const ROPE_BASE_DEFAULT = 10_000

export interface RopeSettings {
  readonly pairing: Architecture['ropePairing']
  /** Elements of a head that turn; the rest stay as they are. */
  readonly dimensionCount: number
  readonly base: number
  /** Positions are divided by it (linear scaling); 1 for none. */
  readonly linearFactor: number
}

export interface Hyperparameters {
  readonly architecture: Architecture
  readonly layerCount: number
  readonly embeddingLength: number
  readonly feedForwardLength: number
  readonly headCount: number
  readonly kvHeadCount: number
  /** Elements of a head of queries and keys, and of values. */
  readonly keyLength: number
  readonly valueLength: number
  readonly vocabularySize: number
  readonly contextLength: number
  readonly normEpsilon: number
  readonly rope: RopeSettings
}

function refuse(says: string): never {
  throw new LociError('MODEL_FILE_INVALID', says)
}

function within(key: string, value: number, most: number): number {
  if (value >= 1 && value <= most) return value
  return refuse(`${key} is ${value}; 1 to ${most} can be`)
}

function ropeOf(
  metadata: GgufMetadata,
  architecture: Architecture,
  keyLength: number,
): RopeSettings {
  const prefix = `${architecture.name}.rope`
  const scaling = metadata.stringOr(`${prefix}.scaling.type`, 'none')
  if (scaling !== 'none' && scaling !== 'linear') {
    throw new LociError(
      'MODEL_ARCHITECTURE_UNKNOWN',
      `${prefix}.scaling.type is ${JSON.stringify(scaling.slice(0, 100))}; none and linear are computed`,
      { hint: 'Use a file without this scaling; its first positions would be wrong too.' },
    )
  }
  // Before there was a type, linear scaling had a key of its own.
  const legacy = metadata.numberOr(`${prefix}.scale_linear`, 1)
  const factor = metadata.numberOr(`${prefix}.scaling.factor`, legacy)
  const dimensionCount = metadata.integerOr(`${prefix}.dimension_count`, keyLength)
  if (dimensionCount % 2 !== 0 || dimensionCount < 2 || dimensionCount > keyLength) {
    refuse(`${prefix}.dimension_count is ${dimensionCount} of heads of ${keyLength}`)
  }
  const base = metadata.numberOr(`${prefix}.freq_base`, ROPE_BASE_DEFAULT)
  // Zero stands for "not scaled" in files of old converters.
  const linearFactor = factor === 0 || scaling === 'none' ? 1 : factor
  if (!(base > 0 && linearFactor > 0)) refuse(`${prefix} has base ${base}, factor ${factor}`)
  return { pairing: architecture.ropePairing, dimensionCount, base, linearFactor }
}

function headsOf(metadata: GgufMetadata, name: string, embeddingLength: number) {
  const key = `${name}.attention`
  const headCount = within(`${key}.head_count`, metadata.integer(`${key}.head_count`), WIDTH_MAX)
  const kvHeadCount = metadata.integerOr(`${key}.head_count_kv`, headCount)
  if (kvHeadCount < 1 || headCount % kvHeadCount !== 0) {
    refuse(`${headCount} heads cannot share ${kvHeadCount} heads of keys and values`)
  }
  const keyLength = metadata.integerOr(`${key}.key_length`, embeddingLength / headCount)
  const valueLength = metadata.integerOr(`${key}.value_length`, embeddingLength / headCount)
  for (const length of [keyLength, valueLength]) {
    if (!Number.isInteger(length)) refuse(`${embeddingLength} is not ${headCount} equal heads`)
    within(`${key}.key_length or value_length`, length, WIDTH_MAX)
  }
  return { headCount, kvHeadCount, keyLength, valueLength }
}

function vocabularySizeOf(metadata: GgufMetadata, name: string): number {
  const pieceCount = metadata.stringsOr('tokenizer.ggml.tokens', null)?.length
  const size = pieceCount ?? metadata.integerOr(`${name}.vocab_size`, null)
  if (size === null) return refuse(`the file has neither ${name}.vocab_size nor a vocabulary`)
  return within('the size of the vocabulary', size, VOCABULARY_MAX)
}

export function readHyperparameters(metadata: GgufMetadata): Hyperparameters {
  const architecture = architectureNamed(metadata.string('general.architecture'))
  const { name } = architecture
  const sized = (key: string, most: number): number =>
    within(`${name}.${key}`, metadata.integer(`${name}.${key}`), most)
  const expertCount = metadata.integerOr(`${name}.expert_count`, 0)
  if (expertCount > 0) {
    throw new LociError(
      'MODEL_ARCHITECTURE_UNKNOWN',
      `the model mixes ${expertCount} experts, which is not computed`,
      { hint: 'Use a dense model.' },
    )
  }
  const embeddingLength = sized('embedding_length', WIDTH_MAX)
  const heads = headsOf(metadata, name, embeddingLength)
  const normEpsilon = metadata.number(`${name}.attention.layer_norm_rms_epsilon`)
  if (!(normEpsilon > 0)) refuse(`${name}.attention.layer_norm_rms_epsilon is ${normEpsilon}`)
  return {
    architecture,
    layerCount: sized('block_count', LAYERS_MAX),
    embeddingLength,
    feedForwardLength: sized('feed_forward_length', WIDTH_MAX),
    ...heads,
    vocabularySize: vocabularySizeOf(metadata, name),
    contextLength: sized('context_length', CONTEXT_MAX),
    normEpsilon,
    rope: ropeOf(metadata, architecture, heads.keyLength),
  }
}
