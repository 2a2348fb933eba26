/**
 * One storm: a seeded run of random operations on two Memory instances over one store, checked against the naive memory.
 *
 * Goal: find any sequence of remember, update, forget, undo, purge, recall, list, time travel, disk faults, clock jumps and
 * reopenings after which an answer differs from the naive one. Method: each operation is drawn from the seed, applied to both
 * worlds, and verdicts (error codes included) are compared; after every step the present, and now and then a random past, are
 * compared whole. Misses: ranking quality (the recall bench's subject) and faults below SQLite (test/fault).
 */

import assert from 'node:assert/strict'
import { LociError } from '../../src/errors.ts'
import type { Memory, Receipt, RememberInput } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'
import type { Actor, BatchId, CubeId } from '../../src/store/cube.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { type NaiveCube, NaiveMemory, type NaiveWorld } from './naive-memory.ts'
import { comparePast, comparePresent, compareRecall } from './storm-checks.ts'
import type { StormHost } from './storm-host.ts'

const users = ['ada', 'bob'] as const
const runs = ['r1', 'r2'] as const
const topics = ['garden', 'violin', 'harbour', 'glacier', 'saffron'] as const
const actors: readonly Actor[] = ['user', 'user', 'auto', 'agent']
const STEPS = 40

export interface StormOptions {
  readonly seed: number
  readonly host: StormHost
  readonly path: string
  /** Makes the naive memory forget one rule, so that the storm must find it. */
  readonly isCanary?: boolean
}

export class MemoryStorm {
  readonly #prng: Prng
  readonly #host: StormHost
  readonly #path: string
  readonly #isCanary: boolean
  readonly #naive = new NaiveMemory()
  readonly #trace: string[] = []
  #memories: Memory[] = []
  #wordCount = 0

  constructor({ seed, host, path, isCanary = false }: StormOptions) {
    this.#prng = createPrng(seed)
    this.#host = host
    this.#path = path
    this.#isCanary = isCanary
  }

