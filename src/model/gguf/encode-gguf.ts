/**
 * Writes GGUF version 3: our fixtures, and models in another tensor type.
 *
 * Keys keep their types, 64-bit ones included. A matrix whose rows do not divide into blocks stays F16, and what has one dimension
 * (norms, biases) stays F32, as in llama.cpp's own files. Does not split into shards.
 */

import { LociError } from '../../errors.ts'
import { assert } from '../../stdx/assert.ts'
import { encodeTensor } from './encode-tensor.ts'
import {
  type GgufArray,
  type GgufEntry,
  type GgufValue,
  type GgufValueType,
  ggufValueTypes,
  StringTable,
} from './gguf-value.ts'
import { ALIGNMENT_DEFAULT } from './read-header.ts'
import { byteCountOf, type TensorType, tensorTypeNamed } from './tensor-types.ts'

export interface WrittenTensor {
  readonly name: string
  /** The row first, as in the file. */
  readonly shape: readonly number[]
  readonly type: TensorType
  /** In that type, or values that are encoded here. */
  readonly data: Uint8Array | Float32Array
}

const encoder = new TextEncoder()

/** The type that a tensor of this shape gets when `wanted` is asked for. */
export function typeForShape(wanted: TensorType, shape: readonly number[]): TensorType {
  if (shape.length === 1) return tensorTypeNamed('F32')!
  return shape[0]! % wanted.blockElementCount === 0 ? wanted : tensorTypeNamed('F16')!
}

/** Bytes that grow: a header's size is not known before it is written. */
class Sink {
  #bytes = new Uint8Array(4096)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  put(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length)
    this.#bytes.set(bytes, at)
  }

  u32(value: number): void {
    const at = this.#grow(4)
    this.#view.setUint32(at, value, true)
  }

  u64(value: number | bigint): void {
    const at = this.#grow(8)
    this.#view.setBigUint64(at, BigInt(value), true)
  }

  text(bytes: Uint8Array): void {
    this.u64(bytes.length)
    this.put(bytes)
  }

  #grow(byteCount: number): number {
    const at = this.#length
    this.#length += byteCount
    if (this.#length <= this.#bytes.length) return at
    const wider = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length))
    wider.set(this.#bytes.subarray(0, at))
    this.#bytes = wider
    this.#view = new DataView(wider.buffer)
    return at
  }
}

function typeNumber(type: GgufValueType): number {
  return ggufValueTypes.indexOf(type)
}

function scalarBytes(type: GgufValueType, value: GgufValue): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8))
  switch (type) {
    case 'u8':
    case 'i8':
      bytes.setUint8(0, Number(value))
      return new Uint8Array(bytes.buffer, 0, 1)
    case 'bool':
      bytes.setUint8(0, value === true ? 1 : 0)
      return new Uint8Array(bytes.buffer, 0, 1)
    case 'u16':
    case 'i16':
      bytes.setUint16(0, Number(value), true)
      return new Uint8Array(bytes.buffer, 0, 2)
    case 'u32':
    case 'i32':
      bytes.setUint32(0, Number(value), true)
      return new Uint8Array(bytes.buffer, 0, 4)
    case 'f32':
      bytes.setFloat32(0, Number(value), true)
      return new Uint8Array(bytes.buffer, 0, 4)
    case 'u64':
    case 'i64':
      bytes.setBigUint64(0, BigInt.asUintN(64, BigInt(value as bigint)), true)
      return new Uint8Array(bytes.buffer, 0, 8)
    case 'f64':
      bytes.setFloat64(0, Number(value), true)
      return new Uint8Array(bytes.buffer, 0, 8)
    case 'string':
    case 'array':
      throw new LociError('INTERNAL', `a value of type ${type} is no scalar`)
    default:
      return type satisfies never
  }
}

function putArray(sink: Sink, { elementType, items }: GgufArray): void {
  sink.u32(typeNumber(elementType))
  sink.u64(items.length)
  if (items instanceof StringTable) {
    for (let index = 0; index < items.length; index += 1) sink.text(items.bytesAt(index))
  } else if (ArrayBuffer.isView(items)) {
    sink.put(new Uint8Array(items.buffer, items.byteOffset, items.byteLength))
  } else {
    for (const item of items) putArray(sink, item)
  }
}

function putEntry(sink: Sink, key: string, { type, value }: GgufEntry): void {
  sink.text(encoder.encode(key))
  sink.u32(typeNumber(type))
  if (type === 'string') sink.text(encoder.encode(value as string))
  else if (type === 'array') putArray(sink, value as GgufArray)
  else sink.put(scalarBytes(type, value))
}

function alignmentOf(entries: ReadonlyMap<string, GgufEntry>): number {
  return Number(entries.get('general.alignment')?.value ?? ALIGNMENT_DEFAULT)
}

export type TensorHead = Omit<WrittenTensor, 'data'>

export interface GgufLayout {
  /** Everything before the first tensor. */
  readonly header: Uint8Array
  /** Where each tensor begins; between them are zeros. */
  readonly positions: readonly number[]
  readonly byteCount: number
}

/** A file before its weights are there: for whoever fills them in where they will lie. */
export function layoutGguf(
  entries: ReadonlyMap<string, GgufEntry>,
  tensors: readonly TensorHead[],
): GgufLayout {
  const alignment = alignmentOf(entries)
  const padded = (byteCount: number): number => Math.ceil(byteCount / alignment) * alignment
  const sink = new Sink()
  sink.put(encoder.encode('GGUF'))
  sink.u32(3)
  sink.u64(tensors.length)
  sink.u64(entries.size)
  for (const [key, entry] of entries) putEntry(sink, key, entry)
  const offsets: number[] = []
  let offset = 0
  for (const { name, shape, type } of tensors) {
    sink.text(encoder.encode(name))
    sink.u32(shape.length)
    for (const length of shape) sink.u64(length)
    sink.u32(type.number)
    sink.u64(offset)
    offsets.push(offset)
    offset += padded(byteCountOf(type, elementCountOf(shape)))
  }
  const dataPosition = padded(sink.length)
  return {
    header: sink.bytes,
    positions: offsets.map((at) => dataPosition + at),
    byteCount: dataPosition + offset,
  }
}

function elementCountOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** The whole file; for models that fit in memory twice. */
export function encodeGguf(
  entries: ReadonlyMap<string, GgufEntry>,
  tensors: readonly WrittenTensor[],
): Uint8Array {
  const { header, positions, byteCount } = layoutGguf(entries, tensors)
  const bytes = new Uint8Array(byteCount)
  bytes.set(header)
  for (const [index, { name, type, shape, data }] of tensors.entries()) {
    const body = data instanceof Float32Array ? encodeTensor(type, data) : data
    assert(body.length === byteCountOf(type, elementCountOf(shape)), `${name} fills its shape`)
    bytes.set(body, positions[index])
  }
  return bytes
}
