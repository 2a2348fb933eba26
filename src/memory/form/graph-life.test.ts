/**
 * A scripted life: dated changes told in order, formed by `graph`, against a naive model of the same life.
 *
 * The oracle knows nothing of memories: a list of changes, the last of each subject and relation up to a day holds; of relations with several values
 * those begun and not ended. What this would miss: changes told out of order between two periods that are both closed (see `graph.ts`).
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '../../stdx/prng.ts'
import type { Fact } from '../../store/cube.ts'
import { openFormationWorld } from '../../testing/formation-world.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'

const scope = { user: 'ada' }
const DAY_MS = 86_400_000
const firstDay = Date.UTC(2020, 0, 1)
const CHANGES = 60
const subjects = ['Ada', 'Bob', 'リリー']
const single = { lives_in: ['Lyon', 'Kiel', 'Köln', '東京'], works_as: ['nurse', 'pilot', 'cook'] }
const several = { likes: ['tea', 'pizza', 'Bach'], owns: ['cello', 'bicycle'] }

interface Told {
  readonly day: number
  readonly subject: string
  readonly relation: string
  readonly object: string
  readonly several: boolean
  readonly ended: boolean
}

/** One change every day or some days later; endings only of what holds. */
function liveLife(seed: number): readonly Told[] {
  const prng = createPrng(seed)
  const told: Told[] = []
  const held = new Set<string>()
  let day = 0
  while (told.length < CHANGES) {
    day += 1 + prng.below(20)
    const isSeveral = prng.chance(0.4)
    const relations = isSeveral ? several : single
    const relation = prng.pick(Object.keys(relations)) as keyof typeof relations
    const subject = prng.pick(subjects)
    const object = prng.pick(relations[relation] as readonly string[])
    const key = JSON.stringify([subject, relation, object])
    const ended = isSeveral && held.has(key) && prng.chance(0.7)
    if (ended) held.delete(key)
    else if (isSeveral) held.add(key)
    told.push({ day, subject, relation, object, several: isSeveral, ended })
  }
  return told
}

const dayText = (day: number): string =>
  new Date(firstDay + day * DAY_MS).toISOString().slice(0, 10)

/** What holds on a day, by the list of changes alone. */
function heldOn(life: readonly Told[], day: number): readonly string[] {
  const held = new Map<string, string>()
  for (const change of life) {
    if (change.day > day) break
    const { subject, relation, object } = change
    const key = JSON.stringify([subject, relation, change.several ? object : ''])
    if (change.ended) held.delete(key)
    else held.set(key, `${subject} ${relation} ${object}`)
  }
  return [...held.values()].toSorted()
}

function factsOn(facts: readonly Fact[], day: number): readonly string[] {
  const ms = firstDay + day * DAY_MS
  return facts
    .filter(({ validFromMs, validToMs }) => validFromMs! <= ms && (validToMs ?? Infinity) > ms)
    .map(({ subject, relation, object }) => `${subject} ${relation} ${object}`)
    .toSorted()
}

/** Reads the lines that `tell` wrote, and finds outdated whatever rivals. */
const reader = scriptedModel({
  rules: [
    ({ schema, messages }) => {
      const lines = messages[1]!.content.split('\n').filter((line) => line.startsWith('{'))
      const items = lines.map((line) => JSON.parse(line))
      const turns = items.filter(({ id, text }) => id.startsWith('t') && text.startsWith('['))
      const told = turns.map(({ id, text }) => ({ ...JSON.parse(text)[0], turns: [id] }))
      if (schema?.name === 'entities') {
        return { json: { entities: told.map(({ subject }) => ({ name: subject })) } }
      }
      if (schema?.name === 'relations') return { json: { relations: told } }
      const known = items.filter(({ id }) => !id.startsWith('f'))
      const fresh = items.filter(({ id }) => id.startsWith('f'))
      const outdated = known.flatMap((one) =>
        fresh
          .filter(({ subject, relation }) => subject === one.subject && relation === one.relation)
          .map(({ id }) => ({ id: one.id, by: id, reason: 'outdated' })),
      )
      return { json: { outdated } }
    },
  ],
})

function tell(change: Told): { readonly text: string; readonly at: string } {
  const { subject, relation, object, several, ended, day } = change
  const date = dayText(day)
  const times = ended ? { to: date, ended } : { from: date }
  return { text: JSON.stringify([{ subject, relation, object, several, ...times }]), at: date }
}

for (const seed of [1, 2, 3, 4]) {
  test(`[MEM0-GRAPH-5] a life of ${CHANGES} dated changes holds on every day what a naive model holds (seed ${seed})`, async () => {
    const life = liveLife(seed)
    const startMs = firstDay + (life.at(-1)!.day + 1) * DAY_MS
    await using world = await openFormationWorld({ model: reader, pipeline: 'graph', startMs })
    const prng = createPrng(seed + 100)
    for (let at = 0; at < life.length; ) {
      const size = 1 + prng.below(3)
      const formed = await world.form(scope, life.slice(at, at + size).map(tell))
      assert.deepEqual([formed.failures, formed.refused], [[], []])
      at += size
    }
    const { cubes } = await world.memory.list({
      scope,
      kinds: ['derived'],
      state: 'all',
      limit: 1_000,
    })
    const facts = cubes.map(({ fact }) => fact!)
    for (let day = 0; day <= life.at(-1)!.day; day += 1) {
      assert.deepEqual(factsOn(facts, day), heldOn(life, day), dayText(day))
    }
  })
}
