/**
 * SIGKILL of a process that is writing cached answers, at random moments.
 *
 * Goal: find an answer that is served half-written, served although its memory changed, or acknowledged and gone. Method: a child
 * stores answers of a few bytes to several pages, each naming the hash of its question, and says what was acknowledged; after the kill
 * the store is verified and every question is asked of a cache that is opened on it.
 */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { currentMemories } from '../../src/cache/current-memories.ts'
import { openStoredAnswers } from '../../src/cache/stored-answers.ts'
import { sha256Hex } from '../../src/host/digest.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import { openTestCache, requestOf } from '../../src/testing/test-cache.ts'
import { assertSound, newFolder, nodeHost, openAt } from '../fault/fault-kit.ts'

const KILLS = 12
const KILL_AFTER_MS_MAX = 80
const script = join(import.meta.dirname, 'writer-process.ts')

interface Said {
  /** Question -> whether its answer still stands. */
  readonly acknowledged: ReadonlyMap<string, boolean>
}

async function killedAfter(path: string, name: string, killAfterMs: number): Promise<Said> {
  const child = spawn(process.execPath, [script, path, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged = new Map<string, boolean>()
  const lines = createInterface({ input: child.stdout! })
  const begun = Promise.withResolvers<void>()
  lines.on('line', (line) => {
    const [, verb, , question] = /^(\w+) (\S+) (.*\?)$/.exec(line) ?? []
    // The last line may be cut.
    if (question !== undefined) acknowledged.set(question, verb === 'put')
    begun.resolve()
  })
  const closed = once(lines, 'close')
  const gone = once(child, 'exit')
  await Promise.race([begun.promise, gone])
  await new Promise((resolve) => setTimeout(resolve, killAfterMs))
  child.kill('SIGKILL')
  await Promise.all([gone, closed])
  return { acknowledged }
}

test(`[CATCACHE-KEEP-1] ${KILLS} kills while answers are written leave none half-written, none wrong, and lose none`, async (context) => {
  const seed = 3
  context.diagnostic(`seed ${seed}`)
  const prng = createPrng(seed)
  const path = join(await newFolder(context), 'killed.db')
  let servedCount = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const name = `w${kill}`
    const { acknowledged } = await killedAfter(path, name, prng.below(KILL_AFTER_MS_MAX))
    const { memory, store } = await openAt(path)
    await assertSound(store, `kill ${kill}`)
    const { cache, troubles } = await openTestCache(
      {
        host: nodeHost,
        store: openStoredAnswers({ store, host: nodeHost }),
        areCurrent: currentMemories(store, nodeHost.clock),
      },
      `reader${kill}`,
    )
    assert.deepEqual(troubles, [])
    for (const [question, isStanding] of acknowledged) {
      const found = await cache.lookup(requestOf(cache, name, question))
      // A change that was acknowledged ended the answer; one that was not may have, just before the kill.
      if (found.outcome !== 'hit') {
        assert.ok(!isStanding || question === [...acknowledged.keys()].at(-1), question)
        continue
      }
      servedCount += 1
      assert.ok(isStanding, `${question} was served although its memory changed`)
      assert.ok(found.answer.payload.startsWith(`${sha256Hex(question)} `), question)
      assert.ok(found.answer.payload.endsWith('end'), question)
    }
    await memory.close()
  }
  context.diagnostic(`${servedCount} answers served after the kills`)
  assert.ok(servedCount > KILLS)
})
