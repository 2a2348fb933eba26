/**
 * An encoder's weights in the one memory that kernels work in, and room beside them for a run of texts.
 *
 * Matrices are packed in the types of the file and never decoded as a whole. What is added rather than multiplied with (biases, norms,
 * tables of positions and types) is float32 outside of it, and the table of tokens stays as it is in the file: a run needs a few
 * rows of it. An encoder that does not fit into 4 GiB is refused.
 */

import { LociError } from '../../errors.ts'
import { ATTENTION_TILE, type AttentionCall, type MatrixKind } from '../../kernels/engine-ops.ts'
import { attentionScratchBytes } from '../../kernels/layer/layer-ops.ts'
import {
  activationTokenBytes,
  matrixBytes,
  matrixKindOf,
} from '../../kernels/matrix/matrix-layout.ts'
import { packRows } from '../../kernels/matrix/pack-matrix.ts'
import type { EncoderModel } from '../../model/architecture/encoder-model.ts'
import type { RawTensor } from '../../model/architecture/load-encoder.ts'
import { decodeTensor } from '../../model/gguf/decode-tensor.ts'
import { assert } from '../../stdx/assert.ts'

export interface PlacedMatrix {
  readonly kind: MatrixKind
  readonly at: number
  readonly rowCount: number
  readonly width: number
}

/** Byte offsets of what a run computes with; all float32 but `encoded`. */
export interface EncoderScratch {
  readonly tokensMax: number
  /** (tokensMax, embeddingLength) each. */
  readonly state: number
  readonly query: number
  readonly key: number
  readonly value: number
  readonly mixed: number
  /** (tokensMax, feedForwardLength) */
  readonly inner: number
  /** Activations as a matrix multiplies with them. */
  readonly encoded: number
  /** What attention needs beside them. */
  readonly attention: number
  /** One block number: keys and values of a text lie as one block. */
  readonly table: number
}

type AttentionShape = Pick<AttentionCall, 'headCount' | 'kvHeadCount' | 'keyLength' | 'valueLength'>

export interface EncoderPlan {
  readonly byteCount: number
  /** By the tensor's name. */
  readonly matrices: ReadonlyMap<string, PlacedMatrix>
  /** Byte offset of each bias of a matrix, float32, by the tensor's name. */
  readonly biases: ReadonlyMap<string, number>
  readonly scratch: EncoderScratch
}

const PAGE_BYTES = 65_536
const MEMORY_BYTES_MAX = 4 * 1024 ** 3
const ALIGNMENT = 64

const PROJECTION = /^blk\.\d+\.(?:attn_(?:q|k|v|output)|ffn_(?:up|down))\.(weight|bias)$/

function isProjection(name: string, part: 'weight' | 'bias'): boolean {
  return PROJECTION.exec(name)?.[1] === part
}

/** Whether a tensor is in the memory, and so need not be sent to whoever has it. */
export function isPlaced(name: string): boolean {
  return PROJECTION.test(name)
}

/** An encoder's heads in the words of attention. */
export function attentionShape({ headCount, headLength }: EncoderModel): AttentionShape {
  return { headCount, kvHeadCount: headCount, keyLength: headLength, valueLength: headLength }
}

/** Places for `tokensMax` tokens of a run, and whole tiles of attention. */
export function planEncoder(
  model: EncoderModel,
  tensors: ReadonlyMap<string, RawTensor>,
  tokenCount: number,
): EncoderPlan {
  const tokensMax = Math.ceil(tokenCount / ATTENTION_TILE) * ATTENTION_TILE
  let end = PAGE_BYTES
  const take = (byteCount: number): number => {
    const at = end
    end += Math.ceil(byteCount / ALIGNMENT) * ALIGNMENT
    return at
  }
  const matrices = new Map<string, PlacedMatrix>()
  const biases = new Map<string, number>()
  for (const [name, { type, shape }] of tensors) {
    if (isProjection(name, 'bias')) biases.set(name, take(4 * shape[0]!))
    if (!isProjection(name, 'weight')) continue
    const kind = matrixKindOf(type.name)
    if (kind === null) throw new LociError('MODEL_TYPE_UNSUPPORTED', `${name} is ${type.name}`)
    const size = { kind, rowCount: shape[1]!, width: shape[0]! }
    matrices.set(name, { ...size, at: take(matrixBytes(size)) })
  }
  const widest = Math.max(model.embeddingLength, model.feedForwardLength)
  const rows = (width: number): number => take(4 * tokensMax * width)
  const kinds = new Set([...matrices.values()].map(({ kind }) => kind))
  const encodedBytes = [...kinds].map((kind) => activationTokenBytes(kind, widest))
  const scratch = {
    tokensMax,
    state: rows(model.embeddingLength),
    query: rows(model.embeddingLength),
    key: rows(model.embeddingLength),
    value: rows(model.embeddingLength),
    mixed: rows(model.embeddingLength),
    inner: rows(model.feedForwardLength),
    encoded: take(tokensMax * Math.max(...encodedBytes)),
    attention: take(attentionScratchBytes(attentionShape(model), 1)),
    table: take(4),
  }
  if (end > MEMORY_BYTES_MAX) {
    throw new LociError('ENGINE_OUT_OF_MEMORY', `the encoder needs ${end} bytes; 4 GiB can be had`)
  }
  return { byteCount: end, matrices, biases, scratch }
}

export function createEncoderMemory({ byteCount }: EncoderPlan): WebAssembly.Memory {
  const pages = Math.ceil(byteCount / PAGE_BYTES)
  return new WebAssembly.Memory({ initial: pages, maximum: PAGE_BYTES, shared: true })
}

export function packEncoder(
  plan: EncoderPlan,
  memory: WebAssembly.Memory,
  tensors: ReadonlyMap<string, RawTensor>,
): void {
  for (const [name, matrix] of plan.matrices) {
    const { type, bytes } = tensors.get(name)!
    assert(bytes.length > 0, `${name} was read`)
    packRows(memory, matrix, { type: type.name, bytes, rowFrom: 0 })
  }
  for (const [name, at] of plan.biases) {
    const { type, bytes } = tensors.get(name)!
    const numbers = decodeTensor(type, bytes)
    new Float32Array(memory.buffer, at, numbers.length).set(numbers)
  }
}
