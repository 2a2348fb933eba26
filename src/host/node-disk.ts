/** The real disk: `node:fs` behind the `Disk` interface, with gzip recognised by name. */

import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { LociError } from '../errors.ts'
import type { Disk, OpenFile, WritableFile } from './disk.ts'

const inflate = promisify(gunzip)

function readFailure(path: string, cause: unknown): LociError {
  const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new LociError(
    isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
    isMissing ? `no such file or folder: ${path}` : `cannot read ${path}: ${reason}`,
    { cause },
  )
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path)
    return path.endsWith('.gz') ? await inflate(bytes) : bytes
  } catch (cause) {
    throw readFailure(path, cause)
  }
}

async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new LociError('INPUT_NOT_UTF8', `${path} is not UTF-8`, { cause })
  }
}

/** One read system call takes at most 2^31 - 1 bytes. */
const READ_BYTES_MAX = 1 << 30

async function openFile(path: string): Promise<OpenFile> {
  const fail = (cause: unknown): never => {
    throw readFailure(path, cause)
  }
  const file = await open(path, 'r').catch(fail)
  const entry = await file.stat()
  if (!entry.isFile()) {
    await file.close()
    throw new LociError('FILE_UNREADABLE', `${path} is not a file`)
  }
  const close = (): Promise<void> => file.close()
  return {
    path,
    byteCount: entry.size,
    async readAt(position, byteCount) {
      if (position < 0 || position + byteCount > entry.size) {
        const says = `cannot read ${byteCount} bytes at ${position} of ${path}: it has ${entry.size}`
        throw new LociError('FILE_UNREADABLE', says)
      }
      const bytes = new Uint8Array(byteCount)
      for (let done = 0; done < byteCount; ) {
        const length = Math.min(byteCount - done, READ_BYTES_MAX)
        const { bytesRead } = await file.read(bytes, done, length, position + done).catch(fail)
        if (bytesRead === 0) throw new LociError('FILE_UNREADABLE', `${path} was cut while open`)
        done += bytesRead
      }
      return bytes
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.partial`
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(partial, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LociError('FILE_WRITE_FAILED', `cannot write ${path}: ${reason}`, { cause })
  }
}

async function openWritable(path: string, keptByteCount: number): Promise<WritableFile> {
  const fail = (cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new LociError('FILE_WRITE_FAILED', `cannot write ${path}: ${reason}`, { cause })
  }
  await mkdir(dirname(path), { recursive: true }).catch(fail)
  const file = await open(path, constants.O_CREAT | constants.O_RDWR).catch(fail)
  await file.truncate(keptByteCount).catch(async (cause: unknown) => {
    await file.close()
    fail(cause)
  })
  let at = keptByteCount
  const close = (): Promise<void> => file.close()
  return {
    async write(bytes) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file
          .write(bytes, done, bytes.length - done, at + done)
          .catch(fail)
        done += bytesWritten
      }
      at += bytes.length
    },
    sync: () => file.sync().catch(fail),
    close,
    [Symbol.asyncDispose]: close,
  }
}

export const nodeDisk: Disk = {
  readBytes,
  readText,
  openFile,
  writeAtomic,
  openWritable,
  exists: (path) =>
    access(path, constants.F_OK).then(
      () => true,
      () => false,
    ),
  async byteCount(path) {
    return stat(path).then(
      (entry) => entry.size,
      (cause) => Promise.reject(readFailure(path, cause)),
    )
  },
  async list(path) {
    try {
      const entries = await readdir(path, { withFileTypes: true })
      return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).sort()
    } catch (cause) {
      throw readFailure(path, cause)
    }
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true })
  },
  async remove(path) {
    await rm(path, { force: true, recursive: true })
  },
  async rename(from, to) {
    await rename(from, to).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new LociError('FILE_WRITE_FAILED', `cannot rename ${from} to ${to}: ${reason}`, {
        cause,
      })
    })
  },
}
