/**
 * Randomness for ids and keys. Benchmarks, policies and tests use `stdx/prng.ts` instead.
 *
 * Bytes come from a pool filled 16 KiB at a time: one system call per turn would be the dearest part of a batched write.
 */

import { randomFillSync } from 'node:crypto'

export interface RandomSource {
  /** `byteCount` fresh bytes that the caller owns. */
  bytes(byteCount: number): Uint8Array
}

const POOL_BYTES = 16_384

export function createSystemRandom(): RandomSource {
  const pool = new Uint8Array(POOL_BYTES)
  let used = POOL_BYTES
  return {
    bytes(byteCount) {
      if (byteCount > POOL_BYTES) return randomFillSync(new Uint8Array(byteCount))
      if (used + byteCount > POOL_BYTES) {
        randomFillSync(pool)
        used = 0
      }
      used += byteCount
      return pool.slice(used - byteCount, used)
    },
  }
}
