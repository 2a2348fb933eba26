/** The thread of an encoder: what its end does to calls, how many may wait, what computes. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { type RunningWorker, type StartWorker, startWorker } from '../../host/worker-threads.ts'
import { openEngineModule } from '../../kernels/open-engine-module.ts'
import { type LoadedEncoder, loadEncoder } from '../../model/architecture/load-encoder.ts'
import { readGguf } from '../../model/gguf/open-gguf.ts'
import { randomEncoder } from '../../testing/random-encoder.ts'
import { CALLS_WAITING_MAX, openEncoder } from './open-encoder.ts'
import { ReferenceEncoder } from './reference-encoder.ts'

const text = Int32Array.of(2, 40, 41, 42, 3)

async function loaded(): Promise<LoadedEncoder> {
  return loadEncoder(await readGguf(createBytesFile(randomEncoder())))
}

test('the reference computes when it is asked for, and says why', async () => {
  const encoder = openEncoder(
    await loaded(),
    await openEngineModule({ disk: nodeDisk, choice: 'reference' }),
  )
  assert.deepEqual([encoder.kernels, encoder.reason], ['reference', 'it was asked for'])
  const wanted = new ReferenceEncoder(await loaded()).states([text])
  assert.deepEqual(await encoder.states([text]), wanted)
  await encoder.close()
})

test('a thread that ends fails the calls that wait, and the next call starts another', async () => {
  const workers: RunningWorker[] = []
  const start: StartWorker = (options) => {
    const worker = startWorker(options)
    workers.push(worker)
    return worker
  }
  const encoder = openEncoder(await loaded(), await openEngineModule({ disk: nodeDisk }), start)
  const before = await encoder.states([text])
  const cutOff = Promise.allSettled([encoder.states([text]), encoder.states([text])])
  await workers[0]!.terminate()
  for (const outcome of await cutOff) {
    // One may have been answered before the end.
    if (outcome.status === 'fulfilled') continue
    assert.ok(LociError.is(outcome.reason, 'ENGINE_WORKER_DIED'), String(outcome.reason))
  }
  assert.deepEqual(await encoder.states([text]), before)
  assert.equal(workers.length, 2)
  await encoder.close()
})

test('only so many calls wait, the others are refused, and those that wait are answered', async () => {
  const encoder = openEncoder(await loaded(), await openEngineModule({ disk: nodeDisk }))
  const calls = Array.from({ length: CALLS_WAITING_MAX }, () => encoder.states([text]))
  await assert.rejects(
    () => encoder.states([text]),
    (error) => LociError.is(error, 'ENGINE_QUEUE_FULL'),
  )
  assert.equal((await Promise.all(calls)).length, CALLS_WAITING_MAX)
  await encoder.states([text])
  await encoder.close()
  await assert.rejects(
    () => encoder.states([text]),
    (error) => LociError.is(error, 'EMBEDDER_UNAVAILABLE'),
  )
})

test('a call that cannot be computed fails alone', async () => {
  const encoder = openEncoder(await loaded(), await openEngineModule({ disk: nodeDisk }))
  await assert.rejects(
    () => encoder.states([Int32Array.of(100_000)]),
    (error) => LociError.is(error, 'INTERNAL') && /in the vocabulary/.test(error.message),
  )
  assert.equal((await encoder.states([text])).length, 1)
  await encoder.close()
})
