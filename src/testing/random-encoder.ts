/**
 * Text encoders as files to test with: the keys of one, and one of random weights with a small WordPiece vocabulary.
 *
 * Any text can be encoded with it: letters, digits and marks are pieces, and some words are whole. Its vectors mean nothing.
 */

import { encoderTensorPlan, readEncoderModel } from '../model/architecture/encoder-model.ts'
import { encodeGguf, typeForShape, type WrittenTensor } from '../model/gguf/encode-gguf.ts'
import { GgufMetadata } from '../model/gguf/gguf-metadata.ts'
import { type GgufEntry, StringTable } from '../model/gguf/gguf-value.ts'
import { type TensorType, tensorTypeNamed } from '../model/gguf/tensor-types.ts'
import { createPrng, type Prng } from '../stdx/prng.ts'

export interface EncoderShape {
  readonly name: string
  readonly layerCount: number
  readonly embeddingLength: number
  readonly feedForwardLength: number
  readonly headCount: number
  readonly contextLength: number
  readonly normEpsilon: number
  readonly pooling: 'mean' | 'cls' | 'last'
  /** As BERT's own files have them: `word`, `##ing`, `[CLS]`. */
  readonly pieces: readonly string[]
}

const POOLING_NUMBERS = { mean: 1, cls: 2, last: 3 } as const
const TYPE_COUNT = 2

/** As model files write it: words begin with "▁", continuations have no mark. */
function pieceInFile(piece: string): string {
  if (/^\[.+\]$/.test(piece)) return piece
  return piece.startsWith('##') && piece.length > 2 ? piece.slice(2) : `▁${piece}`
}

function vocabularyEntries(pieces: readonly string[]): [string, GgufEntry][] {
  const items = StringTable.of(pieces.map(pieceInFile))
  const types = Int32Array.from(pieces, (piece) => (/^\[.+\]$/.test(piece) ? 3 : 1))
  const id = (piece: string): GgufEntry => ({ type: 'u32', value: pieces.indexOf(piece) })
  return [
    ['tokenizer.ggml.model', { type: 'string', value: 'bert' }],
    ['tokenizer.ggml.tokens', { type: 'array', value: { elementType: 'string', items } }],
    ['tokenizer.ggml.token_type', { type: 'array', value: { elementType: 'i32', items: types } }],
    ['tokenizer.ggml.token_type_count', { type: 'u32', value: TYPE_COUNT }],
    ['tokenizer.ggml.unknown_token_id', id('[UNK]')],
    ['tokenizer.ggml.cls_token_id', id('[CLS]')],
    ['tokenizer.ggml.bos_token_id', id('[CLS]')],
    ['tokenizer.ggml.seperator_token_id', id('[SEP]')],
    ['tokenizer.ggml.padding_token_id', id('[PAD]')],
  ]
}

/** Keys of the architecture `bert`. */
export function encoderEntries(shape: EncoderShape): Map<string, GgufEntry> {
  const u32 = (value: number): GgufEntry => ({ type: 'u32', value })
  return new Map<string, GgufEntry>([
    ['general.architecture', { type: 'string', value: 'bert' }],
    ['general.name', { type: 'string', value: shape.name }],
    ['bert.context_length', u32(shape.contextLength)],
    ['bert.embedding_length', u32(shape.embeddingLength)],
    ['bert.feed_forward_length', u32(shape.feedForwardLength)],
    ['bert.block_count', u32(shape.layerCount)],
    ['bert.attention.head_count', u32(shape.headCount)],
    ['bert.attention.layer_norm_epsilon', { type: 'f32', value: shape.normEpsilon }],
    ['bert.attention.causal', { type: 'bool', value: false }],
    ['bert.pooling_type', u32(POOLING_NUMBERS[shape.pooling])],
    ...vocabularyEntries(shape.pieces),
  ])
}

const marks = [...'abcdefghijklmnopqrstuvwxyz0123456789', ...'.,;:?!\'"()-/@#']
const words = ['the', 'and', 'of', 'to', 'rain', 'puppy', 'work', 'in', 'it', 'where']

export const randomEncoderShape: EncoderShape = {
  name: 'random bert',
  layerCount: 2,
  embeddingLength: 64,
  feedForwardLength: 96,
  headCount: 4,
  contextLength: 64,
  normEpsilon: 1e-12,
  pooling: 'mean',
  pieces: [
    ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
    ...marks,
    ...marks.slice(0, 36).map((mark) => `##${mark}`),
    ...words,
    '##ing',
    '##ed',
  ],
}

/** Normal, by Box and Muller. */
function normal(prng: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - prng.next())) * Math.cos(2 * Math.PI * prng.next())
}

function valuesOf(name: string, shape: readonly number[], prng: Prng): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1)
  const isScale = name.endsWith('norm.weight')
  const spread = shape.length === 1 ? 0.1 : 1 / Math.sqrt(shape[0]!)
  return Float32Array.from({ length }, () => (isScale ? 1 : 0) + spread * normal(prng))
}

/** The file of an encoder, in `type` where its rows divide. */
export function randomEncoder(
  parts: Partial<EncoderShape> = {},
  seed = 1,
  type: TensorType = tensorTypeNamed('F32')!,
): Uint8Array {
  const prng = createPrng(seed)
  const entries = encoderEntries({ ...randomEncoderShape, ...parts })
  const plan = encoderTensorPlan(readEncoderModel(new GgufMetadata(entries)), TYPE_COUNT)
  const tensors = plan.map(({ name, shape }): WrittenTensor => {
    const isTable = /^(token_types|position_embd)/.test(name)
    const written = isTable ? tensorTypeNamed('F32')! : typeForShape(type, shape)
    return { name, shape, type: written, data: valuesOf(name, shape, prng) }
  })
  return encodeGguf(entries, tensors)
}
