/**
 * No cached answer is served that cites a memory version which is not current, whoever changed it.
 *
 * Goal: find a sequence of remember, update, undo, forget, purge, expiry, asking and reopening, by two processes on one file, after which
 * a cache serves an answer made from what is no longer so. Method: answers cite what was in memory when the model was asked, and
 * memories also change while it is at work; after every step both caches are asked every question, and each hit is held against
 * `memory.list`. Run with both nets (the store ends answers as their memories change; the serving check asks again), and with each alone.
 */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { AnswerCache } from '../../src/cache/answer-cache.ts'
import type { CacheStore } from '../../src/cache/cache-store.ts'
import { currentMemories } from '../../src/cache/current-memories.ts'
import { openMemoryCacheStore } from '../../src/cache/memory-cache-store.ts'
import { openStoredAnswers } from '../../src/cache/stored-answers.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import type { BatchId } from '../../src/store/cube.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { createSimulatedHost, type SimulatedHost } from '../../src/testing/simulated-host.ts'
import { newAnswer, openTestCache, requestOf } from '../../src/testing/test-cache.ts'

const RUNS = 60
const STEPS = 24
const seed = 4_711
const scope = { user: 'ada' }
const questions = ['What grows in the garden?', 'Who plays the violin?', 'How deep is the harbour?']
const LIFE_MS = 60_000

type Net = 'both' | 'store' | 'check' | 'none'

interface Process {
  readonly memory: Memory
  readonly store: Store
  readonly cache: AnswerCache
}

let folder = ''
let openedCount = 0
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-cited-'))
})
after(() => rm(folder, { recursive: true }))

async function openProcess(host: SimulatedHost, path: string, net: Net): Promise<Process> {
  const store = await openSqliteStore({ host, path })
  const memory = await openMemory({ host, store })
  const kept: CacheStore =
    net === 'check' || net === 'none' ? openMemoryCacheStore() : openStoredAnswers({ store, host })
  openedCount += 1
  const { cache } = await openTestCache(
    {
      host,
      store: kept,
      areCurrent:
        net === 'store' || net === 'none' ? () => true : currentMemories(store, host.clock),
      onTrouble: (error) => {
        throw error
      },
    },
    `p${openedCount}`,
  )
  return { memory, store, cache }
}

/** The live memories as a list shows them: id and version. */
async function liveVersions(memory: Memory): Promise<Map<string, number>> {
  const { cubes } = await memory.list({ scope, limit: 1_000 })
  return new Map(cubes.map(({ id, version }) => [id, version]))
}

type Change = 'remember' | 'short-lived' | 'update' | 'undo' | 'forget' | 'purge' | 'wait'

interface Step {
  readonly what: Change | 'ask' | 'ask-while' | 'reopen' | 'pull'
  readonly process: number
  readonly pick: number
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom(
    ...(['remember', 'short-lived', 'update', 'undo', 'forget', 'purge', 'wait'] as const),
    ...(['ask', 'ask', 'ask', 'ask', 'ask-while', 'reopen', 'pull'] as const),
  ),
  process: fc.nat(1),
  pick: fc.nat(1_000),
})

class World {
  readonly #host: SimulatedHost
  readonly #path: string
  readonly #net: Net
  readonly #batches: BatchId[] = []
  #processes: Process[] = []
  hitCount = 0

  constructor(host: SimulatedHost, path: string, net: Net) {
    this.#host = host
    this.#path = path
    this.#net = net
  }

  async open(): Promise<void> {
    for (let index = 0; index < 2; index += 1)
      this.#processes.push(await openProcess(this.#host, this.#path, this.#net))
  }

