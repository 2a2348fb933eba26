/**
 * A file as a stream of bytes, for input that is too large to hold: at most one chunk is in memory at a time.
 *
 * Gzip is recognised by its first two bytes (RFC 1952, 2.3.1), whatever the name. Errors leave as FILE_NOT_FOUND or
 * FILE_UNREADABLE; a gzip file cut short yields what could be unpacked, then FILE_UNREADABLE.
 */

import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { LociError } from '../errors.ts'

const CHUNK_BYTES = 256 * 1024

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onBytesRead: ((byteCount: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    onBytesRead?.(chunk.length)
    yield chunk
  }
}

/** `onBytesRead` is told of the bytes of the file, packed or not, so that they add up to its size. */
export async function* readChunks(
  path: string,
  onBytesRead?: (byteCount: number) => void,
): AsyncGenerator<Uint8Array> {
  try {
    const isPacked = await isGzip(path)
    const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
    if (!isPacked) return yield* counted(file, onBytesRead)
    if (onBytesRead !== undefined) file.on('data', (chunk) => onBytesRead(chunk.length))
    const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
    file.on('error', (error) => unpacked.destroy(error))
    yield* file.pipe(unpacked) as AsyncIterable<Uint8Array>
  } catch (cause) {
    if (LociError.is(cause)) throw cause
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LociError(
      isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      isMissing ? `no such file: ${path}` : `cannot read ${path}: ${reason}`,
      { cause },
    )
  }
}
