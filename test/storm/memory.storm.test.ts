/** Storms over the whole runtime: two hundred seeds, the seeds that once failed, and a canary that must fail. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { MemoryStorm } from './memory-storm.ts'
import { createStormHost } from './storm-host.ts'

const SEEDS = 200
/** A seed under which the storm forgets something, so that the broken rule of the canary shows. */
const CANARY_SEED = 1

/** Seeds that found a fault once, by what they found. */
const keptSeeds: Readonly<Record<string, number>> = {}

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-storm-'))
})
after(() => rm(folder, { recursive: true, force: true }))

async function storm(seed: number, isCanary = false): ReturnType<MemoryStorm['run']> {
  const path = join(folder, `${isCanary ? 'canary' : 'seed'}-${seed}.db`)
  const run = new MemoryStorm({ seed, host: createStormHost(seed), path, isCanary }).run()
  try {
    return await run
  } finally {
    for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true })
  }
}

test(`${SEEDS} storms agree with the naive memory`, async (context) => {
  let operationCount = 0
  let faultCount = 0
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    try {
      const result = await storm(seed)
      operationCount += result.operationCount
      faultCount += result.faultCount
    } catch (error) {
      throw new Error(`seed ${seed} failed: ${(error as Error).message}`, { cause: error })
    }
  }
  context.diagnostic(`${operationCount} operations, ${faultCount} faults`)
})

for (const [what, seed] of Object.entries(keptSeeds)) {
  test(`seed ${seed}, which once found ${what}, agrees`, async () => {
    await storm(seed)
  })
}

test('the canary fails: a naive memory that forgets to count a version is told apart', async () => {
  await assert.rejects(storm(CANARY_SEED, true), /differs/)
})
