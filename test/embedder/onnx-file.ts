/**
 * The weights and the wiring of an ONNX file: as much of its wire format (protocol buffers) as a test needs to take a model over.
 *
 * ModelProto.graph is field 7; GraphProto.node 1, initializer 5; NodeProto.input 1, output 2, op_type 4; TensorProto.dims 1, data_type 2,
 * name 8, raw_data 9 (onnx.proto). Numbers that are not in raw_data are not read.
 */

import assert from 'node:assert/strict'

export interface OnnxTensor {
  readonly dims: readonly number[]
  /** 1 float32, 3 int8, 7 int64 … */
  readonly dataType: number
  readonly bytes: Uint8Array
}

export interface OnnxNode {
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

export interface OnnxFile {
  readonly tensors: ReadonlyMap<string, OnnxTensor>
  readonly nodes: readonly OnnxNode[]
}

type Field = readonly [number: number, value: number | Uint8Array]

class Cursor {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  varint(): number {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = this.#bytes[this.#at++]!
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
  }

  take(byteCount: number): Uint8Array {
    const from = this.#at
    this.#at += byteCount
    return this.#bytes.subarray(from, this.#at)
  }
}

function* fields(bytes: Uint8Array): Generator<Field> {
  const cursor = new Cursor(bytes)
  while (!cursor.isAtEnd) {
    const key = cursor.varint()
    const wire = key & 7
    assert.ok(wire === 0 || wire === 1 || wire === 2 || wire === 5, `wire type ${wire}`)
    const value =
      wire === 0 ? cursor.varint() : cursor.take(wire === 2 ? cursor.varint() : wire === 1 ? 8 : 4)
    yield [key >>> 3, value]
  }
}

function text(value: Field[1]): string {
  return new TextDecoder().decode(value as Uint8Array)
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const all = [...fields(bytes)]
  const named = (number: number): string[] =>
    all.filter(([field]) => field === number).map(([, value]) => text(value))
  return { type: named(4)[0]!, inputs: named(1), outputs: named(2) }
}

function tensorOf(bytes: Uint8Array): [string, OnnxTensor] {
  const dims: number[] = []
  let [name, dataType, raw] = ['', 0, new Uint8Array(0)]
  for (const [field, value] of fields(bytes)) {
    if (field === 1 && typeof value === 'number') dims.push(value)
    else if (field === 1) {
      const packed = new Cursor(value as Uint8Array)
      while (!packed.isAtEnd) dims.push(packed.varint())
    } else if (field === 2) dataType = value as number
    else if (field === 8) name = text(value)
    else if (field === 9) raw = Uint8Array.from(value as Uint8Array)
  }
  return [name, { dims, dataType, bytes: raw }]
}

export function readOnnx(bytes: Uint8Array): OnnxFile {
  const tensors = new Map<string, OnnxTensor>()
  const nodes: OnnxNode[] = []
  for (const [field, graph] of fields(bytes)) {
    if (field !== 7) continue
    for (const [part, value] of fields(graph as Uint8Array)) {
      if (part === 1) nodes.push(nodeOf(value as Uint8Array))
      if (part === 5) tensors.set(...tensorOf(value as Uint8Array))
    }
  }
  return { tensors, nodes }
}
