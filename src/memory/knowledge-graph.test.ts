/** The knowledge graph that agents edit, against a naive graph; undo, recall and provenance of what it keeps. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../errors.ts'
import { openLoci } from '../open-loci.ts'
import type { Scope } from '../store/scope.ts'
import type { KnownEntity, KnownRelation } from './knowledge-graph.ts'

const scope: Scope = { user: 'ada' }

test('an observation is a note that recall finds and undo takes back with its entity', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const { knowledge } = memory
  const tea = { name: 'Ada', entityType: 'person', observations: ['Likes tea', 'Ada is in Porto'] }
  const { made, receipt } = await knowledge.createEntities({
    scope,
    entities: [tea],
    origin: 'mcp',
  })
  assert.deepEqual(made, [tea])
  const { hits } = await memory.recall({ scope, query: 'Does Ada like tea?' })
  assert.equal(hits[0]?.cube.text, 'Ada: Likes tea')
  assert.deepEqual(
    [hits[0]?.cube.kind, hits[0]?.cube.author, hits[0]?.cube.provenance.origin],
    ['note', 'agent', 'mcp'],
  )
  await memory.update({ id: hits[0]!.cube.id, text: 'Ada: Likes coffee' })
  const read = await knowledge.read(scope)
  assert.deepEqual(read.entities[0]?.observations, ['Likes coffee', 'Ada is in Porto'])
  await assert.rejects(memory.undo(receipt!.batch), (error) => LociError.is(error, 'UNDO_CONFLICT'))
  const gone = await knowledge.deleteEntities({ scope, entityNames: ['Ada', 'nobody'] })
  assert.deepEqual(await knowledge.read(scope), { entities: [], relations: [] })
  await memory.undo(gone!.batch)
  assert.deepEqual(await knowledge.read(scope), read)
})

test('observations of an unknown entity are refused and none of the call is added', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const { knowledge } = memory
  await knowledge.createEntities({
    scope,
    entities: [{ name: 'a', entityType: '', observations: [] }],
  })
  await assert.rejects(
    knowledge.addObservations({
      scope,
      observations: [
        { entityName: 'a', contents: ['x'] },
        { entityName: 'b', contents: ['y'] },
      ],
    }),
    (error) =>
      LociError.is(error, 'MEMORY_NOT_FOUND') &&
      /^Entity with name b not found$/.test(error.message),
  )
  assert.deepEqual((await knowledge.read(scope)).entities, [
    { name: 'a', entityType: '', observations: [] },
  ])
})

test('the graph of another scope is neither seen nor changed', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const { knowledge } = memory
  const entity = { name: 'a', entityType: 't', observations: ['o'] }
  const run = { ...scope, run: '1' }
  await knowledge.createEntities({ scope: run, entities: [entity] })
  assert.deepEqual((await knowledge.read(scope)).entities, [])
  await knowledge.deleteEntities({ scope, entityNames: ['a'] })
  await knowledge.deleteObservations({
    scope,
    deletions: [{ entityName: 'a', observations: ['o'] }],
  })
  assert.deepEqual((await knowledge.read(run)).entities, [entity])
})

test('what another process or another call did to an observation is taken in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-knowledge-'))
  const path = join(folder, 'loci.db')
  await using memory = await openLoci({ path })
  await using other = await openLoci({ path })
  const entities = [{ name: 'a', entityType: 't', observations: ['one', 'two', 'three'] }]
  await memory.knowledge.createEntities({ scope, entities })
  const texts = async (): Promise<unknown> =>
    (await memory.knowledge.read(scope)).entities[0]?.observations
  assert.deepEqual(await texts(), ['one', 'two', 'three'])
  const { cubes } = await other.list({ scope })
  await other.update({ id: cubes[0]!.id, text: 'a: first' })
  await other.purge({ ids: [cubes[1]!.id] })
  const { batch } = await other.forget({ ids: [cubes[2]!.id] })
  await other.remember({ scope, turns: 'a: is red', metadata: { entity: 'a' } })
  await other.remember({ scope, turns: 'said in passing' })
  assert.deepEqual(await texts(), ['first', 'a: is red'])
  await other.undo(batch)
  assert.deepEqual(await texts(), ['first', 'three', 'a: is red'])
  await other.update({ id: cubes[0]!.id, metadata: {} })
  assert.deepEqual(await texts(), ['three', 'a: is red'])
  rmSync(folder, { recursive: true, force: true })
})

test('concurrent calls of one process add nothing twice', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const { knowledge } = memory
  const entities = [{ name: 'a', entityType: 't', observations: [] }]
  const observations = [{ entityName: 'a', contents: ['same', 'words'] }]
  const calls = Array.from({ length: 8 }, () => [
    knowledge.createEntities({ scope, entities }),
    knowledge.addObservations({ scope, observations }),
  ])
  await Promise.all(calls.flat())
  assert.deepEqual((await knowledge.read(scope)).entities, [
    { name: 'a', entityType: 't', observations: ['same', 'words'] },
  ])
})

test('any sequence of calls gives what a naive graph gives, and undoing the last restores the one before', async () => {
  const name = fc.constantFrom('Ada', 'İstanbul', '名前', '👩‍👩‍👧', 'a"b\\c')
  const text: fc.Arbitrary<string> = fc.constantFrom(
    '',
    ' ',
    'Ada likes "tea"',
    'tea',
    'чай\n',
    '👍🏽',
    '\u2028',
  )
  const call = fc.oneof(
    fc.record({
      kind: fc.constant('entity' as const),
      name,
      texts: fc.array(text, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('observe' as const),
      name,
      texts: fc.array(text, { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('relate' as const), name, to: name }),
    fc.record({ kind: fc.constant('drop' as const), name }),
    fc.record({
      kind: fc.constant('unobserve' as const),
      name,
      texts: fc.array(text, { maxLength: 2 }),
    }),
    fc.record({ kind: fc.constant('unrelate' as const), name, to: name }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 14 }), async (calls) => {
      await using memory = await openLoci({ path: ':memory:' })
      const { knowledge } = memory
      let entities: KnownEntity[] = []
      let relations: KnownRelation[] = []
      let before = await knowledge.read(scope)
      let batch: Parameters<typeof memory.undo>[0] | undefined
      for (const one of calls) {
        before = await knowledge.read(scope)
        const entityName = one.name
        const link = (to: string): KnownRelation => ({ from: one.name, to, relationType: 'knows' })
        const isLink = (to: string) => (r: KnownRelation) => r.from === one.name && r.to === to
        const has = entities.some((entity) => entity.name === one.name)
        if (one.kind === 'entity') {
          const entity = { name: one.name, entityType: 'x', observations: one.texts }
          batch = (await knowledge.createEntities({ scope, entities: [entity] })).receipt?.batch
          if (!has) entities.push(entity)
        } else if (one.kind === 'observe') {
          const observations = [{ entityName, contents: one.texts }]
          const added = knowledge.addObservations({ scope, observations })
          if (has) batch = (await added).receipt?.batch
          else {
            await assert.rejects(added)
            batch = undefined
          }
          entities = entities.map((entity) =>
            entity.name === one.name
              ? {
                  ...entity,
                  observations: [
                    ...entity.observations,
                    ...[...new Set(one.texts)].filter((t) => !entity.observations.includes(t)),
                  ],
                }
              : entity,
          )
        } else if (one.kind === 'relate') {
          batch = (await knowledge.createRelations({ scope, relations: [link(one.to)] })).receipt
            ?.batch
          if (!relations.some(isLink(one.to))) relations.push(link(one.to))
        } else if (one.kind === 'drop') {
          batch = (await knowledge.deleteEntities({ scope, entityNames: [one.name] }))?.batch
          entities = entities.filter((entity) => entity.name !== one.name)
          relations = relations.filter((r) => r.from !== one.name && r.to !== one.name)
        } else if (one.kind === 'unobserve') {
          const deletions = [{ entityName, observations: one.texts }]
          batch = (await knowledge.deleteObservations({ scope, deletions }))?.batch
          entities = entities.map((entity) =>
            entity.name === one.name
              ? {
                  ...entity,
                  observations: entity.observations.filter((t) => !one.texts.includes(t)),
                }
              : entity,
          )
        } else {
          batch = (await knowledge.deleteRelations({ scope, relations: [link(one.to)] }))?.batch
          relations = relations.filter((r) => !isLink(one.to)(r))
        }
        assert.deepEqual(await knowledge.read(scope), { entities, relations })
      }
      if (batch === undefined) return
      await memory.undo(batch)
      const undone = await knowledge.read(scope)
      const sorted = (read: typeof undone) => ({
        entities: [...read.entities].sort((a, b) => (a.name < b.name ? -1 : 1)),
        relations: [...read.relations].map((r) => JSON.stringify(r)).sort(),
      })
      assert.deepEqual(sorted(undone), sorted(before))
      assert.ok((await memory.stats()).position > 0)
    }),
    { numRuns: 25 },
  )
})
