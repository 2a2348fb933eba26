/** A mind that changes, without a model: what `extract` ends, begins, fills in and leaves alone in a real store. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FormationWorld, openFormationWorld } from '../../testing/formation-world.ts'
import { scriptedModel } from '../../testing/scripted-model.ts'
import type { KnownFact } from '../facts.ts'

const scope = { user: 'ada' }
const startMs = Date.UTC(2027, 5, 1)

function open(): Promise<FormationWorld> {
  return openFormationWorld({ model: scriptedModel({ rules: [] }), pipeline: 'extract', startMs })
}

/** Each a window of its own. */
async function tell(world: FormationWorld, ...told: readonly (readonly [string, string])[]) {
  const receipts = []
  for (const [at, text] of told) receipts.push(await world.form(scope, [{ text, at }]))
  for (const { failures, refused } of receipts) assert.deepEqual([failures, refused], [[], []])
  return receipts
}

const day = (ms: number | null): string =>
  ms === null ? '' : new Date(ms).toISOString().slice(0, 10)

/** `subject relation object from..to`, those that ended with a mark. */
async function line(world: FormationWorld): Promise<string[]> {
  const facts = await world.memory.facts.timeline({ scope })
  return facts.map(
    ({ subject, relation, object, validFromMs, validToMs, state }: KnownFact) =>
      `${subject} ${relation} ${object} ${day(validFromMs)}..${day(validToMs)}${state === 'archived' ? ' *' : ''}`,
  )
}

test('a move retires where somebody lived, with its end, its successor and its history, and undo restores it', async () => {
  await using world = await open()
  const [first, moved] = await tell(
    world,
    ['2026-05-02T10:00:00Z', 'I live in Porto.'],
    ['2027-01-20T10:00:00Z', 'I moved to Lisbon last month.'],
  )
  const before = await world.memory.get(first!.added[0]!)
  assert.deepEqual(await line(world), [
    'The user lives in Porto ..2026-12-01 *',
    'The user lives in Lisbon 2026-12-01..',
  ])
  assert.equal(before.state, 'archived')
  assert.equal(before.successor, moved!.added[0])
  assert.equal(before.metadata.retired, 'outdated')
  assert.equal((await world.versions(before.id)).length, 2)
  assert.deepEqual(
    (await world.derived(scope)).map(({ text }) => text),
    ['The user moved to Lisbon (December 2026).'],
  )
  await world.undo(moved!)
  assert.deepEqual(await line(world), ['The user lives in Porto ..'])
  assert.equal((await world.memory.get(before.id)).state, 'generated')
})

test('late news has an end of its own and ends nothing that is newer, in whatever order it is told', async () => {
  await using world = await open()
  await tell(
    world,
    ['2026-05-02T10:00:00Z', 'I moved to Porto on 1 May 2026.'],
    ['2027-01-20T10:00:00Z', 'I moved to Lisbon last month.'],
    ['2025-03-02T10:00:00Z', 'I live in Graz.'],
    ['2027-02-20T10:00:00Z', 'I moved to Kyoto on 1 August 2026.'],
  )
  assert.deepEqual(await line(world), [
    'The user lives in Graz ..2026-05-01',
    'The user lives in Porto 2026-05-01..2026-08-01 *',
    'The user lives in Kyoto 2026-08-01..2026-12-01',
    'The user lives in Lisbon 2026-12-01..',
  ])
})

test('what is known already is no new fact; what was known since nobody knew when is known since when', async () => {
  await using world = await open()
  const [, again, since] = await tell(
    world,
    ['2026-05-02T10:00:00Z', 'I live in Lisbon.'],
    ['2026-06-02T10:00:00Z', 'I live in Lisbon, Portugal.'],
    ['2026-06-03T10:00:00Z', 'I moved to Lisbon in March 2026.'],
  )
  assert.deepEqual([again!.added, again!.retired, again!.duplicateCount], [[], [], 1])
  assert.deepEqual([since!.added, since!.revised.length], [[], 1])
  assert.deepEqual(await line(world), ['The user lives in Lisbon 2026-03-01..'])
})

