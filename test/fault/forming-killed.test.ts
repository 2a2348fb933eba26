/**
 * SIGKILL while a process forms: the next one takes over, and every turn has one memory in the end.
 *
 * Goal: find a kill after which a window is lost, formed twice, or stays held. Method: forty windows of five scopes; a process forms them slowly and
 * is killed after a few; the next one's clock is ahead by a lease; the last one must finish. Misses: a machine that loses power.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { FORMATION_LEASE_MS } from '../../src/memory/limits.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { openFormedMemory } from '../../src/testing/test-formation.ts'
import { assertSound, nodeHost as host, newFolder } from './fault-kit.ts'

const KILLS = 2
const SEED = 7
const SCOPES = 5
const WINDOWS_EACH = 8
const program = join(import.meta.dirname, 'forming-process.ts')

/** Runs until it ends, or is killed so many milliseconds after it began its n-th window. */
async function run(
  path: string,
  aheadMs: number,
  kill?: { after: number; ms: number },
): Promise<boolean> {
  const child = spawn(process.execPath, [program, path, String(aheadMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let begun = 0
  let isDone = false
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'begun') begun += 1
    if (line === 'done') isDone = true
    if (begun === kill?.after) setTimeout(() => child.kill('SIGKILL'), kill.ms)
  }
  await exited
  return isDone
}

test('a process that is killed while it forms is taken over, and nothing is formed twice', async (context) => {
  const path = join(await newFolder(context), 'killed.db')
  const settings = { formation: 'asked' } as const
  {
    await using kept = await openFormedMemory({ host, path, settings })
    for (let user = 0; user < SCOPES; user += 1) {
      const turns = Array.from({ length: WINDOWS_EACH * 2 }, (_, index) => ({
        text: `turn ${index}`,
        session: `${index >> 1}`,
      }))
      await kept.memory.remember({ scope: { user: `user-${user}` }, turns })
    }
  }
  const prng = createPrng(SEED)
  let killed = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const isDone = await run(path, kill * 2 * FORMATION_LEASE_MS, {
      after: 2 + prng.below(5),
      ms: prng.below(12),
    })
    if (!isDone) killed += 1
  }
  assert.equal(await run(path, KILLS * 2 * FORMATION_LEASE_MS), true)
  await using kept = await openFormedMemory({ host, path, settings })
  for (let user = 0; user < SCOPES; user += 1) {
    const scope = { user: `user-${user}` }
    const { cubes } = await kept.memory.list({ scope, kinds: ['derived'] })
    assert.equal(cubes.length, WINDOWS_EACH * 2)
    assert.equal(new Set(cubes.map(({ provenance }) => provenance.episodes[0])).size, cubes.length)
  }
  const status = await kept.memory.formation.status()
  assert.deepEqual(
    [status.pending, status.running, status.failed, status.done],
    [0, 0, 0, SCOPES * WINDOWS_EACH],
  )
  await assertSound(kept.store)
  context.diagnostic(`${killed} of ${KILLS} were killed (seed ${SEED})`)
  assert.ok(killed > 0)
})
