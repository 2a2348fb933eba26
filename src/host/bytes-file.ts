/** Bytes in memory as an open file: for what was unpacked, and for tests. */

import { LociError } from '../errors.ts'
import type { OpenFile } from './disk.ts'

export function createBytesFile(bytes: Uint8Array, path = 'bytes'): OpenFile {
  return {
    path,
    byteCount: bytes.length,
    readAt(position, byteCount) {
      if (position < 0 || position + byteCount > bytes.length) {
        const says = `cannot read ${byteCount} bytes at ${position} of ${path}: it has ${bytes.length}`
        return Promise.reject(new LociError('FILE_UNREADABLE', says))
      }
      // Not slice(): on a Buffer that is a view.
      return Promise.resolve(new Uint8Array(bytes.subarray(position, position + byteCount)))
    },
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
