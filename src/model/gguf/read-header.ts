/**
 * The header of a GGUF file, versions 2 and 3, little endian: keys and values, then where each tensor lies.
 *
 * Nothing in the header is believed: counts are compared with the size of the file before anything is allocated, names are
 * unique, tensors lie inside the file, on the alignment and not over one another. A header beyond HEADER_BYTES_MAX is refused, so
 * that no file makes us read it whole. Does not know what keys or tensors mean.
 */

import { LociError } from '../../errors.ts'
import type { OpenFile } from '../../host/disk.ts'
import { GgufMetadata } from './gguf-metadata.ts'
import type { GgufEntry } from './gguf-value.ts'
import { HeaderCursor, HeaderCut } from './header-cursor.ts'
import { readValue, readValueType } from './read-values.ts'
import { byteCountOf, type TensorType, tensorTypeNumbered } from './tensor-types.ts'

/** A vocabulary of 256,000 pieces with its merges takes about 16 MiB. */
export const HEADER_BYTES_MAX = 256 * 1024 * 1024
/** What is read at first; more is read by doubling. */
export const HEADER_BYTES_FIRST = 1024 * 1024
export const KEYS_MAX = 65_536
export const TENSORS_MAX = 65_536
export const ALIGNMENT_DEFAULT = 32

const ALIGNMENT_MAX = 1024 * 1024
const KEY_BYTES_MAX = 65_535
const TENSOR_NAME_BYTES_MAX = 256
const DIMENSIONS_MAX = 4
const MAGIC = 'GGUF'
/** Length, one byte of name, type, the smallest value. */
const KEY_BYTES_MIN = 14
/** Length, one byte of name, one dimension, type, offset. */
const TENSOR_BYTES_MIN = 33

export interface GgufTensor {
  readonly name: string
  readonly type: TensorType
  /** As in the file: the first dimension is the row, whose elements lie side by side. */
  readonly shape: readonly number[]
  readonly elementCount: number
  readonly byteCount: number
  /** From the start of its file. */
  readonly position: number
}

export interface GgufHeader {
  readonly version: number
  readonly alignment: number
  readonly metadata: GgufMetadata
  readonly tensors: readonly GgufTensor[]
  /** Bytes of keys and tensor descriptions. */
  readonly headerByteCount: number
}

export async function readHeader(file: OpenFile): Promise<GgufHeader> {
  let byteCount = Math.min(HEADER_BYTES_FIRST, file.byteCount)
  for (;;) {
    const bytes = await file.readAt(0, byteCount)
    try {
      return parseHeader(bytes, file.byteCount)
    } catch (error) {
      if (!(error instanceof HeaderCut)) throw error
      if (error.byteCount > HEADER_BYTES_MAX) throw tooLarge('header', error.byteCount)
      byteCount = Math.min(Math.max(2 * byteCount, error.byteCount), file.byteCount)
    }
  }
}

function tooLarge(what: string, count: number): LociError {
  const limits = { header: HEADER_BYTES_MAX, keys: KEYS_MAX, tensors: TENSORS_MAX } as const
  const limit = limits[what as keyof typeof limits]
  return new LociError(
    'MODEL_FILE_TOO_LARGE',
    `the ${what} of the model file are ${count}; ${limit} can be read`,
    { details: { count, limit } },
  )
}

/** `bytes` are the first of a file of `fileByteCount`; throws HeaderCut when more of them are needed. */
export function parseHeader(bytes: Uint8Array, fileByteCount: number): GgufHeader {
  const cursor = new HeaderCursor(bytes, fileByteCount)
  const version = readVersion(cursor)
  const tensorCount = cursor.count('the count of tensors')
  const keyCount = cursor.count('the count of keys')
  if (keyCount > KEYS_MAX) throw tooLarge('keys', keyCount)
  if (tensorCount > TENSORS_MAX) throw tooLarge('tensors', tensorCount)
  cursor.demand(keyCount, KEY_BYTES_MIN, `a header of ${keyCount} keys`)
  cursor.demand(tensorCount, TENSOR_BYTES_MIN, `a header of ${tensorCount} tensors`)
  const metadata = readMetadata(cursor, keyCount)
  const alignment = readAlignment(metadata)
  const described = readDescriptions(cursor, tensorCount, alignment)
  const headerByteCount = cursor.position
  const dataPosition = Math.ceil(headerByteCount / alignment) * alignment
  const tensors = described.map(({ offset, ...rest }) => ({
    ...rest,
    position: dataPosition + offset,
  }))
  checkPlaces(tensors, fileByteCount)
  return { version, alignment, metadata, tensors, headerByteCount }
}