  /** Throws an AssertionError with the trace of operations when the worlds differ. */
  async run(): Promise<{ readonly operationCount: number; readonly faultCount: number }> {
    await this.#reopen()
    try {
      for (let step = 0; step < STEPS; step += 1) {
        await this.#step()
        await this.#compare()
      }
      const store = await openSqliteStore({ host: this.#host, path: this.#path })
      const report = await store.verify()
      await store.close()
      assert.deepEqual(report.problems, [])
    } catch (error) {
      const trace = this.#trace.join('\n  ')
      throw new assert.AssertionError({
        message: `${(error as Error).message}\ntrace:\n  ${trace}`,
      })
    } finally {
      for (const memory of this.#memories) await memory.close()
    }
    return { operationCount: this.#trace.length, faultCount: this.#host.faultCount }
  }

  get #memory(): Memory {
    return this.#prng.pick(this.#memories)
  }

  async #reopen(): Promise<void> {
    for (const memory of this.#memories) await memory.close()
    this.#memories = []
    for (let count = 0; count < 2; count += 1) {
      const store = await openSqliteStore({ host: this.#host, path: this.#path })
      // A tiny bound on one of the two, so that evicted and reloaded scopes are in every storm.
      const loadedBytesMax = count === 0 ? 1 : 10_000_000
      this.#memories.push(await openMemory({ host: this.#host, store, loadedBytesMax }))
    }
  }

  async #step(): Promise<void> {
    const draw = this.#prng.next()
    this.#host.moveClock(this.#prng.chance(0.1) ? -5_000 : 1 + this.#prng.below(60_000))
    if (this.#prng.chance(0.1)) this.#host.failNextWrite(this.#prng.below(12))
    if (draw < 0.35) await this.#remember()
    else if (draw < 0.5) await this.#update()
    else if (draw < 0.59) await this.#forget()
    else if (draw < 0.64) await this.#forgetTopic()
    else if (draw < 0.82) await this.#undo()
    else if (draw < 0.88) await this.#purge()
    else if (draw < 0.95) await this.#recall()
    else {
      this.#host.clearFaults()
      this.#trace.push('reopen')
      await this.#reopen()
    }
    this.#host.clearFaults()
  }

  #text(topic: string): string {
    this.#wordCount += 1
    return `the ${topic} and w${this.#wordCount}q`
  }

  #anyId(): CubeId | undefined {
    const ids = [...this.#naive.world.keys(), ...this.#naive.purged]
    return ids.length === 0 ? undefined : this.#prng.pick(ids)
  }

  /** Applies one call; a disk fault must leave no trace, any other error must be the expected one. */
  async #apply<T extends { readonly batch: BatchId; readonly position: number }>(
    what: string,
    expected: string,
    call: () => Promise<T>,
    after: (receipt: T) => void,
  ): Promise<void> {
    this.#trace.push(`${what} -> ${expected}`)
    try {
      const receipt = await call()
      assert.equal('ok', expected, `${what} should have failed with ${expected}`)
      after(receipt)
    } catch (error) {
      if (!LociError.is(error)) throw error
      if (this.#host.wasFault(error)) {
        this.#trace.push(`  (disk fault: ${error.code})`)
        return
      }
      assert.equal(error.code, expected, `${what} failed with ${error.code}: ${error.message}`)
    }
  }

  async #remember(): Promise<void> {
    const user = this.#prng.pick(users)
    const run = this.#prng.pick(runs)
    const actor = this.#prng.pick(actors)
    const topic = this.#prng.pick(topics)
    const texts = Array.from({ length: 1 + this.#prng.below(3) }, () => this.#text(topic))
    const expiresAtMs = this.#prng.chance(0.2) ? this.#host.clock.nowMs() + 120_000 : null
    const made = { user, run, topic, expiresAtMs, version: 1, state: 'live' } as const
    const input: RememberInput = {
      scope: { user, run },
      turns: texts.map((text) => ({ text })),
      metadata: { topic, user_id: 'mallory' },
      actor,
      expiresAt: expiresAtMs ?? undefined,
      idempotencyKey: texts[0],
    }
    const remember = (): Promise<Receipt> => this.#memory.remember(input)
    await this.#apply(
      `remember ${user}/${run} as ${actor}: ${texts.join(' | ')}`,
      'ok',
      async () => {
        const receipt = await remember()
        if (!this.#prng.chance(0.2)) return receipt
        // The caller saw no answer and asks again, on a disk that works: the first receipt stands.
        this.#host.clearFaults()
        const again = await remember()
        assert.deepEqual(again, { ...receipt, isRepeated: true })
        return receipt
      },
      ({ batch, position, ids }) => {
        const next = new Map(this.#naive.world)
        for (const [index, id] of ids.entries()) {
          next.set(id, { ...made, id, text: texts[index]!, isProtected: actor === 'user' })
        }
        this.#naive.advance(batch, position, next)
      },
    )
  }

  async #update(): Promise<void> {
    const id = this.#anyId()
    if (id === undefined) return
    const actor = this.#prng.pick(actors)
    const topic = this.#prng.pick(topics)
    const text = this.#text(topic)
    await this.#apply(
      `update ${id} as ${actor}: ${text}`,
      this.#naive.mayChange(id, actor, true),
      () => this.#memory.update({ id, text, metadata: { topic }, actor }),
      ({ batch, position }) => {
        const before = this.#naive.world.get(id)!
        const isProtected = before.isProtected || actor === 'user'
        const after = { ...before, text, topic, isProtected, version: before.version + 1 }
        this.#naive.advance(batch, position, new Map(this.#naive.world).set(id, after))
      },
    )
  }

  async #forget(): Promise<void> {
    const id = this.#anyId()
    if (id === undefined) return
    const actor = this.#prng.pick(actors)
    const before = this.#naive.world.get(id)
    // What lies in the trash already is left alone, whoever asks: the call succeeds and changes nothing.
    const isTrashed = before?.state === 'forgotten'
    await this.#apply(
      `forget ${id} as ${actor}`,
      isTrashed ? 'ok' : this.#naive.mayChange(id, actor, false),
      () => this.#memory.forget({ ids: [id], actor }),
      ({ batch, position, cubes }) => {
        assert.equal(cubes.length, isTrashed ? 0 : 1)
        if (isTrashed) return
        const version = this.#isCanary ? before!.version : before!.version + 1
        const after: NaiveCube = { ...before!, state: 'forgotten', version }
        this.#naive.advance(batch, position, new Map(this.#naive.world).set(id, after))
      },
    )
  }

  async #forgetTopic(): Promise<void> {
    const user = this.#prng.pick(users)
    const topic = this.#prng.pick(topics)
    const everyone = this.#naive.seen(this.#naive.world, { user }, Number.NEGATIVE_INFINITY)
    const wanted = everyone.filter((cube) => cube.topic === topic)
    const isRefused = wanted.some((cube) => cube.isProtected)
    await this.#apply(
      `forget all of ${user} on ${topic} as auto`,
      isRefused ? 'MEMORY_PROTECTED' : 'ok',
      () => this.#memory.forget({ scope: { user }, filter: { topic }, actor: 'auto' }),
      ({ batch, position, cubes }) => {
        assert.equal(cubes.length, wanted.length)
        if (wanted.length === 0) return
        const next = new Map(this.#naive.world)
        for (const cube of wanted) {
          next.set(cube.id, { ...cube, state: 'forgotten', version: cube.version + 1 })
        }
        this.#naive.advance(batch, position, next)
      },
    )
  }

