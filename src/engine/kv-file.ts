/**
 * Keys and values of a sequence in a file: versioned, bound to what made them, checked byte by byte before anything is used.
 *
 * Head (magic, version, numbers, fingerprint, token ids, digests of the chunks), the head's own digest, then the chunks, a block
 * each; so the head's digest covers the whole. It is written whole or not at all, and read whole or not at all: a torn or altered
 * file is KV_FILE_INVALID, a whole one of another model, template, type or owner KV_FILE_MISMATCH, and in both cases nothing was
 * taken out of it. Knows no blocks of a pool: where chunks go is `kv-snapshots.ts`.
 *
 * Layout, little endian: "LOCIKV" 0 1 | u32 n | n bytes of JSON | u32 ids | 32 bytes a chunk | 32 bytes over all before | chunks.
 */

import { LociError } from '../errors.ts'
import { sha256, sha256Hex } from '../host/digest.ts'
import type { Disk, OpenFile } from '../host/disk.ts'
import { type KvFileHead, parseKvFileHead } from './kv-file-head.ts'
import { fingerprintFields, type KvFingerprint } from './kv-fingerprint.ts'

/** Six letters, a zero and the version of the layout. */
const MAGIC = Uint8Array.of(0x4c, 0x4f, 0x43, 0x49, 0x4b, 0x56, 0)
export const KV_FILE_VERSION = 1
const START_BYTES = 12
const DIGEST_BYTES = 32
export const KV_HEAD_BYTES_MAX = 65_536
/** What one file may hold: it is made and checked in memory. */
export const KV_FILE_BYTES_MAX = 8 * 1024 ** 3

export interface KvFileContent {
  readonly fingerprint: KvFingerprint
  /** Whose prefix it is; nothing is shared between different salts. */
  readonly salt: string
  readonly tokens: readonly number[]
  readonly blockTokenCount: number
  readonly kvBytesPerToken: number
  /** One a block, in order; the last may hold fewer positions. */
  readonly chunks: readonly Uint8Array[]
}

export type KvFileExpected = Pick<
  KvFileContent,
  'fingerprint' | 'salt' | 'blockTokenCount' | 'kvBytesPerToken'
>

function invalid(path: string, says: string): LociError {
  return new LociError('KV_FILE_INVALID', `${path} ${says}`, { details: { path } })
}

function headOf(content: KvFileContent): KvFileHead {
  const { fingerprint, salt, tokens, blockTokenCount, kvBytesPerToken } = content
  return {
    fingerprint,
    // The salt itself may be a secret of a tenant.
    salt: sha256Hex(salt),
    tokenCount: tokens.length,
    blockTokenCount,
    kvBytesPerToken,
  }
}

export function encodeKvFile(content: KvFileContent): Uint8Array {
  const head = headOf(content)
  const json = new TextEncoder().encode(JSON.stringify(head))
  const places = placesOf(json.length, head)
  if (places.end > KV_FILE_BYTES_MAX) {
    throw new LociError(
      'INPUT_TOO_LARGE',
      `${head.tokenCount} tokens are ${places.end} bytes; a KV file can have ${KV_FILE_BYTES_MAX}`,
    )
  }
  const bytes = new Uint8Array(places.end)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  bytes[MAGIC.length] = KV_FILE_VERSION
  view.setUint32(MAGIC.length + 1, json.length, true)
  bytes.set(json, START_BYTES)
  for (const [index, id] of content.tokens.entries()) {
    view.setUint32(places.tokens + 4 * index, id, true)
  }
  let at = places.chunks
  for (const [index, chunk] of content.chunks.entries()) {
    bytes.set(sha256(chunk), places.digests + DIGEST_BYTES * index)
    bytes.set(chunk, at)
    at += chunk.length
  }
  bytes.set(sha256(bytes.subarray(0, places.headDigest)), places.headDigest)
  return bytes
}

interface Places {
  readonly tokens: number
  readonly digests: number
  readonly headDigest: number
  readonly chunks: number
  readonly end: number
}