  async close(): Promise<void> {
    for (const { memory } of this.#processes) await memory.close()
    this.#processes = []
  }

  async run({ what, process, pick }: Step): Promise<void> {
    const one = this.#processes[process]!
    if (what === 'reopen') {
      await this.close()
      await this.open()
    } else if (what === 'pull') await one.cache.pull()
    else if (what === 'ask') await this.#ask(one, pick, null)
    else if (what === 'ask-while') await this.#ask(one, pick, this.#processes[1 - process]!)
    else await this.#change(one, what, pick)
  }

  /** Asks as the gateway would; `other` changes a memory while the model is at work. */
  async #ask({ cache, memory }: Process, pick: number, other: Process | null): Promise<void> {
    const request = requestOf(cache, 'ada', questions[pick % questions.length]!)
    await cache.answerWith(request, async () => {
      const citations = [...(await liveVersions(memory))]
        .map(([id, version]) => ({ id, version }))
        .filter((_, index) => (pick >> index) % 2 === 0)
      if (other !== null)
        await this.#change(other, (['update', 'forget', 'purge'] as const)[pick % 3]!, pick)
      return newAnswer(JSON.stringify(citations), { citations })
    })
  }

  async #change({ memory }: Process, what: Change, pick: number): Promise<void> {
    if (what === 'wait') {
      // Expiry is a matter of the clock, which only the serving check reads.
      if (this.#net !== 'store') this.#host.moveClock(LIFE_MS / 2)
      return
    }
    if (what === 'remember' || what === 'short-lived') {
      const life = what === 'short-lived' ? { expiresAt: this.#host.clock.nowMs() + LIFE_MS } : {}
      const { batch } = await memory.remember({ scope, turns: `note ${pick}`, ...life })
      this.#batches.push(batch)
      return
    }
    if (what === 'undo') {
      const batch = this.#batches.pop()
      // What was purged, or undone already, cannot be undone.
      if (batch !== undefined) await memory.undo(batch).catch(() => undefined)
      return
    }
    const ids = [...(await liveVersions(memory)).keys()]
    if (ids.length === 0) return
    const id = ids[pick % ids.length] as never
    if (what === 'purge') await memory.purge({ ids: [id] })
    else if (what === 'forget') this.#batches.push((await memory.forget({ ids: [id] })).batch)
    else this.#batches.push((await memory.update({ id, text: `note ${pick} anew` })).batch)
  }

  /** Every question to both caches: a hit may cite only what the list shows. */
  async check(trace: readonly Step[]): Promise<void> {
    const live = await liveVersions(this.#processes[0]!.memory)
    for (const { cache } of this.#processes) {
      for (const question of questions) {
        const found = await cache.lookup(requestOf(cache, 'ada', question))
        if (found.outcome !== 'hit') continue
        this.hitCount += 1
        for (const { id, version } of JSON.parse(found.answer.payload)) {
          assert.equal(live.get(id), version, `${id} in ${JSON.stringify(trace)}`)
        }
      }
    }
  }

  async verify(): Promise<void> {
    assert.deepEqual((await this.#processes[0]!.store.verify()).problems, [])
  }
}

/** Runs storms; throws with the shortest sequence that serves what it must not. */
async function storms(net: Net): Promise<{ runCount: number; hitCount: number }> {
  let hitCount = 0
  let runCount = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: STEPS }), async (steps) => {
      runCount += 1
      const host = createSimulatedHost({ storage: createNodeHost(), seed: runCount })
      const world = new World(host, join(folder, `${net}-${runCount}.db`), net)
      await world.open()
      try {
        for (const [index, one] of steps.entries()) {
          await world.run(one)
          await world.check(steps.slice(0, index + 1))
        }
        await world.verify()
      } finally {
        hitCount += world.hitCount
        await world.close()
      }
    }),
    { numRuns: RUNS, seed, endOnFailure: true },
  )
  return { runCount, hitCount }
}

for (const net of ['both', 'store', 'check'] as const) {
  test(`[CATCACHE-MEM-1] what two processes do to memories ends the answers made from them (net: ${net})`, async (context) => {
    const { runCount, hitCount } = await storms(net)
    context.diagnostic(`seed ${seed}, ${runCount} runs, ${hitCount} answers served and checked`)
    assert.ok(hitCount > RUNS, `${hitCount} hits say little`)
  })
}

test('without any net the same storms do find an answer that cites what has changed', async () => {
  await assert.rejects(storms('none'), /Property failed/)
})