  async #undo(): Promise<void> {
    if (this.#naive.batches.length === 0) return
    const { batch } = this.#prng.chance(0.6)
      ? this.#naive.batches.at(-1)!
      : this.#prng.pick(this.#naive.batches)
    const undone = this.#naive.undone(batch)
    await this.#apply(
      `undo ${batch}`,
      typeof undone === 'string' ? undone : 'ok',
      () => this.#memory.undo(batch as BatchId),
      (receipt) => this.#naive.advance(receipt.batch, receipt.position, undone as NaiveWorld),
    )
  }

  async #purge(): Promise<void> {
    const id = this.#anyId()
    if (id === undefined || this.#naive.purged.has(id)) return
    const actor = this.#prng.pick(actors)
    await this.#apply(
      `purge ${id} as ${actor}`,
      this.#naive.mayChange(id, actor, false),
      () => this.#memory.purge({ ids: [id], actor }),
      ({ batch, position, tombstones }) => {
        assert.equal(tombstones.length, 1)
        const next = new Map(this.#naive.world)
        next.delete(id)
        this.#naive.purged.add(id)
        this.#naive.advance(batch, position, next, true)
      },
    )
  }

  async #recall(): Promise<void> {
    const topic = this.#prng.pick(topics)
    const run = this.#prng.chance(0.3) ? this.#prng.pick(runs) : undefined
    const user = this.#prng.pick(users)
    const isPast = this.#prng.chance(0.4) && this.#naive.batches.length > 0
    const position = isPast ? this.#prng.pick(this.#naive.batches).position : undefined
    this.#trace.push(`recall ${user}/${run ?? '*'} at ${position ?? 'now'}: ${topic}`)
    await compareRecall(this.#memory, this.#naive, { user, run, topic, position })
  }

  async #compare(): Promise<void> {
    const nowMs = this.#host.clock.nowMs()
    await comparePresent(this.#memory, this.#naive, nowMs)
    if (this.#prng.chance(0.2)) await this.#recall()
    if (this.#prng.chance(0.25) && this.#naive.batches.length > 0) {
      const { position } = this.#prng.pick(this.#naive.batches)
      await comparePast(this.#memory, this.#naive, position)
    }
  }
}