function placesOf(jsonBytes: number, head: KvFileHead): Places {
  const { tokenCount, blockTokenCount, kvBytesPerToken } = head
  const tokens = START_BYTES + jsonBytes
  const digests = tokens + 4 * tokenCount
  const headDigest = digests + DIGEST_BYTES * Math.ceil(tokenCount / blockTokenCount)
  const chunks = headDigest + DIGEST_BYTES
  return { tokens, digests, headDigest, chunks, end: chunks + tokenCount * kvBytesPerToken }
}

/** Bytes written. */
export async function writeKvFile(
  disk: Disk,
  path: string,
  content: KvFileContent,
): Promise<number> {
  const bytes = encodeKvFile(content)
  await disk.writeAtomic(path, bytes)
  return bytes.length
}

interface Start {
  readonly jsonBytes: number
  readonly head: KvFileHead
  readonly places: Places
}

async function readStart(file: OpenFile): Promise<Start> {
  const { path, byteCount } = file
  if (byteCount < START_BYTES)
    throw invalid(path, `has ${byteCount} bytes: it is torn, or no KV file`)
  const start = await file.readAt(0, START_BYTES)
  if (MAGIC.some((byte, at) => start[at] !== byte)) throw invalid(path, 'is no KV file')
  const version = start[MAGIC.length]!
  if (version !== KV_FILE_VERSION) {
    throw invalid(path, `has version ${version}; ${KV_FILE_VERSION} can be read`)
  }
  const jsonBytes = new DataView(start.buffer).getUint32(MAGIC.length + 1, true)
  if (jsonBytes > KV_HEAD_BYTES_MAX || START_BYTES + jsonBytes > byteCount) {
    throw invalid(path, `has a head of ${jsonBytes} bytes: it is torn or damaged`)
  }
  const head = parseKvFileHead(await file.readAt(START_BYTES, jsonBytes))
  if (head === null) throw invalid(path, 'has a head that cannot be read')
  const places = placesOf(jsonBytes, head)
  if (places.end !== byteCount) {
    throw invalid(path, `has ${byteCount} bytes where its head names ${places.end}: it is torn`)
  }
  return { jsonBytes, head, places }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

/** KV_FILE_MISMATCH with every field that differs. */
function checkExpected(path: string, head: KvFileHead, expected: KvFileExpected): void {
  const differing: string[] = fingerprintFields.filter(
    (field) => head.fingerprint[field] !== expected.fingerprint[field],
  )
  if (head.salt !== sha256Hex(expected.salt)) differing.push('salt')
  if (head.blockTokenCount !== expected.blockTokenCount) differing.push('blockTokenCount')
  if (head.kvBytesPerToken !== expected.kvBytesPerToken) differing.push('kvBytesPerToken')
  if (differing.length === 0) return
  throw new LociError(
    'KV_FILE_MISMATCH',
    `${path} was written with another ${differing.join(', ')}`,
    { details: { path, differing } },
  )
}

/** The content of an open file, all of it checked. */
export async function readKvFile(file: OpenFile, expected: KvFileExpected): Promise<KvFileContent> {
  const { path } = file
  const { head, places } = await readStart(file)
  const bytes = await file.readAt(0, places.chunks)
  if (!isEqual(sha256(bytes.subarray(0, places.headDigest)), bytes.subarray(places.headDigest))) {
    throw invalid(path, 'has a damaged head')
  }
  checkExpected(path, head, expected)
  const { tokenCount, blockTokenCount, kvBytesPerToken } = head
  const view = new DataView(bytes.buffer)
  const tokens = Array.from({ length: tokenCount }, (_, index) =>
    view.getUint32(places.tokens + 4 * index, true),
  )
  const chunks: Uint8Array[] = []
  for (let first = 0; first < tokenCount; first += blockTokenCount) {
    const count = Math.min(blockTokenCount, tokenCount - first)
    const chunk = await file.readAt(
      places.chunks + first * kvBytesPerToken,
      count * kvBytesPerToken,
    )
    const digestAt = places.digests + DIGEST_BYTES * chunks.length
    if (!isEqual(sha256(chunk), bytes.subarray(digestAt, digestAt + DIGEST_BYTES))) {
      throw invalid(path, `is damaged in chunk ${chunks.length}`)
    }
    chunks.push(chunk)
  }
  return { ...expected, tokens, chunks }
}
