/** A model that is still loading: health says so, early requests wait, leaving is heard, and a load that fails is an error for all. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLocalEngine } from '../../src/engine/open-local-engine.ts'
import { LociError } from '../../src/errors.ts'
import type { Disk } from '../../src/host/disk.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { openTestGateway } from './gateway-under-test.ts'
import { tinyChatModel } from './tiny-chat-model.ts'

const EMBEDDING_BYTES = 300 * 64 * 4

/** A disk on which the largest tensor comes when `released` says so. */
function slowDisk(disk: Disk, released: Promise<void>): Disk {
  return {
    ...disk,
    async openFile(path) {
      const file = await disk.openFile(path)
      return {
        ...file,
        async readAt(position, byteCount) {
          if (byteCount === EMBEDDING_BYTES) await released
          return file.readAt(position, byteCount)
        },
      }
    },
  }
}

async function loading(
  work: (
    gateway: Awaited<ReturnType<typeof openTestGateway>>,
    release: PromiseWithResolvers<void>,
  ) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'loci-loading-'))
  const path = join(folder, 'tiny.gguf')
  writeFileSync(path, await tinyChatModel())
  const release = Promise.withResolvers<void>()
  const host = createNodeHost()
  const slow = { ...host, disk: slowDisk(host.disk, release.promise) }
  const wishes = { kernels: 'reference', threadCount: 1 } as const
  const engine = await openLocalEngine({ host: slow, path, wishes })
  const gateway = await openTestGateway({ engines: [engine] })
  try {
    await work(gateway, release)
  } finally {
    await gateway.close()
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const body = { model: 'tiny', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 2 }

test('while it loads /health is 503, and a request that came early is answered', () =>
  loading(async ({ call, url }, release) => {
    const health = await call('GET', '/health')
    assert.deepEqual([health.status, health.json], [503, { status: 'loading model' }])
    assert.equal(health.headers.get('retry-after'), '1')
    assert.equal((await call('GET', '/api/engine')).json.engines[0].state, 'loading')
    const stop = new AbortController()
    const left = fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: stop.signal,
    })
    const early = call('POST', '/v1/chat/completions', { body })
    stop.abort()
    await assert.rejects(left, { name: 'AbortError' })
    release.resolve()
    const answer = await early
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual((await call('GET', '/health')).json, { status: 'ok' })
  }))

test('a load that fails is told to who waits and to who comes later; the gateway goes on', () =>
  loading(async ({ call }, release) => {
    const early = call('POST', '/v1/chat/completions', { body })
    release.reject(new LociError('FILE_UNREADABLE', 'the disk is gone'))
    const { status, json } = await early
    assert.deepEqual([status, json.error.code], [503, 'MODEL_UNAVAILABLE'])
    assert.match(json.error.message, /FILE_UNREADABLE: the disk is gone/)
    const later = await call('POST', '/v1/completions', { body: { model: 'tiny', prompt: 'x' } })
    assert.equal(later.json.error.code, 'MODEL_UNAVAILABLE')
    const health = await call('GET', '/health')
    assert.deepEqual([health.status, health.json], [503, { status: 'error' }])
    assert.equal((await call('GET', '/healthz')).status, 200)
  }))
