/** Facts through Memory: succession, late news, corrections, what may not be ended, circles, two writers, the trash. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createNodeHost } from '../../host/node-host.ts'
import type { CubeId } from '../../store/cube.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { KnownFact, StatedFact } from '../facts.ts'
import type { Memory } from '../memory.ts'
import { openMemory } from '../open-memory.ts'

const host = createNodeHost()
const scope = { user: 'ada' }

async function open(): Promise<Memory> {
  return openMemory({ host, store: await openSqliteStore({ host, path: ':memory:' }) })
}

const lives = (object: string, validFrom?: string, more: Partial<StatedFact> = {}): StatedFact => ({
  subject: 'Ada',
  relation: 'lives in',
  object,
  ...(validFrom === undefined ? {} : { validFrom }),
  ...more,
})

async function put(memory: Memory, ...facts: StatedFact[]): Promise<CubeId[]> {
  return [...(await memory.facts.put({ scope, facts })).facts]
}

const objects = (facts: readonly KnownFact[]): string[] => facts.map(({ object }) => object)

async function objectsAt(memory: Memory, validAt?: string): Promise<string[]> {
  return objects(await memory.facts.at({ scope, validAt }))
}

const isCode = (code: LociError['code']) => (error: unknown) => LociError.is(error, code)

test('a fact is a derived memory with its note; the one whose place is taken is out of recall and kept', async () => {
  await using memory = await open()
  const [paris] = await put(memory, lives('Paris', '2018-01-01'))
  const [rome] = await put(memory, lives('Rome', '2022-01-01'))
  const old = await memory.get(paris!)
  assert.deepEqual([old.kind, old.state, old.successor], ['derived', 'archived', rome])
  assert.equal(old.fact?.validToMs, Date.UTC(2022, 0, 1))
  const note = await memory.get(old.provenance.parents[0]!)
  assert.deepEqual([note.kind, note.text], ['note', 'Ada lives in Paris.'])
  const { hits } = await memory.recall({ scope, query: 'Where does Ada live?' })
  assert.ok(hits.every(({ cube }) => cube.id !== paris))
})

test('late news goes in between and never ends what is newer', async () => {
  await using memory = await open()
  await put(memory, lives('Paris', '2018-01-01'), lives('Rome', '2022-01-01'))
  await put(memory, lives('Oslo', '2020-01-01'))
  assert.deepEqual(await objectsAt(memory, '2019-01-01'), ['Paris'])
  assert.deepEqual(await objectsAt(memory, '2021-01-01'), ['Oslo'])
  assert.deepEqual(await objectsAt(memory), ['Rome'])
})

test('what is known already gets another source and no second beginning', async () => {
  await using memory = await open()
  const [paris] = await put(memory, lives('Paris', '2018-01-01'))
  assert.deepEqual(await put(memory, lives('  PARIS ')), [paris])
  assert.deepEqual(await put(memory, lives('Paris', '2018-01-01')), [paris])
  const cube = await memory.get(paris!)
  assert.deepEqual([cube.provenance.parents.length, cube.fact?.validFromMs], [3, 1514764800000])
})

test('a correction: the wrong one never held; retracted in turn, it does not come back', async () => {
  await using memory = await open()
  const [first] = await put(memory, lives('Paris', '2015-01-01'))
  const [wrong] = await put(memory, lives('Rome', '2018-01-01'))
  const [right] = await put(memory, lives('Oslo', '2019-01-01', { corrects: wrong }))
  assert.deepEqual(await objectsAt(memory, '2018-06-01'), ['Paris'])
  assert.deepEqual(await objectsAt(memory), ['Oslo'])
  assert.equal((await memory.get(wrong!)).successor, right)
  await memory.facts.retract({ id: right! })
  assert.deepEqual(await objectsAt(memory), ['Paris'])
  const reopened = await memory.get(first!)
  assert.deepEqual([reopened.state, reopened.successor], ['activated', undefined])
  await assert.rejects(memory.facts.retract({ id: right! }), isCode('MEMORY_CHANGED'))
})

test('of what has several objects each stands for itself, and may end and begin again', async () => {
  await using memory = await open()
  const likes = (object: string, from: string): StatedFact => ({
    subject: 'Ada',
    relation: 'likes',
    object,
    validFrom: from,
  })
  const [soup] = await put(memory, likes('soup', '2018-01-01'), likes('tea', '2018-01-01'))
  await memory.facts.close({ id: soup!, validTo: '2020-01-01' })
  assert.deepEqual(await objectsAt(memory, '2021-01-01'), ['tea'])
  await put(memory, likes('soup', '2022-01-01'))
  assert.deepEqual(await objectsAt(memory), ['tea', 'soup'])
})

test('a relation that is known by neither word nor use keeps its objects side by side', async () => {
  await using memory = await open()
  await put(memory, { subject: 'Ada', relation: 'tends', object: 'roses' })
  await put(memory, { subject: 'Ada', relation: 'tends', object: 'beans' })
  assert.deepEqual(await objectsAt(memory), ['roses', 'beans'])
  await put(memory, lives('Paris', undefined, { isMultiValued: true }))
  await put(memory, lives('Rome'))
  assert.deepEqual(await objectsAt(memory), ['roses', 'beans', 'Paris', 'Rome'])
})

test('facts not known since when exclude each other too: the one told last holds', async () => {
  await using memory = await open()
  await put(memory, lives('Paris', undefined, { validFrom: null }))
  await put(memory, lives('Rome', undefined, { validFrom: null }))
  assert.deepEqual(await objectsAt(memory, '1900-01-01'), ['Rome'])
  await put(memory, lives('Oslo', '2020-01-01'))
  assert.deepEqual(await objectsAt(memory, '1900-01-01'), ['Rome'])
  assert.deepEqual(await objectsAt(memory), ['Oslo'])
})

test('what is frozen is not ended, and automatic change ends nothing that a person stated', async () => {
  await using memory = await open()
  const [paris] = await put(memory, lives('Paris', '2018-01-01'))
  const position = (await memory.stats()).position
  const auto = memory.facts.put({ scope, actor: 'auto', facts: [lives('Rome', '2022-01-01')] })
  await assert.rejects(auto, isCode('MEMORY_PROTECTED'))
  assert.equal((await memory.stats()).position, position)
  await memory.evolution.freeze({ ids: [paris!] })
  await assert.rejects(put(memory, lives('Rome', '2022-01-01')), isCode('MEMORY_PROTECTED'))
  await assert.rejects(memory.facts.retract({ id: paris! }), isCode('MEMORY_PROTECTED'))
  await memory.evolution.thaw({ ids: [paris!] })
  await put(memory, lives('Rome', '2022-01-01'))
  assert.deepEqual(await objectsAt(memory), ['Rome'])
})

test('circular and self-referring facts are data, and a walk ends', async () => {
  await using memory = await open()
  const knows = (subject: string, object: string) => ({ subject, relation: 'knows', object })
  await put(memory, knows('a', 'b'), knows('b', 'c'), knows('c', 'a'), knows('a', 'a'))
  await memory.relate({
    scope,
    entities: [{ name: 'A', type: 'letter' }],
    links: [{ source: 'c', relation: 'before', target: 'd' }],
  })
  const near = await memory.facts.neighbourhood({ scope, name: 'A', depth: 3 })
  assert.deepEqual(
    near.names.map(({ name, type, distance }) => [name, type, distance]),
    [
      ['A', 'letter', 0],
      ['b', null, 1],
      ['c', null, 1],
      ['d', null, 2],
    ],
  )
  assert.deepEqual([near.facts.length, near.links.length, near.isCut], [4, 1, false])
  const names = await memory.facts.names({ scope })
  assert.deepEqual(
    names.map(({ name }) => name),
    ['A', 'b', 'c'],
  )
  const nobody = await memory.facts.neighbourhood({ scope, name: 'nobody' })
  assert.deepEqual(nobody.names, [])
  await assert.rejects(
    memory.facts.neighbourhood({ scope, name: 'a', depth: 4 }),
    isCode('INPUT_INVALID'),
  )
})

test('facts of every script and emoji, with names that differ in case and blanks only, are one name', async () => {
  await using memory = await open()
  const names = ['Łódź', '東京', 'القاهرة', '🐈‍⬛', 'naïve_name', 'ﬁne']
  for (const name of names) await put(memory, { subject: name, relation: 'likes', object: name })
  for (const name of names) {
    const found = await memory.facts.at({ scope, about: ` ${name.toUpperCase().toLowerCase()} ` })
    assert.equal(found.length, 1, name)
  }
})

test('many who state facts of one group at once leave one that holds', async () => {
  await using memory = await open()
  const cities = ['Paris', 'Rome', 'Oslo', 'Bern', 'Graz']
  await Promise.all(cities.map((city, index) => put(memory, lives(city, `20${index + 10}-01-01`))))
  assert.deepEqual(await objectsAt(memory), ['Graz'])
  assert.deepEqual(await objectsAt(memory, '2012-06-01'), ['Oslo'])
})

test('facts of another scope play no part, and a wider scope sees both', async () => {
  await using memory = await open()
  await put(memory, lives('Paris', '2018-01-01'))
  const run = { ...scope, run: '7' }
  await memory.facts.put({ scope: run, facts: [lives('Rome', '2020-01-01')] })
  await memory.facts.put({ scope: { user: 'bob' }, facts: [lives('Oslo', '2021-01-01')] })
  assert.deepEqual(await objectsAt(memory), ['Paris', 'Rome'])
  assert.deepEqual(objects(await memory.facts.at({ scope: run })), ['Rome'])
})

test('what is in the trash or expired is not known; what was archived for a budget still held', async () => {
  await using memory = await open()
  const [paris] = await put(memory, lives('Paris', '2018-01-01'))
  await memory.evolution.archive({ ids: [paris!] })
  assert.deepEqual(await objectsAt(memory), ['Paris'])
  await memory.evolution.restore({ ids: [paris!] })
  const { batch } = await memory.forget({ ids: [paris!] })
  assert.deepEqual(await objectsAt(memory), [])
  await memory.undo(batch)
  await memory.update({ id: paris!, expiresAt: 1_000 })
  assert.deepEqual(await objectsAt(memory), [])
})
