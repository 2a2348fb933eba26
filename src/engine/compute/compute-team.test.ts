/** Threads that die in mid-step are replaced, and nobody waits for them for ever. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../../bench/golden/random-model.ts'
import { LociError } from '../../errors.ts'
import { createBytesFile } from '../../host/bytes-file.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { type RunningWorker, type StartWorker, startWorker } from '../../host/worker-threads.ts'
import type { BlockId } from '../../kv/block-pool.ts'
import { readGguf } from '../../model/gguf/open-gguf.ts'
import { greedySampling } from '../../model/sampling/sampling-settings.ts'
import { createPrng } from '../../stdx/prng.ts'
import type { RequestId, StepPlan } from '../step.ts'
import type { ComputeRunner } from './compute-runner.ts'
import { openComputeRunner } from './open-compute-runner.ts'
import { giveUp, ThreadBarrier } from './thread-barrier.ts'

const TOKENS = 96
const request = 1 as RequestId
const ask = {
  ...{ sampling: greedySampling, uniform: 0, recent: [], topLogProbCount: 0, allowed: null },
}
const asks = new Map([[request, ask]])

/** Real workers, and a hand on each. */
class Hands {
  readonly workers: RunningWorker[] = []
  /** Called when a worker is given a message, with its place among all that were started. */
  onPost: (index: number) => void = () => {}

  readonly start: StartWorker = (options) => {
    const worker = startWorker(options)
    const index = this.workers.push(worker) - 1
    return {
      ...worker,
      post: (message) => {
        worker.post(message)
        this.onPost(index)
      },
    }
  }
}

function plan(): StepPlan {
  const prng = createPrng(1)
  const tokens = Array.from({ length: TOKENS }, () => prng.below(96))
  const blocks = [0, 1, 2, 3, 4, 5].map((block) => block as BlockId)
  return {
    step: 0,
    copies: [],
    sequences: [{ request, tokens, start: 0, blocks, isSampled: true }],
  }
}

/** The reference kernels take long enough for a step to be cut off in its middle. */
async function opened(threads: number): Promise<{ runner: ComputeRunner; hands: Hands }> {
  const file = await readGguf(createBytesFile(randomModel(randomShapes[0]!, 5)))
  const hands = new Hands()
  const options = { file, disk: nodeDisk, threads, kernels: 'reference' as const }
  return { hands, runner: await openComputeRunner({ ...options, startWorker: hands.start }) }
}

async function chosen(runner: ComputeRunner): Promise<number> {
  return (await runner.run(plan(), asks)).choices.get(request)!.id
}

for (const [role, victim] of [
  ['leader', 0],
  ['follower', 1],
] as const) {
  test(`a ${role} that dies in mid-step is replaced, and the step gives the same token`, async () => {
    const { runner, hands } = await opened(2)
    const expected = await chosen(runner)
    hands.onPost = (index) => {
      // Both threads have the step when the second gets it; it takes them much longer than this.
      if (index === 1) setTimeout(() => void hands.workers[victim]!.terminate(), 5)
    }
    assert.equal(await chosen(runner), expected)
    assert.equal(hands.workers.length, 4)
    assert.equal(await chosen(runner), expected)
    assert.equal(hands.workers.length, 4)
    await runner.close()
  })
}

test('a step whose threads die again fails with a typed error, and the next one works', async () => {
  const { runner, hands } = await opened(2)
  const expected = await chosen(runner)
  hands.onPost = (index) => {
    if (index % 2 === 1) void hands.workers[index]!.terminate()
  }
  await assert.rejects(chosen(runner), (error) => LociError.is(error, 'ENGINE_WORKER_DIED'))
  assert.equal(hands.workers.length, 4)
  hands.onPost = () => {}
  assert.equal(await chosen(runner), expected)
  await runner.close()
})

test('a thread that died between steps is not noticed by the next step', async () => {
  const { runner, hands } = await opened(1)
  const expected = await chosen(runner)
  await hands.workers[0]!.terminate()
  assert.equal(await chosen(runner), expected)
  assert.equal(hands.workers.length, 2)
  await runner.close()
})

test('an error in a thread is the reason that is told', async () => {
  const file = await readGguf(createBytesFile(randomModel(randomShapes[0]!, 5)))
  const broken: StartWorker = (options) => startWorker({ ...options, data: {} })
  await assert.rejects(
    openComputeRunner({ file, disk: nodeDisk, kernels: 'reference', startWorker: broken }),
    /ended: Cannot/,
  )
})

test('whoever waits at the barrier is woken when the step is given up', () => {
  const control = new Int32Array(new SharedArrayBuffer(64))
  giveUp(control)
  assert.throws(
    () => new ThreadBarrier(control, 2).wait(),
    (error) => LociError.is(error, 'ENGINE_WORKER_DIED'),
  )
})
