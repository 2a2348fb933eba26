/** Values of GGUF keys from a cursor: scalars, strings, arrays, and arrays of arrays down to a fixed depth. */

import { LociError } from '../../errors.ts'
import {
  type GgufArray,
  type GgufNumbers,
  type GgufValue,
  type GgufValueType,
  ggufValueTypes,
  StringTable,
} from './gguf-value.ts'
import type { HeaderCursor } from './header-cursor.ts'

/** Arrays within arrays; files in use have one level. */
export const ARRAY_DEPTH_MAX = 4
/** Arrays of one value, over all levels: each is an object, and an empty one costs the file 12 bytes only. */
export const NESTED_ARRAYS_MAX = 65_536

const STRING_BYTES_MIN = 8
const ARRAY_BYTES_MIN = 12

type NumberType = Exclude<GgufValueType, 'string' | 'array'>

const numberArrays = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  bool: Uint8Array,
  u64: BigUint64Array,
  i64: BigInt64Array,
  f64: Float64Array,
} as const satisfies Record<NumberType, unknown>

export function readValueType(cursor: HeaderCursor, what: string): GgufValueType {
  const from = cursor.position
  const number = cursor.u32(what)
  const type = ggufValueTypes[number]
  if (type !== undefined) return type
  throw new LociError(
    'MODEL_FILE_INVALID',
    `${what} at byte ${from} has value type ${number}; the types are 0 to ${ggufValueTypes.length - 1}`,
  )
}

export function readValue(cursor: HeaderCursor, type: GgufValueType, what: string): GgufValue {
  if (type === 'string') return cursor.text(what)
  if (type === 'array') return readArray(cursor, what, { depth: 1, left: NESTED_ARRAYS_MAX })
  const value = readNumbers(cursor, type, 1, what)[0]!
  return type === 'bool' ? value === 1 : value
}

function readNumbers(
  cursor: HeaderCursor,
  type: NumberType,
  count: number,
  what: string,
): GgufNumbers {
  const from = cursor.position
  const Numbers = numberArrays[type]
  cursor.demand(count, Numbers.BYTES_PER_ELEMENT, what)
  // A copy, because values lie unaligned in the file; not by slice(), which on a Buffer is a view.
  const bytes = new Uint8Array(cursor.take(count * Numbers.BYTES_PER_ELEMENT, what))
  const numbers = new Numbers(bytes.buffer)
  if (type !== 'bool' || bytes.every((byte) => byte <= 1)) return numbers
  throw new LociError('MODEL_FILE_INVALID', `${what} at byte ${from} has a boolean beyond 0 and 1`)
}

function readStrings(cursor: HeaderCursor, count: number, what: string): StringTable {
  cursor.demand(count, STRING_BYTES_MIN, what)
  const parts: Uint8Array[] = []
  let byteCount = 0
  for (let index = 0; index < count; index += 1) {
    const part = cursor.stringBytes(what)
    parts.push(part)
    byteCount += part.length
  }
  const bytes = new Uint8Array(byteCount)
  const offsets = new Uint32Array(count + 1)
  for (const [index, part] of parts.entries()) {
    bytes.set(part, offsets[index]!)
    offsets[index + 1] = offsets[index]! + part.length
  }
  return new StringTable(bytes, offsets)
}

interface Nesting {
  readonly depth: number
  /** Arrays that may still follow. */
  left: number
}

function readArray(cursor: HeaderCursor, what: string, nesting: Nesting): GgufArray {
  const elementType = readValueType(cursor, what)
  const count = cursor.count(what)
  if (elementType === 'string') return { elementType, items: readStrings(cursor, count, what) }
  if (elementType !== 'array') {
    return { elementType, items: readNumbers(cursor, elementType, count, what) }
  }
  cursor.demand(count, ARRAY_BYTES_MIN, what)
  if (nesting.depth >= ARRAY_DEPTH_MAX || count > nesting.left) {
    throw new LociError(
      'MODEL_FILE_TOO_LARGE',
      `${what} nests ${nesting.depth + 1} arrays deep with ${count} of them; ${ARRAY_DEPTH_MAX} deep and ${NESTED_ARRAYS_MAX} in all can be read`,
    )
  }
  nesting.left -= count
  const items: GgufArray[] = []
  const inner = { depth: nesting.depth + 1, left: nesting.left }
  for (let index = 0; index < count; index += 1) items.push(readArray(cursor, what, inner))
  nesting.left = inner.left
  return { elementType, items }
}
