/** Access policies inside a scope: recall, lists and the past show what the asker may see, and still as much as was asked for. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { openMovedMemory } from '../testing/moved-memory.ts'
import { memoryFor } from './scoped-memory.ts'

const scope = { user: 'team' }
const policy = { owner: 'ada', readers: ['bob'], writers: ['eve'], visibility: 'private' } as const
const fails =
  (code: string) =>
  (error: unknown): boolean =>
    LociError.is(error) && error.code === code

test('[DMMGOV-ACCESS-1] [MEMOS-GOV-1] a private memory is seen by owner, readers and writers only, by every way, and recall stays full', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  const texts = Array.from({ length: 12 }, (_, index) => ({ text: `the secret garden ${index}` }))
  const { ids, position } = await memory.remember({ scope, turns: texts })
  const hidden = ids.slice(0, 6)
  await memory.governance.setAccess(hidden, policy)
  const as = (holder: string) =>
    memoryFor(memory, { keyId: holder, holder, scopes: [{ user: 'team' }] })
  for (const holder of ['ada', 'bob', 'eve']) {
    const { hits } = await as(holder).recall({ scope, query: 'secret garden', topK: 12 })
    assert.equal(hits.length, 12, holder)
  }
  const stranger = as('mallory')
  const seen = await stranger.recall({ scope, query: 'secret garden', topK: 6 })
  assert.equal(seen.hits.length, 6)
  assert.ok(seen.hits.every(({ cube }) => !hidden.includes(cube.id)))
  const past = await stranger.recall({ scope, query: 'garden', topK: 12, asOf: { position } })
  assert.equal(past.hits.length, 6)
  const listed = await stranger.list({ scope })
  assert.equal(listed.totalCount, 6)
  assert.equal((await stranger.list({ scope, asOf: { position } })).totalCount, 6)
  const context = await stranger.context({ scope, query: 'secret garden' })
  assert.ok(hidden.every((id) => !context.ids.includes(id)))
  const [id] = hidden
  const cube = await memory.get(id!)
  await assert.rejects(stranger.get(id!), fails('MEMORY_NOT_FOUND'))
  await assert.rejects(stranger.get(id!, { position }), fails('MEMORY_NOT_FOUND'))
  await assert.rejects(stranger.history(id!), fails('MEMORY_NOT_FOUND'))
  await assert.rejects(stranger.purge({ ids: [id!] }), fails('MEMORY_NOT_FOUND'))
  assert.equal(await stranger.episode(cube.provenance.episodes[0]!), null)
  assert.ok((await as('bob').episode(cube.provenance.episodes[0]!)) !== null)
  const log = JSON.stringify(await stranger.log({ scope }))
  assert.ok(!log.includes('garden 0') && log.includes('garden 11'))
})

test('owner and writers change it; readers and strangers do not, and forgetting all leaves it', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  const { ids, batch } = await memory.remember({ scope, turns: [{ text: 'one' }, { text: 'two' }] })
  const [id] = ids
  await memory.governance.setAccess([id!], policy)
  const as = (holder: string) => memoryFor(memory, { keyId: holder, holder, scopes: [scope] })
  await as('eve').update({ id: id!, text: 'by eve' })
  await as('ada').update({ id: id!, text: 'by ada' })
  const bob = as('bob')
  await assert.rejects(bob.update({ id: id!, text: 'x' }), fails('FORBIDDEN'))
  await assert.rejects(bob.forget({ ids: [id!] }), fails('FORBIDDEN'))
  await assert.rejects(bob.purge({ ids: [id!] }), fails('FORBIDDEN'))
  await assert.rejects(bob.undo(batch), fails('FORBIDDEN'))
  await assert.rejects(bob.governance.setAccess([id!], null), fails('FORBIDDEN'))
  await assert.rejects(bob.governance.forgetPerson(scope, { reason: 'x' }), fails('FORBIDDEN'))
  const forgotten = await bob.forget({ scope, all: true })
  assert.deepEqual(forgotten.ids, [ids[1]])
  const receipt = await as('ada').governance.setAccess([id!], { ...policy, visibility: 'scope' })
  assert.equal((await as('mallory').get(id!)).text, 'by ada')
  await assert.rejects(as('mallory').update({ id: id!, text: 'x' }), fails('FORBIDDEN'))
  await memory.undo(receipt.batch)
  await assert.rejects(as('mallory').get(id!), fails('MEMORY_NOT_FOUND'))
  await memory.governance.setAccess([id!], null)
  assert.equal((await memory.get(id!)).access, undefined)
})

test('bad policies are refused, and so are other scopes’ memories and what belongs to governance', async () => {
  await using world = await openMovedMemory()
  const { memory } = world
  const { ids } = await memory.remember({ scope, turns: 'one' })
  const { governance } = memory
  const bad = fails('INPUT_INVALID')
  await assert.rejects(governance.setAccess(ids, { ...policy, owner: '' }), bad)
  await assert.rejects(governance.setAccess(ids, { ...policy, readers: 'bob' as never }), bad)
  await assert.rejects(governance.setAccess(ids, { ...policy, visibility: 'x' as never }), bad)
  await assert.rejects(governance.setAccess([], policy), bad)
  await assert.rejects(governance.setAccess(['none' as never], policy), fails('MEMORY_NOT_FOUND'))
  const stranger = memoryFor(memory, { keyId: 'k', holder: 'k', scopes: [{ user: 'else' }] })
  await assert.rejects(stranger.governance.setAccess(ids, policy), fails('MEMORY_NOT_FOUND'))
  const forbidden = fails('FORBIDDEN')
  await assert.rejects(stranger.governance.forgetPerson(scope, { reason: 'x' }), forbidden)
  await assert.rejects(stranger.governance.hold(scope, 'x'), forbidden)
  await assert.rejects(stranger.governance.residues({ needles: ['secret'] }), forbidden)
  await assert.rejects(stranger.governance.changes(), forbidden)
  await assert.rejects(stranger.governance.coverage(scope), forbidden)
  const { id } = await governance.forgetPerson(scope, { reason: 'asked' })
  assert.deepEqual(await stranger.governance.certificates(), [])
  await assert.rejects(stranger.governance.verifyCertificate(id), fails('MEMORY_NOT_FOUND'))
  const own = memoryFor(memory, { keyId: 'k', holder: 'k', scopes: [scope] })
  assert.equal((await own.governance.verifyCertificate(id)).isValid, true)
})
