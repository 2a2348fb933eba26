/**
 * The file of the static table: one int8 vector a vocabulary entry, its scale, and where all of it comes from.
 *
 * Layout, little-endian: magic "LOCITBL1", uint32 count of metadata bytes, metadata (JSON, blank-padded), uint32 count of
 * vocabulary bytes, vocabulary (UTF-8, one piece a line, blank-padded), scales float32 (tokenCount), rows int8
 * (tokenCount, dimensions), SHA-256 of everything before it. Pads bring each part to a multiple of 4 bytes, so that the scales
 * are read in place. Invariant: a table that was decoded has the checksum, the counts and finite scales; anything else is
 * EMBEDDER_TABLE_DAMAGED. The vocabulary has no licence of its own apart from the model's (assets/NOTICE.minilm).
 */

import { LociError } from '../errors.ts'
import { sha256 } from '../host/digest.ts'
import type { Disk } from '../host/disk.ts'

export interface StaticTableMeta {
  /** The encoder that the rows were made with. */
  readonly model: string
  readonly dimensions: number
  readonly tokenCount: number
  /** `a` of the token weight a / (a + p). */
  readonly weightConstant: number
  /** SHA-256 of the encoder's file and of its vocabulary, and what made the table of them. */
  readonly modelSha256: string
  readonly vocabularySha256: string
  readonly recipe: string
  readonly licence: string
}

export interface StaticTable {
  readonly meta: StaticTableMeta
  /** Of the whole file, hex: two tables are the same when this is. */
  readonly checksum: string
  /** The vocabulary; the index is the id. */
  readonly pieces: readonly string[]
  /** (tokenCount): row value = scale × int8. */
  readonly scales: Float32Array
  /** Row-major (tokenCount, dimensions). */
  readonly rows: Int8Array
}

const MAGIC = 'LOCITBL1'
const CHECKSUM_BYTES = 32
const metaKeys = ['model', 'dimensions', 'tokenCount', 'weightConstant'] as const

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4).fill(0x20)
  whole.set(bytes)
  return whole
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** A counted part: uint32 byte count, then the bytes, blank-padded. */
function counted(text: string): Uint8Array {
  const content = padded(new TextEncoder().encode(text))
  const count = new Uint8Array(4)
  new DataView(count.buffer).setUint32(0, content.length, true)
  return joined([count, content])
}

export function encodeStaticTable(table: Omit<StaticTable, 'checksum'>): Uint8Array {
  const body = joined([
    new TextEncoder().encode(MAGIC),
    counted(JSON.stringify(table.meta)),
    counted(`${table.pieces.join('\n')}\n`),
    bytesOf(table.scales),
    bytesOf(table.rows),
  ])
  return joined([body, sha256(body)])
}

function damaged(reason: string, cause?: unknown): LociError {
  return new LociError('EMBEDDER_TABLE_DAMAGED', `the static table is damaged: ${reason}`, {
    cause,
  })
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Reads a counted part and returns it with the offset behind it. */
function readCounted(bytes: Uint8Array, offset: number): { text: string; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = offset + 4
  const end = start + view.getUint32(offset, true)
  if (end > bytes.length) throw damaged('a part is longer than the file')
  return { text: new TextDecoder().decode(bytes.subarray(start, end)), end }
}

function parseMeta(text: string): StaticTableMeta {
  const meta: Partial<StaticTableMeta> = JSON.parse(text)
  const lacking = metaKeys.find((key) => meta[key] === undefined)
  if (lacking !== undefined) throw damaged(`its metadata lacks ${lacking}`)
  return meta as StaticTableMeta
}

function parseBody(body: Uint8Array, checksum: string): StaticTable {
  const head = readCounted(body, MAGIC.length)
  const meta = parseMeta(head.text)
  const vocabulary = readCounted(body, head.end)
  const pieces = vocabulary.text.trimEnd().split('\n')
  const { tokenCount, dimensions } = meta
  const rowsStart = vocabulary.end + 4 * tokenCount
  if (pieces.length !== tokenCount || body.length !== rowsStart + tokenCount * dimensions) {
    throw damaged('its parts do not add up')
  }
  const scalesStart = body.byteOffset + vocabulary.end
  const scales = new Float32Array(body.buffer, scalesStart, tokenCount)
  if (!scales.every((scale) => Number.isFinite(scale))) throw damaged('a scale is not a number')
  const rows = new Int8Array(body.buffer, body.byteOffset + rowsStart, tokenCount * dimensions)
  return { meta, checksum, pieces, scales, rows }
}

/** Views into `bytes`, which must not change afterwards. */
export function decodeStaticTable(bytes: Uint8Array): StaticTable {
  // Scales are read in place, and a typed array must start at a multiple of its element.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const bodyBytes = aligned.length - CHECKSUM_BYTES
  if (bodyBytes < MAGIC.length + 8) throw damaged('the file is too short')
  const body = aligned.subarray(0, bodyBytes)
  if (new TextDecoder().decode(body.subarray(0, MAGIC.length)) !== MAGIC) {
    throw damaged('it does not begin as a table does')
  }
  const checksum = hex(sha256(body))
  if (checksum !== hex(aligned.subarray(bodyBytes))) throw damaged('its checksum does not match')
  try {
    return parseBody(body, checksum)
  } catch (cause) {
    if (LociError.is(cause)) throw cause
    throw damaged('its metadata cannot be read', cause)
  }
}

export async function readStaticTable(disk: Disk, path: string): Promise<StaticTable> {
  let bytes: Uint8Array
  try {
    bytes = await disk.readBytes(path)
  } catch (cause) {
    throw damaged(`${path} cannot be read`, cause)
  }
  return decodeStaticTable(bytes)
}

/** Where the package keeps its table: the same two levels up from `src/model` and from `dist/model`. */
export function shippedTablePath(): string {
  return `${import.meta.dirname}/../../assets/static-table-minilm-256.bin`
}
