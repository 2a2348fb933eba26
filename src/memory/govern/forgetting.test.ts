/** Forgetting a person: everything of the pattern goes, what must stay refuses, and the certificate can be checked. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createNodeHost } from '../../host/node-host.ts'
import type { CubeId, EpisodeId } from '../../store/cube.ts'
import { governanceScope } from '../../store/scope.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { appendRequest, changeEvent } from '../../testing/sample-events.ts'
import type { Memory } from '../memory.ts'
import { openMemory } from '../open-memory.ts'

const host = createNodeHost()

async function opened(): Promise<{ store: Store; memory: Memory }> {
  const store = await openSqliteStore({ host, path: ':memory:' })
  return { store, memory: await openMemory({ host, store }) }
}

const fails =
  (code: string) =>
  (error: unknown): boolean =>
    LociError.is(error) && error.code === code

test('everything of every combination that the pattern covers goes, and nothing of others', async () => {
  const { store, memory } = await opened()
  const scopes = [{ user: 'ada' }, { user: 'ada', run: '1' }, { user: 'ada', agent: 'p', run: '2' }]
  for (const scope of scopes) {
    await memory.remember({ scope, turns: [{ text: 'I grow beans' }, { text: 'and peas' }] })
    await memory.remember({ scope, turns: 'a note about roses' })
    await memory.relate({
      scope,
      entities: [{ name: 'Rosalind', type: 'person' }],
      links: [{ source: 'Rosalind', relation: 'likes', target: 'beans' }],
    })
  }
  const other = await memory.remember({ scope: { user: 'bob', agent: 'p' }, turns: 'Bob cooks' })
  await memory.relate({
    scope: { user: 'bob' },
    entities: [{ name: 'Rosalind', type: 'person' }],
    links: [],
  })
  await memory.recall({ scope: { user: 'ada' }, query: 'beans' })
  const certificate = await memory.governance.forgetPerson({ user: 'ada' }, { reason: 'asked' })
  assert.equal(certificate.status, 'issued')
  assert.deepEqual(certificate.removed.kind, { turn: 6, note: 3, 'entity or link': 6 })
  assert.deepEqual(certificate.removed.level, { plaintext: 9 })
  assert.equal(certificate.idCount, 15)
  assert.deepEqual(await store.inventory({ user: 'ada' }), {})
  assert.deepEqual((await memory.graph({ user: 'ada' })).entities, [])
  assert.equal((await memory.graph({ user: 'bob' })).entities.length, 1)
  assert.equal((await memory.get(other.ids[0]!)).text, 'Bob cooks')
  assert.deepEqual((await store.verify()).problems, [])
  await store.rebuild()
  assert.deepEqual((await store.verify()).problems, [])
  const report = await memory.governance.verifyCertificate(certificate.id)
  assert.deepEqual(report.problems, [])
  assert.deepEqual(report.since, {})
  await memory.remember({ scope: { user: 'ada' }, turns: 'hello again' })
  const later = await memory.governance.verifyCertificate(certificate.id)
  assert.equal(later.isValid, true)
  assert.deepEqual(later.since, { payloads: 1, cubes: 1 })
  await memory.close()
})

test('a certificate is closed: nobody changes, forgets, purges or undoes it, and nobody names its scope', async () => {
  const { store, memory } = await opened()
  await memory.remember({ scope: { user: 'ada' }, turns: 'beans' })
  const { id } = await memory.governance.forgetPerson({ user: 'ada' }, { reason: 'asked' })
  const [cube] = await store.named({ kind: 'certificate', scope: governanceScope, name: id })
  const ids = [cube!.id]
  const [entry] = (await memory.log({ isDescending: true, limit: 1 })).map((one) => one.batch)
  await assert.rejects(memory.update({ id: ids[0]!, text: 'x' }), fails('MEMORY_PROTECTED'))
  await assert.rejects(memory.forget({ ids }), fails('MEMORY_PROTECTED'))
  await assert.rejects(memory.purge({ ids }), fails('MEMORY_PROTECTED'))
  await assert.rejects(memory.undo(entry!), fails('MEMORY_PROTECTED'))
  const scope = { ...governanceScope }
  await assert.rejects(memory.remember({ scope, turns: 'x' }), fails('SCOPE_INVALID'))
  await assert.rejects(memory.list({ scope }), fails('SCOPE_INVALID'))
  assert.ok((await memory.scopes()).every((one) => one.scope.agent === undefined))
  await memory.close()
})

test('what is not there, or who forgets by himself, is refused', async () => {
  const { memory } = await opened()
  const { governance } = memory
  await assert.rejects(
    governance.forgetPerson({ user: 'nobody' }, { reason: 'asked' }),
    fails('MEMORY_NOT_FOUND'),
  )
  await assert.rejects(governance.forgetPerson({}, { reason: 'x' }), fails('SCOPE_MISSING'))
  await assert.rejects(
    governance.forgetPerson({ user: 'ada' }, { reason: '' }),
    fails('INPUT_INVALID'),
  )
  await assert.rejects(
    governance.forgetPerson({ user: 'ada' }, { reason: 'x', actor: 'auto' }),
    fails('MEMORY_PROTECTED'),
  )
  await assert.rejects(governance.certificate('none'), fails('MEMORY_NOT_FOUND'))
  await memory.close()
})

test('a memory of somebody else that rests on these turns is named, and nothing goes', async () => {
  const { store, memory } = await opened()
  const { ids } = await memory.remember({ scope: { user: 'ada' }, turns: [{ text: 'beans' }] })
  const cube = await memory.get(ids[0]!)
  const cited = (name: string, provenance: object, rest: object = {}) =>
    appendRequest(name, [
      changeEvent(name, 'add', {
        kind: 'derived',
        scope: { user: 'bob' },
        provenance: { episodes: [], parents: [], origin: 'api', ...provenance },
        ...rest,
      }),
    ])
  await store.append(cited('byParent', { parents: [cube.id] }))
  await store.append(cited('byTurn', { episodes: cube.provenance.episodes as EpisodeId[] }))
  await store.append(cited('byLink', {}, { links: [{ to: cube.id, relation: 'x' }] }))
  await assert.rejects(
    memory.governance.forgetPerson({ user: 'ada' }, { reason: 'x' }),
    (error) => {
      assert.ok(LociError.is(error, 'MEMORY_CITED'))
      const found = (error.details!.ids as CubeId[]).toSorted()
      assert.deepEqual(found, ['cube-byLink', 'cube-byParent', 'cube-byTurn'])
      return true
    },
  )
  assert.equal((await memory.get(ids[0]!)).text, 'beans')
  await memory.purge({ ids: ['cube-byParent', 'cube-byTurn', 'cube-byLink'] as CubeId[] })
  const { status } = await memory.governance.forgetPerson({ user: 'ada' }, { reason: 'x' })
  assert.equal(status, 'issued')
  await memory.close()
})

test('[DMMGOV-HOLD-1] a held scope refuses every change, forgetting names the hold, and new turns are still heard', async () => {
  const { memory } = await opened()
  const { governance } = memory
  const scope = { user: 'ada', run: '7' }
  const first = await memory.remember({ scope, turns: 'beans' })
  const free = await memory.remember({ scope: { user: 'ada', run: '8' }, turns: 'peas' })
  const { batch } = await memory.relate({
    scope,
    entities: [{ name: 'Rosa', type: 'person' }],
    links: [],
  })
  const hold = await governance.hold(scope, 'case 12')
  const held = fails('MEMORY_HELD')
  const [id] = first.ids
  await assert.rejects(memory.update({ id: id!, text: 'x' }), held)
  await assert.rejects(memory.forget({ ids: [id!] }), held)
  await assert.rejects(memory.forget({ scope, all: true }), held)
  await assert.rejects(memory.purge({ ids: [id!] }), held)
  await assert.rejects(memory.undo(first.batch), held)
  await assert.rejects(memory.undo(batch), held)
  await assert.rejects(
    governance.setAccess([id!], { owner: 'x', readers: [], writers: [], visibility: 'private' }),
    held,
  )
  await assert.rejects(governance.forgetPerson({ user: 'ada' }, { reason: 'x' }), (error) => {
    assert.ok(LociError.is(error, 'MEMORY_HELD'))
    assert.match(error.message, new RegExp(`${hold.id} \\(case 12\\)`))
    return true
  })
  await memory.update({ id: free.ids[0]!, text: 'peas too' })
  await memory.remember({ scope, turns: 'said under the hold' })
  assert.deepEqual(await governance.holds(), [hold])
  await governance.release(hold.id, 'case closed')
  assert.deepEqual(await governance.holds(), [])
  await assert.rejects(governance.release(hold.id, 'again'), fails('MEMORY_NOT_FOUND'))
  await memory.update({ id: id!, text: 'changed' })
  const operations = (await memory.log({})).map((entry) => entry.operation)
  assert.ok(operations.includes('hold') && operations.includes('release'))
  assert.equal((await governance.forgetPerson({ user: 'ada' }, { reason: 'x' })).status, 'issued')
  await memory.close()
})

test('a frozen memory refuses the forgetting of its person', async () => {
  const { store, memory } = await opened()
  await store.append(appendRequest('b', [changeEvent('a', 'add', { state: 'frozen' })]))
  await assert.rejects(
    memory.governance.forgetPerson({ user: 'ada' }, { reason: 'x' }),
    fails('MEMORY_PROTECTED'),
  )
  await memory.close()
})