test('jobs, likes, marriages and animals end as they are said to end', async () => {
  await using world = await open()
  await tell(
    world,
    ['2026-01-02T10:00:00Z', 'I work at Acme.'],
    ['2026-01-03T10:00:00Z', 'I like coffee.'],
    ['2026-01-04T10:00:00Z', 'I got married to Sam.'],
    ['2026-01-05T10:00:00Z', 'We adopted a dog named Rex.'],
    ['2026-01-06T10:00:00Z', 'We adopted a cat named Mia.'],
    ['2026-02-02T10:00:00Z', 'I quit my job.'],
    ['2026-02-03T10:00:00Z', "I don't like coffee any more."],
    ['2026-02-04T10:00:00Z', 'I got divorced.'],
    ['2026-02-05T10:00:00Z', 'Sadly our dog Rex died.'],
    ['2026-02-06T10:00:00Z', 'Our dog Rex passed away.'],
    ['2026-02-07T10:00:00Z', 'I started working at Initech in February.'],
  )
  const told = await line(world)
  for (const one of [
    'The user works at Acme ..2026-02-01 *',
    'The user works at Initech 2026-02-01..',
    'The user likes coffee ..2026-02-03 *',
    'The user married to Sam 2026-01-04..2026-02-04 *',
    'The user has pet Mia 2026-01-06..',
  ]) {
    assert.ok(told.includes(one), `${one} in\n${told.join('\n')}`)
  }
  assert.ok(told.some((one) => /has pet Rex 2026-01-05\.\.2026-02-0[56] \*/.test(one)))
})

test('a dislike ends the like of the same thing and takes its place', async () => {
  await using world = await open()
  const [liked, disliked] = await tell(
    world,
    ['2026-01-03T10:00:00Z', 'I love coffee.'],
    ['2026-02-03T10:00:00Z', "I can't stand coffee."],
  )
  assert.equal((await world.memory.get(liked!.added[0]!)).successor, disliked!.added[0])
  assert.equal((await world.derived(scope)).length, 1)
})

test('what stands beside something else ends nothing: another dog, a second job, a kind of home', async () => {
  await using world = await open()
  const receipts = await tell(
    world,
    ['2026-01-01T10:00:00Z', 'I live in Lisbon.'],
    ['2026-01-02T10:00:00Z', 'I live in a small flat.'],
    ['2026-01-03T10:00:00Z', 'I work at Acme.'],
    ['2026-01-04T10:00:00Z', 'I also work at Initech.'],
    ['2026-01-05T10:00:00Z', 'My sister Grace lives in Porto.'],
    ['2026-01-06T10:00:00Z', 'Grace works at the library.'],
  )
  assert.deepEqual(
    receipts.flatMap(({ retired }) => retired),
    [],
  )
})

test('what one used to have is of the past: it ends before what is known now, and never begins again', async () => {
  await using world = await open()
  await tell(
    world,
    ['2026-05-02T10:00:00Z', 'I moved to Porto on 1 May 2026.'],
    ['2026-06-02T10:00:00Z', 'I used to live in Rome.'],
    ['2026-07-02T10:00:00Z', 'I used to live in Rome.'],
  )
  assert.deepEqual(await line(world), [
    'The user lives in Rome ..2026-05-01',
    'The user lives in Porto 2026-05-01..',
  ])
})

test('others who are named have facts of their own, and theirs change too', async () => {
  await using world = await open()
  await tell(
    world,
    ['2026-01-05T10:00:00Z', 'My sister Grace lives in Porto.'],
    ['2026-02-05T10:00:00Z', 'Grace moved to Berlin on 1 February 2026.'],
    ['2026-02-06T10:00:00Z', "Tom's dog is called Rex."],
  )
  assert.deepEqual(await line(world), [
    'Grace lives in Porto ..2026-02-01 *',
    'Grace lives in Berlin 2026-02-01..',
    'The user sister Grace ..',
    'Tom dog Rex ..',
  ])
})

test('a move within the month in which it was last said otherwise is later than that', async () => {
  await using world = await open()
  await tell(
    world,
    ['2020-05-02T10:00:00Z', 'I live in Rome.'],
    ['2026-01-20T10:00:00Z', 'I live in Porto.'],
    ['2026-02-10T10:00:00Z', 'I moved to Lisbon last month.'],
  )
  const now = await world.memory.facts.at({ scope, relation: 'lives in', validAt: startMs })
  assert.deepEqual(
    now.map(({ object }) => object),
    ['Lisbon'],
  )
})

test('what a person wrote is not ended: both stay, and it is said', async () => {
  await using world = await open()
  await world.memory.facts.put({
    scope,
    at: '2026-01-01T00:00:00Z',
    facts: [{ subject: 'The user', relation: 'lives in', object: 'Porto' }],
  })
  const { added, retired, refused } = await world.form(scope, [
    { text: 'I moved to Lisbon last month.', at: '2027-01-20T10:00:00Z' },
  ])
  assert.deepEqual([added.length, retired.length, refused.length], [1, 0, 1])
  assert.match(refused[0]!, /a person wrote the memory/)
})
