/**
 * The thirteen value types of a GGUF key, and how their values are held here.
 *
 * 64-bit integers stay bigint, so that nothing is rounded on the way from one file to another. An array of strings is one run of
 * bytes with offsets: a vocabulary of 128,000 pieces is two allocations, and a piece that is not UTF-8 keeps its bytes.
 */

/** In the order of their numbers in the file. */
export const ggufValueTypes = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'f32',
  'bool',
  'string',
  'array',
  'u64',
  'i64',
  'f64',
] as const

export type GgufValueType = (typeof ggufValueTypes)[number]

export type GgufNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | BigUint64Array
  | BigInt64Array
  | Float64Array

export interface GgufArray {
  readonly elementType: GgufValueType
  /** Numbers for number types and bool (0 or 1 in a Uint8Array); arrays when the element type is an array. */
  readonly items: GgufNumbers | StringTable | readonly GgufArray[]
}

export type GgufValue = number | bigint | boolean | string | GgufArray

export interface GgufEntry {
  readonly type: GgufValueType
  readonly value: GgufValue
}

const decoder = new TextDecoder('utf-8')
const encoder = new TextEncoder()

/** Strings as one run of bytes; bytes that are not UTF-8 read as U+FFFD, `bytesAt` has them as they are. */
export class StringTable {
  readonly bytes: Uint8Array
  /** (length + 1): string i is bytes[offsets[i], offsets[i + 1]). */
  readonly offsets: Uint32Array

  constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.bytes = bytes
    this.offsets = offsets
  }

  static of(strings: readonly string[]): StringTable {
    const parts = strings.map((text) => encoder.encode(text))
    const offsets = new Uint32Array(parts.length + 1)
    for (const [index, part] of parts.entries()) offsets[index + 1] = offsets[index]! + part.length
    const bytes = new Uint8Array(offsets[parts.length]!)
    for (const [index, part] of parts.entries()) bytes.set(part, offsets[index]!)
    return new StringTable(bytes, offsets)
  }

  get length(): number {
    return this.offsets.length - 1
  }

  bytesAt(index: number): Uint8Array {
    return this.bytes.subarray(this.offsets[index]!, this.offsets[index + 1]!)
  }

  at(index: number): string {
    return decoder.decode(this.bytesAt(index))
  }

  toStrings(): string[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index))
  }
}
