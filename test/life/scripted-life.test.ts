/**
 * A scripted life of 500 dated changes: what held at any moment, by what was known at any moment, against the naive model.
 *
 * Both axes: every step of the log, and of valid time every boundary there ever was with the milliseconds before and after. Asked of
 * intervals for all pairs, of `facts.at` for a seeded sample and for all moments of the present; position and clock alike.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Host } from '../../src/host/host.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import type { KnownFact } from '../../src/memory/facts.ts'
import type { Memory } from '../../src/memory/memory.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { createPrng } from '../../src/stdx/prng.ts'
import type { BatchId, CubeId } from '../../src/store/cube.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import {
  birthMs,
  type LifeStep,
  NaiveLife,
  relations,
  type Statement,
  scriptedLife,
} from './scripted-life.ts'

const scope = { user: 'ada' }
const CHANGES = 500

interface World extends AsyncDisposable {
  readonly memory: Memory
  readonly store: Store
  setNow(ms: number): void
}

async function openWorld(): Promise<World> {
  let nowMs = birthMs
  const host: Host = {
    ...createNodeHost(),
    clock: { nowMs: () => nowMs, monotonicMs: () => nowMs },
  }
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  return {
    memory,
    store,
    setNow: (ms) => {
      nowMs = ms
    },
    [Symbol.asyncDispose]: () => memory.close(),
  }
}

/** Lives the steps; returns the log position after each. */
async function live(world: World, steps: readonly LifeStep[], life: NaiveLife): Promise<number[]> {
  const { facts } = world.memory
  /** Ids of statements, by index; and those before the last step, for undo. */
  let ids: CubeId[] = []
  let before: CubeId[] = []
  let last: BatchId | null = null
  const positions: number[] = []
  for (const [place, { nowMs, change }] of steps.entries()) {
    world.setNow(nowMs)
    const kept = ids
    if (change.kind === 'undo') {
      await world.memory.undo(last!)
      ids = before
    } else if (change.kind === 'state') {
      const { relation, object, isMultiValued, fromMs, toMs, corrects } = change
      const stated = { subject: 'Ada', relation, object, isMultiValued, validTo: toMs }
      const from = fromMs === undefined ? {} : { validFrom: fromMs }
      const wrong = corrects === null ? {} : { corrects: ids[corrects]! }
      const receipt = await facts.put({ scope, facts: [{ ...stated, ...from, ...wrong }] })
      last = receipt.batch
      const isNew = life.known[place]!.length > kept.length
      assert.equal(isNew, !kept.includes(receipt.facts[0]!), `step ${place}: new or known`)
      ids = isNew ? [...kept, receipt.facts[0]!] : kept
    } else {
      const id = ids[change.index]!
      const receipt =
        change.kind === 'close'
          ? await facts.close({ id, validTo: change.toMs })
          : await facts.retract({ id })
      last = receipt.batch
    }
    before = kept
    positions.push(await world.store.position())
  }
  return positions
}

const said = (facts: readonly KnownFact[]): string[] =>
  facts.map(({ relation, object }) => `${relation} ${object}`).sort()

/** Plain reading of intervals, so that all pairs are cheap. */
const during = (facts: readonly KnownFact[], atMs: number): KnownFact[] =>
  facts.filter(
    ({ validFromMs, validToMs }) =>
      validFromMs! <= atMs && (validToMs === null || atMs < validToMs),
  )

const intervalOf = ({ object, validFromMs, validToMs }: KnownFact): unknown[] => [
  object,
  validFromMs,
  validToMs,
]

function momentsOf(known: readonly (readonly Statement[])[]): number[] {
  const moments = new Set<number>([birthMs])
  for (const { fromMs, toMs } of known.flat()) {
    for (const at of toMs === null ? [fromMs] : [fromMs, toMs]) {
      for (const near of [at - 1, at, at + 1]) moments.add(near)
    }
  }
  return [...moments].sort((a, b) => a - b)
}

/** The second life is looked at every few steps only, for time's sake. */
for (const [seed, every] of [
  [1, 1],
  [2, 10],
] as const) {
  test(`[AGEMEM-EVOLVE-1] a life of ${CHANGES} changes (seed ${seed}): what held, by what was known`, async (t) => {
    await using world = await openWorld()
    const { steps, life } = scriptedLife(seed, CHANGES)
    const positions = await live(world, steps, life)
    const moments = momentsOf(life.known)
    const { facts } = world.memory
    const judged = new Set<string>()
    let pairCount = 0
    for (const [place, position] of positions.entries()) {
      if (place % every !== 0) continue
      const known = await facts.timeline({ scope, knownAt: { position } })
      for (const relation of relations) {
        const stated = life.known[place]!.filter((one) => one.relation === relation)
        const found = known.filter((one) => one.relation === relation)
        pairCount += moments.length
        // What was stated and what was found of a relation decide every moment: the same two need no second look.
        const key = JSON.stringify([stated, found.map(intervalOf)])
        if (judged.has(key)) continue
        judged.add(key)
        for (const atMs of moments) {
          const expected = NaiveLife.holding(stated, atMs)
          const text = `step ${place}, ${relation}, ${new Date(atMs).toISOString()}`
          assert.deepEqual(said(during(found, atMs)), expected, text)
        }
      }
    }
    const prng = createPrng(seed)
    for (let index = 0; index < 150; index += 1) {
      const place = Math.floor(prng.next() * CHANGES)
      const validAt = moments[Math.floor(prng.next() * moments.length)]!
      const knownAt =
        index % 2 === 0 ? { position: positions[place]! } : { timeMs: steps[place]!.nowMs }
      const expected = NaiveLife.holding(life.known[place]!, validAt)
      assert.deepEqual(said(await facts.at({ scope, validAt, knownAt })), expected)
    }
    t.diagnostic(`${pairCount} pairs of moments, ${moments.length} of valid time`)
    const kinds = new Set(steps.map(({ change }) => change.kind))
    assert.deepEqual([...kinds].sort(), ['close', 'retract', 'state', 'undo'])
    assert.ok((await world.store.verify()).isSound)
  })
}
