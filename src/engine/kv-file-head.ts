/** The JSON head of a KV file, read as a stranger's: every field is checked before a number of it is used. */

import { fingerprintFields, type KvFingerprint } from './kv-fingerprint.ts'

export interface KvFileHead {
  readonly fingerprint: KvFingerprint
  /** SHA-256 of the salt, hex. */
  readonly salt: string
  readonly tokenCount: number
  readonly blockTokenCount: number
  readonly kvBytesPerToken: number
}

/** Beyond these nothing is a head that was written here; they keep the sizes computed from them exact. */
const TOKENS_MAX = 1 << 26
const BYTES_PER_TOKEN_MAX = 1 << 26

function isCount(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most
}

function isFingerprint(value: unknown): value is KvFingerprint {
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Record<string, unknown>
  return fingerprintFields.every((field) => typeof fields[field] === 'string')
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // Not JSON is one of the ways to be no head; the caller says which file it was.
    return null
  }
}

/** Null where it is no head. */
export function parseKvFileHead(bytes: Uint8Array): KvFileHead | null {
  const value = parsedJson(bytes)
  if (typeof value !== 'object' || value === null) return null
  const { fingerprint, salt, tokenCount, blockTokenCount, kvBytesPerToken } = value as Partial<
    Record<keyof KvFileHead, unknown>
  >
  const isWhole =
    isFingerprint(fingerprint) &&
    typeof salt === 'string' &&
    isCount(tokenCount, TOKENS_MAX) &&
    isCount(blockTokenCount, TOKENS_MAX) &&
    isCount(kvBytesPerToken, BYTES_PER_TOKEN_MAX)
  return isWhole ? { fingerprint, salt, tokenCount, blockTokenCount, kvBytesPerToken } : null
}
