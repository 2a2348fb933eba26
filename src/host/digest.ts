/** SHA-256, plain and keyed (HMAC, RFC 2104). Deterministic, hence plain functions and no interface. */

import { createHmac, hash } from 'node:crypto'

/** 32 bytes. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer')
}

export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex')
}

/** 32 bytes: a commitment to `data` that says nothing about it once `key` is gone. */
export function hmacSha256(key: Uint8Array, data: string | Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(data).digest()
}
