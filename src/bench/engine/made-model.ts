/**
 * Models of any size, made rather than fetched: weights are drawn as the bytes of their blocks, so that a gigabyte takes a second.
 *
 * Quants are uniform over the odd numbers (so that none is the one value that quantising never gives, and their mean is 0), and all
 * blocks of a matrix have one scale, such that a row's norm is about 1: activations neither vanish nor explode. The text that such
 * a model writes means nothing; what it costs to write it is what a trained one costs.
 */

import type { Disk } from '../../host/disk.ts'
import { matrixBytes, matrixKindOf } from '../../kernels/matrix/matrix-layout.ts'
import { readHyperparameters } from '../../model/architecture/hyperparameters.ts'
import { tensorPlan } from '../../model/architecture/tensor-plan.ts'
import { layoutGguf, type TensorHead, typeForShape } from '../../model/gguf/encode-gguf.ts'
import { GgufMetadata } from '../../model/gguf/gguf-metadata.ts'
import { byteCountOf, type TensorType, tensorTypeNamed } from '../../model/gguf/tensor-types.ts'
import { assert } from '../../stdx/assert.ts'
import { encodeHalf } from '../../stdx/half-float.ts'
import { type RandomModelShape, randomModelEntries } from '../golden/random-model.ts'

/** Bits that make every quant of a word odd, and the spread of such quants around their zero. */
const quantsOf: Readonly<Record<string, { readonly odd: number; readonly spread: number }>> = {
  Q8_0: { odd: 0x01010101, spread: 73.9 },
  Q4_0: { odd: 0x11111111, spread: 4.58 },
}

export type MadeType = 'Q8_0' | 'Q4_0'

export interface MadeModel {
  readonly path: string
  readonly parameterCount: number
  readonly fileBytes: number
  /** Of the weights that are read for every token, as kernels have them: all but the table of embeddings, of which one row is. */
  readonly packedBytesPerToken: number
  /** The same as they lie in the file. */
  readonly fileBytesPerToken: number
}

/** 300M parameters: 14 layers of 1024, vocabulary 32,000. */
export const engineBenchShape: RandomModelShape = {
  architecture: 'llama',
  layerCount: 14,
  embeddingLength: 1024,
  feedForwardLength: 4096,
  headCount: 16,
  kvHeadCount: 16,
  keyLength: 64,
  vocabularySize: 32_000,
  contextLength: 2048,
  ropeDimensionCount: 64,
  linearFactor: 1,
  hasRopeFrequencies: false,
  isTied: false,
  hasOptionalBiases: false,
  hasVocabulary: true,
}

/** As small as a model can be that still has two heads which share one of keys: for the tiny version of a benchmark. */
export const tinyBenchShape: RandomModelShape = {
  ...engineBenchShape,
  layerCount: 2,
  embeddingLength: 64,
  feedForwardLength: 128,
  headCount: 2,
  kvHeadCount: 1,
  keyLength: 32,
  ropeDimensionCount: 32,
  vocabularySize: 300,
  isTied: true,
}

/** Marsaglia's xorshift32: words, not numbers; quick enough not to be waited for. */
function fillWords(words: Uint32Array, seed: number, bits: number): void {
  let state = seed | 1
  for (let at = 0; at < words.length; at += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    words[at] = state | bits
  }
}

function fillBlocks(bytes: Uint8Array, type: TensorType, width: number, seed: number): void {
  const { odd, spread } = quantsOf[type.name]!
  assert(bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0, 'a matrix is whole words')
  fillWords(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), seed, odd)
  const scale = encodeHalf(1 / Math.sqrt(width) / spread)
  for (let at = 0; at < bytes.length; at += type.blockByteCount) {
    bytes[at] = scale & 0xff
    bytes[at + 1] = scale >>> 8
  }
}

function headsOf(shape: RandomModelShape, type: TensorType): TensorHead[] {
  const model = readHyperparameters(new GgufMetadata(randomModelEntries(shape)))
  return tensorPlan(model)
    .filter(({ name, isOptional }) => !isOptional || (name === 'output.weight' && !shape.isTied))
    .map(({ name, shape: lengths }) => {
      assert(lengths[0]! % type.blockElementCount === 0, `rows of ${name} are whole blocks`)
      return { name, shape: lengths, type: typeForShape(type, lengths) }
    })
}

function elementCountOf({ shape }: TensorHead): number {
  return shape.reduce((product, length) => product * length, 1)
}

function packedBytesOf(head: TensorHead): number {
  const [width, rowCount] = head.shape
  if (rowCount === undefined) return 4 * width!
  return matrixBytes({ kind: matrixKindOf(head.type.name)!, rowCount, width: width! })
}

/** Writes the model's file; the same seed gives the same bytes. */
export async function makeModel(
  disk: Disk,
  path: string,
  { shape, type, seed }: { shape: RandomModelShape; type: MadeType; seed: number },
): Promise<MadeModel> {
  const heads = headsOf(shape, tensorTypeNamed(type)!)
  const { header, positions, byteCount } = layoutGguf(randomModelEntries(shape), heads)
  const bytes = new Uint8Array(byteCount)
  bytes.set(header)
  let fileBytesPerToken = 0
  let packedBytesPerToken = 0
  for (const [index, head] of heads.entries()) {
    const size = byteCountOf(head.type, elementCountOf(head))
    const body = bytes.subarray(positions[index], positions[index]! + size)
    if (head.shape.length > 1) fillBlocks(body, head.type, head.shape[0]!, seed + index)
    else new Float32Array(body.buffer, body.byteOffset, body.length / 4).fill(1)
    if (head.name === 'token_embd.weight' && !shape.isTied) continue
    fileBytesPerToken += size
    packedBytesPerToken += packedBytesOf(head)
  }
  await disk.writeAtomic(path, bytes)
  const parameterCount = heads.reduce((sum, head) => sum + elementCountOf(head), 0)
  return { path, parameterCount, fileBytes: byteCount, packedBytesPerToken, fileBytesPerToken }
}
