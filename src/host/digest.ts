/**
 * SHA-256, plain and keyed (HMAC, RFC 2104); MD5 for what others call by it. Deterministic, hence plain functions and no interface.
 *
 * HMAC is put together from two one-shot hashes: making a `createHmac` object costs more than hashing a turn does, and every
 * turn that is remembered pays for one.
 */

import { createHash, hash } from 'node:crypto'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
/** Messages up to this size are hashed in one buffer that is kept; longer ones get a buffer of their own. */
const KEPT_BYTES = 65_536

const encoder = new TextEncoder()
const inner = new Uint8Array(BLOCK_BYTES + KEPT_BYTES)
const outer = new Uint8Array(BLOCK_BYTES + DIGEST_BYTES)

/** 32 bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer')
}

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

/** 32 hex digits, where another system's format asks for them; no protection against anybody. */
export function md5Hex(data: string): string {
  return hash('md5', data, 'hex')
}

/** 64 hex digits: a commitment to `data` that says nothing about it once `key` is gone. */
export function hmacSha256Hex(key: Uint8Array, data: string | Uint8Array): string {
  const padded = key.length > BLOCK_BYTES ? sha256(key) : key
  const message = innerMessage(data)
  for (let index = 0; index < BLOCK_BYTES; index += 1) {
    const byte = padded[index] ?? 0
    message[index] = byte ^ 0x36
    outer[index] = byte ^ 0x5c
  }
  // One character a byte: a string is cheaper to hand over than a buffer.
  const digest = hash('sha256', message, 'binary')
  for (let index = 0; index < DIGEST_BYTES; index += 1) {
    outer[BLOCK_BYTES + index] = digest.charCodeAt(index)
  }
  return hash('sha256', outer, 'hex')
}

/** Room for the padded key, then the bytes of `data`. */
function innerMessage(data: string | Uint8Array): Uint8Array {
  // A UTF-16 unit is at most 3 bytes of UTF-8.
  const byteCountMax = typeof data === 'string' ? data.length * 3 : data.length
  const buffer = byteCountMax > KEPT_BYTES ? new Uint8Array(BLOCK_BYTES + byteCountMax) : inner
  if (typeof data !== 'string') {
    buffer.set(data, BLOCK_BYTES)
    return buffer.subarray(0, BLOCK_BYTES + data.length)
  }
  const { written } = encoder.encodeInto(data, buffer.subarray(BLOCK_BYTES))
  return buffer.subarray(0, BLOCK_BYTES + written)
}

/** SHA-256 of what comes piece by piece. */
export interface RunningSha256 {
  put(bytes: Uint8Array): void
  /** 64 hex digits of everything put; nothing can be put afterwards. */
  hex(): string
}

export function openSha256(): RunningSha256 {
  const running = createHash('sha256')
  return {
    put: (bytes) => void running.update(bytes),
    hex: () => running.digest('hex'),
  }
}