function readVersion(cursor: HeaderCursor): number {
  const magic = String.fromCharCode(...cursor.take(4, 'the magic'))
  if (magic !== MAGIC) {
    const shown = JSON.stringify(magic)
    throw new LociError('MODEL_FILE_INVALID', `the file begins with ${shown}, not ${MAGIC}`, {
      hint: 'Only GGUF files can be read: convert the model, or fetch its GGUF file.',
    })
  }
  const version = cursor.u32('the version')
  if (version === 2 || version === 3) return version
  const isBigEndian = (version & 0xffff) === 0 && version !== 0
  throw new LociError(
    'MODEL_FILE_INVALID',
    isBigEndian
      ? `the file is big-endian GGUF version ${version >>> 24}; only little-endian files can be read`
      : `the file is GGUF version ${version}; versions 2 and 3 can be read`,
    { hint: 'Fetch or convert a little-endian GGUF file of version 3.', details: { version } },
  )
}

function readMetadata(cursor: HeaderCursor, keyCount: number): GgufMetadata {
  const entries = new Map<string, GgufEntry>()
  for (let index = 0; index < keyCount; index += 1) {
    const key = cursor.nameText(`key ${index}`, KEY_BYTES_MAX)
    if (entries.has(key)) {
      throw new LociError('MODEL_FILE_INVALID', `the key ${key} stands twice in the model file`)
    }
    const type = readValueType(cursor, key)
    entries.set(key, { type, value: readValue(cursor, type, key) })
  }
  return new GgufMetadata(entries)
}

function readAlignment(metadata: GgufMetadata): number {
  const alignment = metadata.integerOr('general.alignment', ALIGNMENT_DEFAULT)
  const isPower =
    alignment >= 1 && alignment <= ALIGNMENT_MAX && (alignment & (alignment - 1)) === 0
  if (isPower) return alignment
  throw new LociError(
    'MODEL_FILE_INVALID',
    `general.alignment is ${alignment}; it must be a power of two up to ${ALIGNMENT_MAX}`,
  )
}

type Described = Omit<GgufTensor, 'position'> & { readonly offset: number }

function readDescriptions(cursor: HeaderCursor, count: number, alignment: number): Described[] {
  const names = new Set<string>()
  const described: Described[] = []
  for (let index = 0; index < count; index += 1) {
    const name = cursor.nameText(`the name of tensor ${index}`, TENSOR_NAME_BYTES_MAX)
    if (names.has(name)) {
      throw new LociError('MODEL_FILE_INVALID', `the tensor ${name} stands twice in the file`)
    }
    names.add(name)
    described.push(readDescription(cursor, name, alignment))
  }
  return described
}

function readDescription(cursor: HeaderCursor, name: string, alignment: number): Described {
  const shape = readShape(cursor, name)
  const number = cursor.u32(name)
  const type = tensorTypeNumbered(number)
  if (type === undefined) {
    throw new LociError('MODEL_TYPE_UNSUPPORTED', `${name} has tensor type ${number}`, {
      details: { tensor: name, type: number },
    })
  }
  const offset = cursor.count(name)
  if (offset % alignment !== 0) {
    throw new LociError('MODEL_FILE_INVALID', `${name} begins at ${offset}, off the ${alignment}`)
  }
  if (shape[0]! % type.blockElementCount !== 0) {
    throw new LociError(
      'MODEL_FILE_INVALID',
      `the rows of ${name} have ${shape[0]} elements, not whole blocks of ${type.blockElementCount} (${type.name})`,
    )
  }
  const elementCount = shape.reduce((product, length) => product * length, 1)
  return { name, type, shape, elementCount, byteCount: byteCountOf(type, elementCount), offset }
}

function readShape(cursor: HeaderCursor, name: string): number[] {
  const dimensionCount = cursor.u32(name)
  if (dimensionCount < 1 || dimensionCount > DIMENSIONS_MAX) {
    throw new LociError('MODEL_FILE_INVALID', `${name} has ${dimensionCount} dimensions, not 1-4`)
  }
  const shape = Array.from({ length: dimensionCount }, () => cursor.count(name))
  const product = shape.reduce((soFar, length) => soFar * length, 1)
  // 2^48 elements: no sum of bytes below leaves the exact doubles.
  if (product >= 1 && product <= 2 ** 48) return shape
  throw new LociError('MODEL_FILE_INVALID', `${name} has the shape ${shape.join(' x ')}`)
}

/** Each tensor inside the file, none over another. */
function checkPlaces(tensors: readonly GgufTensor[], fileByteCount: number): void {
  const sorted = [...tensors].sort((a, b) => a.position - b.position)
  for (const [index, { name, position, byteCount }] of sorted.entries()) {
    if (position + byteCount > fileByteCount) {
      throw new LociError(
        'MODEL_FILE_TRUNCATED',
        `${name} ends at byte ${position + byteCount}, and the file has ${fileByteCount}`,
        { details: { tensor: name, end: position + byteCount, fileByteCount } },
      )
    }
    const next = sorted[index + 1]
    if (next !== undefined && position + byteCount > next.position) {
      throw new LociError('MODEL_FILE_INVALID', `the tensors ${name} and ${next.name} overlap`)
    }
  }
}
