/** The small host parts: machine facts, chunked reading, the port probe. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { LociError } from '../errors.ts'
import { createBytesFile } from './bytes-file.ts'
import { readCpuTicks, readMachineFacts, readNodeFacts } from './machine.ts'
import { nodeDisk } from './node-disk.ts'
import { probePort } from './probe-port.ts'
import { readChunks } from './read-chunks.ts'

async function whole(path: string, onBytes?: (count: number) => void): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readChunks(path, onBytes)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('machine facts are numbers in their ranges', () => {
  const { cpu, cores, memoryBytes, stealShare, load1 } = readMachineFacts(readCpuTicks())
  assert.ok(cpu.length > 0 && cores >= 1 && memoryBytes > 1e6 && load1 >= 0)
  assert.ok(stealShare >= 0 && stealShare <= 1)
  assert.match(readNodeFacts().version, /^\d+\.\d+\.\d+/)
})

test('files are read in chunks, packed or not, and the bytes of the file are counted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-chunks-'))
  try {
    const text = 'a line of text\n'.repeat(100_000)
    const plain = join(folder, 'plain.txt')
    // Recognised by content, so the name says nothing.
    const packed = join(folder, 'packed.txt')
    writeFileSync(plain, text)
    writeFileSync(packed, gzipSync(text))
    let byteCount = 0
    const add = (count: number): void => {
      byteCount += count
    }
    assert.equal(await whole(plain, add), text)
    assert.equal(byteCount, text.length)
    byteCount = 0
    assert.equal(await whole(packed, add), text)
    assert.equal(byteCount, gzipSync(text).length)
    writeFileSync(packed, gzipSync(text).subarray(0, 1000))
    await assert.rejects(whole(packed), (error) => LociError.is(error, 'FILE_UNREADABLE'))
    await assert.rejects(whole(folder), (error) => LociError.is(error, 'FILE_UNREADABLE'))
    await assert.rejects(whole(join(folder, 'none')), (error) =>
      LociError.is(error, 'FILE_NOT_FOUND'),
    )
    writeFileSync(plain, '')
    assert.equal(await whole(plain), '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the port probe tells a free port from one in use', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  assert.equal(await probePort('127.0.0.1', port), 'in-use')
  await new Promise((resolve) => server.close(resolve))
  assert.equal(await probePort('127.0.0.1', port), 'free')
  assert.equal(await probePort('203.0.113.1', port), 'no-such-address')
})

test('an open file is read by position, on disk and in memory alike, and never beyond its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-open-'))
  try {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at & 0xff)
    const path = join(folder, 'file')
    writeFileSync(path, bytes)
    await using file = await nodeDisk.openFile(path)
    // A Buffer's slice is a view: what is read must be a copy all the same.
    for (const opened of [file, createBytesFile(Buffer.from(bytes))]) {
      assert.equal(opened.byteCount, 1000)
      const read = await opened.readAt(998, 2)
      assert.deepEqual([...read], [998 & 0xff, 999 & 0xff])
      assert.equal(read.byteOffset, 0)
      read.fill(0)
      assert.deepEqual([...(await opened.readAt(998, 2))], [998 & 0xff, 999 & 0xff])
      assert.equal((await opened.readAt(1000, 0)).length, 0)
      for (const [position, byteCount] of [
        [999, 2],
        [-1, 1],
        [5000, 1],
      ] as const) {
        await assert.rejects(opened.readAt(position, byteCount), (error) =>
          LociError.is(error, 'FILE_UNREADABLE'),
        )
      }
    }
    await assert.rejects(nodeDisk.openFile(join(folder, 'none')), (error) =>
      LociError.is(error, 'FILE_NOT_FOUND'),
    )
    await assert.rejects(nodeDisk.openFile(folder), (error) =>
      LociError.is(error, 'FILE_UNREADABLE'),
    )
    writeFileSync(path, '')
    await assert.rejects(file.readAt(0, 10), (error) => LociError.is(error, 'FILE_UNREADABLE'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
