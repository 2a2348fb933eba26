/** Downloads against a server of this process: cuts, ranges, changed files, wrong hashes, pages, disks that fail. */

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sha256Hex } from '../../host/digest.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { FaultSwitch } from '../../testing/fault-switch.ts'
import { faultyDisk } from '../../testing/faulty-disk.ts'
import { type DownloadOptions, downloadFile, targetNameOf } from './download-file.ts'

/** Begins as a model file does; 200,000 bytes. */
function fileBytes(seed: number): Buffer {
  const bytes = Buffer.alloc(200_000)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = (at * 31 + seed * 7 + (at >> 8)) & 255
  bytes.write('GGUF')
  return bytes
}

interface Served {
  bytes: Buffer
  tag: string | null
  /** Bytes of each answer in turn before the connection is cut; null: all. */
  cuts: (number | null)[]
  knowsRanges: boolean
  readonly ranges: (string | undefined)[]
  other: ((response: ServerResponse) => void) | null
}

function answer(served: Served, request: IncomingMessage, response: ServerResponse): void {
  const { range, 'if-range': ifRange } = request.headers
  served.ranges.push(range)
  if (served.other !== null) {
    served.other(response)
    return
  }
  const { bytes, tag } = served
  const from =
    served.knowsRanges && ifRange === tag ? /^bytes=(\d+)-$/.exec(range ?? '')?.[1] : undefined
  const start = from === undefined ? 0 : Number(from)
  const headers = tag === null ? {} : { etag: tag }
  if (start >= bytes.length) {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const body = bytes.subarray(start)
  const contentRange =
    from === undefined
      ? {}
      : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
  response.writeHead(from === undefined ? 200 : 206, {
    ...headers,
    ...contentRange,
    'content-length': body.length,
  })
  const cut = served.cuts.shift() ?? null
  if (cut === null) response.end(body)
  else response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 60))
}

interface World {
  readonly served: Served
  readonly folder: string
  readonly target: string
  pull(more?: Partial<DownloadOptions>): ReturnType<typeof downloadFile>
}

