/**
 * Relations at random, with ends, gaps, late and wrong dates, and decisions at random: whatever a model says in good form, the operations are sound.
 *
 * Sound: no wall refuses one, no fact ends before it begins, every version of a fact is kept, and undo of the last window restores what was live before it.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '../../stdx/prng.ts'
import { openFormationWorld } from '../../testing/formation-world.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'
import type { FormationReceipt } from './formation-desk.ts'

const scope = { user: 'ada' }
const startMs = Date.UTC(2024, 6, 1)
const objects = ['Lyon', 'Kiel', 'Köln', '東京', 'Ada']
const dates = [null, '2021', '2022-03', '2023-05-08', '2024-06-30', '2025-01-01', 'soon', '']
const WINDOWS = 12

for (const seed of [1, 2, 3, 4]) {
  test(`random relations and decisions give sound operations, and undo restores what was (seed ${seed})`, async () => {
    const prng = createPrng(seed)
    const relation = (): object => ({
      subject: prng.pick(['Ada', 'I', 'Bob']),
      relation: prng.pick(['lives_in', 'Lives in', 'likes']),
      object: prng.pick(objects),
      several: prng.pick([true, false, null]),
      from: prng.pick(dates),
      to: prng.chance(0.3) ? prng.pick(dates) : null,
      ended: prng.chance(0.2),
      turns: prng.pick([['t0'], ['t1', 't0'], [], ['t9']]),
    })
    const label = (): string => String(prng.below(4))
    const model = scriptedModel({
      rules: [
        ({ schema }) => {
          if (schema?.name === 'entities') return { json: { entities: [{ name: 'Ada' }] } }
          if (schema?.name === 'relations') {
            return { json: { relations: Array.from({ length: prng.below(6) }, relation) } }
          }
          const outdated = Array.from({ length: prng.below(5) }, () => ({
            id: label(),
            by: `f${label()}`,
            reason: prng.pick(['outdated', 'contradicted', null]),
          }))
          return { json: { outdated } }
        },
      ],
    })
    await using world = await openFormationWorld({ model, pipeline: 'graph', startMs })
    const live = async (): Promise<readonly string[]> =>
      (await world.derived(scope)).map(({ id, text, fact }) => JSON.stringify([id, text, fact]))
    let last: FormationReceipt | null = null
    let before: readonly string[] = []
    for (let at = 0; at < WINDOWS; at += 1) {
      const text = objects.filter(() => prng.chance(0.8)).join(', ')
      const day = `2024-0${1 + prng.below(6)}-15`
      const turns = [
        { text: `I: ${text}`, speaker: 'Ada', at: day },
        { text: 'And more.', at: day },
      ]
      const known = await live()
      const formed = await world.form(scope, turns)
      assert.deepEqual(formed.refused, [])
      if (formed.batch === null) continue
      last = formed
      before = known
    }
    const { cubes } = await world.memory.list({
      scope,
      kinds: ['derived'],
      state: 'all',
      limit: 1_000,
    })
    assert.ok(cubes.length > 0)
    for (const { fact, version, id } of cubes) {
      const { validFromMs, validToMs } = fact!
      assert.ok(validFromMs === null || validToMs === null || validFromMs <= validToMs, id)
      assert.equal((await world.versions(id)).length, version)
    }
    await world.undo(last!)
    assert.deepEqual(await live(), before)
  })
}
