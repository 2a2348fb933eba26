/**
 * Tiny models with random weights, one for each architecture, written as files: nothing to download, and every branch of the
 * forward pass is taken (grouped heads, biases, norms of heads, partial rotation, both scalings, tied and own output).
 */

import { architectures } from '../../model/architecture/architectures.ts'
import { readHyperparameters } from '../../model/architecture/hyperparameters.ts'
import { tensorPlan } from '../../model/architecture/tensor-plan.ts'
import { encodeGguf, typeForShape, type WrittenTensor } from '../../model/gguf/encode-gguf.ts'
import { GgufMetadata } from '../../model/gguf/gguf-metadata.ts'
import { type GgufArray, type GgufEntry, StringTable } from '../../model/gguf/gguf-value.ts'
import { type TensorType, tensorTypeNamed } from '../../model/gguf/tensor-types.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'

export interface RandomModelShape {
  readonly architecture: string
  readonly layerCount: number
  readonly embeddingLength: number
  readonly feedForwardLength: number
  readonly headCount: number
  readonly kvHeadCount: number
  readonly keyLength: number
  readonly vocabularySize: number
  readonly contextLength: number
  /** Elements of a head that turn. */
  readonly ropeDimensionCount: number
  readonly linearFactor: number
  readonly hasRopeFrequencies: boolean
  readonly isTied: boolean
  /** Where an architecture leaves the choice. */
  readonly hasOptionalBiases: boolean
  /** SentencePiece entries for every byte and made-up words, as programs want that load nothing without; from 259 tokens on. */
  readonly hasVocabulary: boolean
}

const plainShape: RandomModelShape = {
  architecture: 'llama',
  layerCount: 2,
  embeddingLength: 64,
  feedForwardLength: 96,
  headCount: 4,
  kvHeadCount: 2,
  keyLength: 16,
  vocabularySize: 96,
  contextLength: 128,
  ropeDimensionCount: 16,
  linearFactor: 1,
  hasRopeFrequencies: false,
  isTied: false,
  hasOptionalBiases: false,
  hasVocabulary: false,
}

/** One a row of the architectures, each with another of the variants. */
export const randomShapes: readonly RandomModelShape[] = architectures.map(({ name }, index) => ({
  ...plainShape,
  architecture: name,
  kvHeadCount: [2, 4, 1, 2][index % 4]!,
  // A head need not be the width divided by the heads.
  keyLength: index % 4 === 3 ? 32 : 16,
  ropeDimensionCount: index % 4 === 1 ? 8 : index % 4 === 3 ? 32 : 16,
  linearFactor: index % 4 === 2 ? 4 : 1,
  hasRopeFrequencies: index % 4 === 0,
  isTied: index % 2 === 1,
  hasOptionalBiases: index % 4 === 0,
}))

const FIRST_WORD = 259

function pieceOf(id: number): string {
  if (id < 3) return ['<unk>', '<s>', '</s>'][id]!
  if (id >= FIRST_WORD) return `w${id}`
  return `<0x${(id - 3).toString(16).toUpperCase().padStart(2, '0')}>`
}

/** Types of the file format: 1 normal, 2 unknown, 3 control, 6 byte. */
function pieceTypeOf(id: number): number {
  if (id < 3) return id === 0 ? 2 : 3
  return id < FIRST_WORD ? 6 : 1
}

function vocabularyEntries(size: number): [string, GgufEntry][] {
  const ids = Array.from({ length: size }, (_, id) => id)
  const array = (value: GgufArray): GgufEntry => ({ type: 'array', value })
  const items = StringTable.of(ids.map(pieceOf))
  return [
    ['tokenizer.ggml.model', { type: 'string', value: 'llama' }],
    ['tokenizer.ggml.tokens', array({ elementType: 'string', items })],
    [
      'tokenizer.ggml.scores',
      array({ elementType: 'f32', items: Float32Array.from(ids, (id) => -id) }),
    ],
    [
      'tokenizer.ggml.token_type',
      array({ elementType: 'i32', items: Int32Array.from(ids, pieceTypeOf) }),
    ],
    ['tokenizer.ggml.bos_token_id', { type: 'u32', value: 1 }],
    ['tokenizer.ggml.eos_token_id', { type: 'u32', value: 2 }],
  ]
}

/** The keys of a model, with a vocabulary where the shape has one. */
export function randomModelEntries(shape: RandomModelShape): Map<string, GgufEntry> {
  const { architecture: name } = shape
  const u32 = (value: number): GgufEntry => ({ type: 'u32', value })
  const f32 = (value: number): GgufEntry => ({ type: 'f32', value })
  return new Map<string, GgufEntry>([
    ['general.architecture', { type: 'string', value: name }],
    ['general.name', { type: 'string', value: `random ${name}` }],
    [`${name}.vocab_size`, u32(shape.vocabularySize)],
    [`${name}.context_length`, u32(shape.contextLength)],
    [`${name}.embedding_length`, u32(shape.embeddingLength)],
    [`${name}.feed_forward_length`, u32(shape.feedForwardLength)],
    [`${name}.block_count`, u32(shape.layerCount)],
    [`${name}.attention.head_count`, u32(shape.headCount)],
    [`${name}.attention.head_count_kv`, u32(shape.kvHeadCount)],
    [`${name}.attention.key_length`, u32(shape.keyLength)],
    [`${name}.attention.value_length`, u32(shape.keyLength)],
    [`${name}.attention.layer_norm_rms_epsilon`, f32(1e-5)],
    [`${name}.rope.dimension_count`, u32(shape.ropeDimensionCount)],
    [`${name}.rope.freq_base`, f32(10_000)],
    [
      `${name}.rope.scaling.type`,
      { type: 'string', value: shape.linearFactor === 1 ? 'none' : 'linear' },
    ],
    [`${name}.rope.scaling.factor`, f32(shape.linearFactor)],
    ...(shape.hasVocabulary ? vocabularyEntries(shape.vocabularySize) : []),
  ])
}

/** Normal, by Box and Muller. */
function normal(prng: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - prng.next())) * Math.cos(2 * Math.PI * prng.next())
}

/** Rows of norm about 1, so that activations neither vanish nor explode. */
function valuesOf(name: string, shape: readonly number[], prng: Prng): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1)
  if (name === 'rope_freqs.weight') {
    return Float32Array.from({ length }, (_, at) => 1 + (7 * at) / length)
  }
  const isNorm = name.endsWith('norm.weight')
  const spread = shape.length === 1 ? 0.1 : 1 / Math.sqrt(shape[0]!)
  return Float32Array.from({ length }, () => (isNorm ? 1 : 0) + spread * normal(prng))
}

function isWanted(name: string, shape: RandomModelShape): boolean {
  if (name === 'output.weight') return !shape.isTied
  if (name === 'rope_freqs.weight') return shape.hasRopeFrequencies
  return shape.hasOptionalBiases
}

/** The file of a model, in `type` where its rows divide. */
export function randomModel(
  shape: RandomModelShape,
  seed: number,
  type: TensorType = tensorTypeNamed('F32')!,
): Uint8Array {
  const prng = createPrng(seed)
  const entries = randomModelEntries(shape)
  const plan = tensorPlan(readHyperparameters(new GgufMetadata(entries)))
  const tensors = plan
    .filter(({ name, isOptional }) => !isOptional || isWanted(name, shape))
    .map(({ name, shape: lengths }): WrittenTensor => {
      const data = valuesOf(name, lengths, prng)
      return { name, shape: lengths, type: typeForShape(type, lengths), data }
    })
  return encodeGguf(entries, tensors)
}