async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loci-pull-'))
  const served: Served = {
    bytes: fileBytes(1),
    tag: '"one"',
    cuts: [],
    knowsRanges: true,
    ranges: [],
    other: null,
  }
  const server = createServer((request, response) => answer(served, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/m.gguf?download=1`
  try {
    await work({
      served,
      folder,
      target: join(folder, 'm.gguf'),
      pull: (more) => downloadFile({ disk: nodeDisk, url, folder, retryDelayMs: 1, ...more }),
    })
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  }
}

test('a file arrives whole, with progress, and leaves no part behind', () =>
  inWorld(async ({ served, target, folder, pull }) => {
    const told: number[] = []
    const sha256 = sha256Hex(served.bytes)
    const got = await pull({
      sha256: sha256.toUpperCase(),
      onProgress: (count) => told.push(count),
    })
    assert.deepEqual(readFileSync(target), served.bytes)
    assert.deepEqual(got, {
      path: target,
      byteCount: served.bytes.length,
      sha256,
      resumedByteCount: 0,
      wasThere: false,
    })
    assert.equal(told.at(-1), served.bytes.length)
    assert.deepEqual(await nodeDisk.list(folder), ['m.gguf'])
  }))

test('a connection that is cut goes on where it ended, in the same run', () =>
  inWorld(async ({ served, target, pull }) => {
    served.cuts = [50_000, 60_000]
    const notes: string[] = []
    await pull({ sha256: sha256Hex(served.bytes), onNote: (note) => notes.push(note) })
    assert.deepEqual(readFileSync(target), served.bytes)
    assert.equal(served.ranges.length, 3)
    assert.equal(served.ranges[0], undefined)
    assert.match(served.ranges[1]!, /^bytes=[1-9]\d*-$/)
    assert.equal(notes.length, 2)
  }))

test('what one run left is taken over by the next; a run that brings nothing gives up', () =>
  inWorld(async ({ served, target, pull }) => {
    served.cuts = [70_000, 0, 0, 0, 0, 0, 0]
    await assert.rejects(pull(), { code: 'DOWNLOAD_FAILED' })
    assert.ok(existsSync(`${target}.part`) && !existsSync(target))
    served.cuts = []
    const got = await pull()
    assert.ok(got.resumedByteCount > 0)
    assert.deepEqual(readFileSync(target), served.bytes)
  }))

test('a file that changed meanwhile is fetched whole, never joined to the old part', () =>
  inWorld(async ({ served, target, pull }) => {
    served.cuts = [70_000, 0, 0, 0, 0, 0]
    await assert.rejects(pull(), { code: 'DOWNLOAD_FAILED' })
    Object.assign(served, { bytes: fileBytes(2), tag: '"two"', cuts: [] })
    const notes: string[] = []
    await pull({ onNote: (note) => notes.push(note) })
    assert.deepEqual(readFileSync(target), served.bytes)
    assert.match(notes.join(), /all of the file again/)
  }))

test('a server that ignores ranges, or names no version, sends all again', () =>
  inWorld(async ({ served, target, pull }) => {
    for (const change of [{ knowsRanges: false }, { tag: null }]) {
      rmSync(target, { force: true })
      Object.assign(served, { knowsRanges: true, tag: '"one"' }, change)
      served.cuts = [90_000]
      await pull()
      assert.deepEqual(readFileSync(target), served.bytes)
    }
  }))

test('a part of all bytes is taken as whole when the server has no more', () =>
  inWorld(async ({ served, folder, target, pull }) => {
    const faults = new FaultSwitch()
    const disk = faultyDisk(nodeDisk, faults)
    await assert.rejects(
      pull({
        disk: {
          ...disk,
          rename: (from, to) =>
            to === target ? Promise.reject(new Error('no')) : nodeDisk.rename(from, to),
        },
      }),
    )
    assert.deepEqual(await nodeDisk.list(folder), ['m.gguf.part', 'm.gguf.part.json'])
    await pull()
    assert.equal(served.ranges.at(-1), `bytes=${served.bytes.length}-`)
    assert.deepEqual(readFileSync(target), served.bytes)
  }))

test('another hash keeps nothing and names both', () =>
  inWorld(async ({ served, folder, pull }) => {
    const wanted = '0'.repeat(64)
    await assert.rejects(pull({ sha256: wanted }), (error: Error) => {
      assert.match(error.message, new RegExp(`${sha256Hex(served.bytes)}, not ${wanted}`))
      return (error as Error & { code: string }).code === 'DOWNLOAD_INVALID'
    })
    assert.deepEqual(await nodeDisk.list(folder), [])
  }))

test('web pages, other files, empty answers and refusals are no model', () =>
  inWorld(async ({ served, folder, pull }) => {
    const answers: [(response: ServerResponse) => unknown, string][] = [
      [
        (one) => one.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
        'DOWNLOAD_INVALID',
      ],
      [(one) => one.end('<!doctype html>'), 'DOWNLOAD_INVALID'],
      [(one) => one.end('version https://git-lfs.example/spec/v1'), 'DOWNLOAD_INVALID'],
      [(one) => one.end(), 'DOWNLOAD_INVALID'],
      [(one) => one.writeHead(404).end('no'), 'DOWNLOAD_FAILED'],
      [(one) => one.writeHead(403).end('no'), 'DOWNLOAD_FAILED'],
      [
        (one) => one.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('GGUFx'),
        'DOWNLOAD_INVALID',
      ],
    ]
    for (const [other, code] of answers) {
      served.other = (response) => void other(response)
      const asked = served.ranges.length
      await assert.rejects(pull(), { code })
      assert.equal(served.ranges.length, asked + 1, 'asking again would not help')
      assert.ok(!existsSync(join(folder, 'm.gguf')))
    }
    let count = 0
    served.other = (response) => {
      count += 1
      if (count === 3) served.other = null
      response.writeHead(503).end()
    }
    await pull()
    assert.equal(count, 3)
  }))

test('a silent server is given up, and a caller who stops is heard at once', () =>
  inWorld(async ({ served, target, pull }) => {
    served.other = (response) => void response.writeHead(200).write('GGUF1234')
    await assert.rejects(pull({ silenceMs: 20 }), /silent for 20 ms/)
    const stop = new AbortController()
    const reason = new Error('stopped')
    const running = pull({ signal: stop.signal, onProgress: () => stop.abort(reason) })
    await assert.rejects(running, reason)
    assert.ok(existsSync(`${target}.part`))
  }))

test('every write that fails is a typed error, and the next run ends with the whole file', () =>
  inWorld(async ({ served, target, pull }) => {
    const faults = new FaultSwitch()
    for (let skipped = 0; ; skipped += 1) {
      faults.failNextWrite(skipped, 'FILE_WRITE_FAILED')
      const ended = await pull({ disk: faultyDisk(nodeDisk, faults) }).then(
        () => null,
        (error: unknown) => error,
      )
      if (ended === null) break
      assert.ok(faults.wasFault(ended), String(ended))
      assert.ok(!existsSync(target))
      assert.ok(skipped < 50)
    }
    assert.deepEqual(readFileSync(target), served.bytes)
  }))

test('a file that is there is not touched: the same hash is success, anything else FILE_EXISTS', () =>
  inWorld(async ({ target, pull }) => {
    writeFileSync(target, 'mine')
    await assert.rejects(pull(), { code: 'FILE_EXISTS' })
    await assert.rejects(pull({ sha256: '0'.repeat(64) }), { code: 'FILE_EXISTS' })
    assert.equal((await pull({ sha256: sha256Hex('mine') })).wasThere, true)
    assert.equal(readFileSync(target, 'utf8'), 'mine')
  }))

test('an address ends in a file name, or is refused', () => {
  assert.equal(targetNameOf('https://x.example/a/b%20c.gguf?x=1#y'), 'b c.gguf')
  for (const url of [
    'ftp://x/y.gguf',
    'y.gguf',
    'https://x.example/',
    'https://x.example/..%2F..%2Fetc',
    'https://x.example/%00',
    'https://x.example/.hidden',
    'https://x.example/%ff',
    'https://u:p@x.example/y.gguf',
  ]) {
    assert.throws(() => targetNameOf(url), { code: 'INPUT_INVALID' }, url)
  }
})
