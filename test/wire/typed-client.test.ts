/** The typed client against a served gateway: every call, the same answers as Memory gives, the same errors. */

import assert from 'node:assert/strict'
import { stripTypeScriptTypes } from 'node:module'
import { after, before, test } from 'node:test'
import { LociClient } from '../../src/client.ts'
import { LociError } from '../../src/errors.ts'
import { importsOf, resolveImport } from '../tidy/imports.ts'
import { readFile, sourceFile } from '../tidy/source-file.ts'
import { type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

let gateway: GatewayUnderTest
let client: LociClient
const scope = { user: 'ada', run: 'r 1' }

before(async () => {
  gateway = await openTestGateway()
  client = new LociClient({ url: gateway.url })
})
after(() => gateway.close())

test('a memory is remembered, found, changed, followed, forgotten, brought back and purged', async () => {
  const { ids } = await client.remember({
    scope,
    turns: [{ text: 'I drink green tea', speaker: 'Ada' }],
  })
  const id = ids[0]!
  const { hits } = await client.recall({ scope, query: 'Which tea?', topK: 3 })
  assert.equal(hits[0]?.cube.id, id)
  assert.match((await client.context({ scope, query: 'tea' })).text, /green tea/)
  assert.equal(typeof (await client.ask({ scope, question: 'Which tea?' })).isKnown, 'boolean')
  const { position } = await client.update({ id, text: 'I drink black tea' })
  assert.equal((await client.get(id)).text, 'I drink black tea')
  assert.equal((await client.get(id, { position: position - 1 })).text, 'I drink green tea')
  assert.deepEqual(
    (await client.history(id)).map(({ change }) => change),
    ['add', 'update'],
  )
  const forgotten = await client.forget({ ids: [id] })
  assert.equal((await client.list({ scope })).totalCount, 0)
  await client.undo(forgotten.batch)
  const [cube] = (await client.list({ scope })).cubes
  assert.equal((await client.episode(cube!.provenance.episodes[0]!)).text, 'I drink green tea')
  const [latest] = await client.log({ scope, limit: 1, isDescending: true })
  assert.equal(latest?.operation, 'undo')
  assert.deepEqual(
    (await client.scopes()).map((one) => one.scope),
    [scope],
  )
  assert.equal((await client.purge({ ids: [id] })).tombstones[0]?.id, id)
  assert.equal(
    (await client.call<{ version: string }>('GET', '/api/stats')).version.length > 0,
    true,
  )
})

test('blocks and files are kept through the client', async () => {
  const place = { scope: { user: 'parts' }, name: 'about me? 1' }
  await client.blocks.put({ ...place, text: 'Ada.' })
  await client.blocks.append({ ...place, text: 'Likes tea.' })
  await client.blocks.replace({ ...place, old: 'tea', new: 'coffee' })
  assert.equal((await client.blocks.get(place)).text, 'Ada.\nLikes coffee.')
  assert.equal((await client.blocks.list(place.scope)).length, 1)
  assert.equal((await client.blocks.history(place)).length, 3)
  await client.blocks.remove({ ...place, actor: 'user' })
  assert.deepEqual(await client.blocks.list(place.scope), [])
  const file = { scope: place.scope, path: '/memories/a b.md' }
  await client.files.run({
    scope: file.scope,
    command: { command: 'create', path: file.path, file_text: 'one' },
  })
  assert.equal((await client.files.get(file)).text, 'one')
  assert.equal((await client.files.list(file.scope)).length, 1)
  assert.equal((await client.files.history(file)).length, 1)
})

test('facts are stated, looked at with two clocks, closed and retracted through the client', async () => {
  const place = { user: 'facts' }
  const fact = { subject: 'Ada', relation: 'lives in', object: 'Rome', validFrom: '2026-01-01' }
  const { facts, position } = await client.facts.put({ scope: place, facts: [fact] })
  const [id] = facts
  const held = await client.facts.at({ scope: place, about: 'Ada', validAt: '2026-05-01T00:00Z' })
  assert.deepEqual(
    held.map((one) => [one.id, one.object]),
    [[id, 'Rome']],
  )
  await client.facts.close({ id: id!, validTo: '2026-04-01' })
  assert.deepEqual(await client.facts.at({ scope: place, validAt: '2026-05-01' }), [])
  const known = { scope: place, validAt: '2026-05-01', knownAt: { position } }
  assert.equal((await client.facts.at(known)).length, 1)
  assert.equal((await client.facts.timeline({ scope: place, subject: 'ada' })).length, 1)
  assert.equal((await client.facts.names({ scope: place })).length, 2)
  const around = { scope: place, name: 'Rome', depth: 2, validAt: '2026-02-01' }
  assert.equal((await client.facts.neighbourhood(around)).facts.length, 1)
  await client.facts.retract({ id: id! })
  assert.deepEqual(await client.facts.at({ scope: place, validAt: '2026-02-01' }), [])
})

test('memories are moved, merged and told the life of through the client', async () => {
  const place = { user: 'evolve' }
  const note = async (turns: string) => (await client.remember({ scope: place, turns })).ids[0]!
  const [one, two] = [await note('Ada likes tea.'), await note('Ada likes tea!')]
  assert.ok(Array.isArray((await client.evolution.proposals({ scope: place })).proposals))
  assert.ok(Array.isArray((await client.evolution.apply({ scope: place, ids: [] })).applied))
  const { proposals } = await client.evolution.propose({ scope: place })
  assert.equal(proposals.length, 1)
  await client.evolution.keepApart({ scope: place, ids: proposals.map(({ id }) => id) })
  assert.deepEqual((await client.evolution.propose({ scope: place })).proposals, [])
  await client.evolution.freeze({ ids: [one] })
  await client.evolution.thaw({ ids: [one] })
  await client.evolution.archive({ ids: [one] })
  await client.evolution.restore({ ids: [one] })
  const three = await note('Ada drinks nothing but water.')
  await client.evolution.supersede({ old: three, by: one })
  await client.evolution.merge({ ids: [one, two] })
  const life = await client.evolution.life(one)
  assert.deepEqual(life.supersedes.map(({ id }) => id).sort(), [two, three].sort())
  assert.equal((await client.evolution.consolidate({ scope: place })).receipt, null)
  assert.equal((await client.evolution.budget({ scope: place })).isOver, false)
  assert.equal((await client.evolution.run({ scope: place })).activatedCount >= 0, true)
})

test('scopes are set up and memories formed through the client', async () => {
  const place = { user: 'formed' }
  await client.settings.put(place, { pipeline: 'extract', formation: 'asked', redact: 'all' })
  await client.settings.put(place, { redact: undefined })
  assert.deepEqual(await client.settings.own(place), { pipeline: 'extract', formation: 'asked' })
  assert.equal((await client.settings.get(place)).redact, 'secrets')
  await client.remember({ scope: place, turns: [{ text: 'I live in Lisbon.' }] })
  const { receipts } = await client.formation.form({ scope: place })
  assert.equal(receipts[0]?.added.length, 1)
  assert.equal((await client.formation.status(place)).failed, 0)
  assert.ok((await client.formation.pipelines()).some(({ name }) => name === 'extract'))
  const { formations } = await client.formation.list({ scope: place, state: 'done', limit: 5 })
  assert.equal(formations[0]?.id, receipts[0]?.id)
  assert.deepEqual(await client.formation.retry({ id: formations[0]!.id }), { ids: [] })
})

test('governance is asked through the client', async () => {
  const place = { user: 'gone' }
  const { ids } = await client.remember({ scope: place, turns: 'Zanzibar is on my list' })
  const policy = { owner: 'ops', readers: [], writers: [], visibility: 'private' } as const
  await client.governance.setAccess(ids, policy)
  await client.governance.setAccess(ids, null)
  assert.equal((await client.governance.coverage(place)).totalCount, 1)
  const hold = await client.governance.hold(place, 'a court asks')
  assert.equal((await client.governance.holds())[0]?.id, hold.id)
  await assert.rejects(client.governance.forgetPerson(place, { reason: 'asked' }), (error) =>
    LociError.is(error, 'MEMORY_HELD'),
  )
  await client.governance.release(hold.id, 'the court is done')
  assert.equal((await client.governance.sweep({ scope: place })).isDone, true)
  const { id } = await client.governance.forgetPerson(place, { reason: 'asked' })
  assert.equal((await client.governance.certificates(place))[0]?.id, id)
  assert.equal((await client.governance.certificate(id)).status, 'issued')
  assert.equal((await client.governance.verifyCertificate(id)).isValid, true)
  assert.equal((await client.governance.residues({ needles: ['Zanzibar'] })).residueCount, 0)
  const change = await client.governance.proposeChange({
    op: 'set-settings',
    patch: { decay: 'gentle' },
    evidence: ['It was better for three users.'],
    author: 'ops',
    canaryShare: 10,
    thresholds: { emptyRecallShare: 0.1 },
  })
  assert.equal((await client.governance.changes())[0]?.id, change.id)
  assert.equal((await client.governance.advance()).length, 1)
  assert.equal((await client.governance.change(change.id)).state, 'canary')
  assert.equal((await client.governance.rollBack(change.id, 'enough')).state, 'rolled-back')
})

test('errors have the code that they had at the gateway', async () => {
  await assert.rejects(client.get('nope' as never), (error) =>
    LociError.is(error, 'MEMORY_NOT_FOUND'),
  )
  await assert.rejects(client.remember({ scope: {}, turns: 'x' }), (error) =>
    LociError.is(error, 'SCOPE_MISSING'),
  )
  const nobody = new LociClient({ url: 'http://127.0.0.1:9' })
  await assert.rejects(nobody.scopes(), (error) => LociError.is(error, 'UPSTREAM_UNREACHABLE'))
})

test('the client runs in a browser: nothing that it loads is of Node', async () => {
  const waiting = ['src/client.ts']
  const seen = new Set<string>()
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    // Types are gone before it runs.
    const code = stripTypeScriptTypes(readFile(path))
    for (const { specifier } of importsOf(sourceFile(path, code))) {
      assert.ok(specifier?.startsWith('.'), `${path} loads ${specifier}`)
      waiting.push(resolveImport(path, specifier!))
    }
  }
  assert.ok(seen.size > 2 && seen.size < 15, [...seen].join(' '))
})
