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
  assert.ok(seen.size > 2 && seen.size < 10, [...seen].join(' '))
})
