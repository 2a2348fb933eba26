/** Formation and settings over HTTP, and what a key that is bound to a scope may do with them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import { rememberAnswer } from '../../src/gateway/native/answer-schemas.ts'
import {
  formAnswer,
  formationsAnswer,
  oneFormationAnswer,
  retryAnswer,
  settingsAnswer,
} from '../../src/gateway/native/formation-schemas.ts'
import type { Scope } from '../../src/store/scope.ts'
import { type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

const scope = { user: 'ada' }

async function keyFor(under: GatewayUnderTest, scopes: readonly Scope[]): Promise<string> {
  const { host, store } = under
  const { secret } = await createApiKey({ host, store, name: 'test', scopes })
  return secret
}

async function settle(under: GatewayUnderTest, of: Scope, settings: object, secret?: string) {
  const body = { scope: of, settings }
  return under.call('PUT', '/api/settings', { body, ...(secret === undefined ? {} : { secret }) })
}

test('settings are put, read with where they come from, and unset', async () => {
  await using under = await openTestGateway()
  const put = await settle(under, scope, { pipeline: 'procedural', derivedMax: 9 })
  assert.equal(put.status, 200)
  const run = await under.call('GET', '/api/settings?scope=user%3Dada%26run%3D7')
  settingsAnswer.parse(run.json)
  assert.deepEqual(
    [run.json.settings.pipeline, run.json.settings.derivedMax, run.json.own],
    ['procedural', 9, {}],
  )
  await under.call('PUT', '/api/settings', { body: { scope, settings: {}, unset: ['derivedMax'] } })
  const after = await under.call('GET', '/api/settings?scope=user%3Dada')
  assert.deepEqual(after.json.own, { pipeline: 'procedural' })
  for (const [settings, code] of [
    [{ pipelin: 'x' }, 'INPUT_UNKNOWN_KEY'],
    [{ pipeline: 'mem0-v4' }, 'PIPELINE_UNKNOWN'],
    [{ derivedMax: 0 }, 'INPUT_INVALID'],
  ] as const) {
    assert.equal((await settle(under, scope, settings)).json.error.code, code)
  }
})

test('a formation that has no model is told in the remember, listed as failed and asked for again', async () => {
  await using under = await openTestGateway()
  await settle(under, scope, { pipeline: 'procedural', formation: 'inline' })
  const turns = [{ text: 'the harbour is closed' }]
  const remembered = await under.call('POST', '/api/remember', { body: { scope, turns } })
  rememberAnswer.parse(remembered.json)
  assert.equal(remembered.json.formed[0].failures[0].code, 'MODEL_NOT_CONFIGURED')
  const listed = await under.call('GET', '/api/formations?state=failed&scope=user%3Dada')
  formationsAnswer.parse(listed.json)
  assert.deepEqual(
    [listed.json.status.failed, listed.json.formations[0].code],
    [1, 'MODEL_NOT_CONFIGURED'],
  )
  const { id } = listed.json.formations[0]
  const one = await under.call('GET', `/api/formations/${id}`)
  oneFormationAnswer.parse(one.json)
  assert.deepEqual([one.json.formation, one.json.attempts], [listed.json.formations[0], []])
  const retried = await under.call('POST', `/api/formations/${id}/retry`)
  assert.deepEqual(retryAnswer.parse(retried.json), { ids: [id] })
  const formed = await under.call('POST', '/api/formations', { body: { scope } })
  formAnswer.parse(formed.json)
  assert.deepEqual(
    formed.json.receipts.map((one: { id: string; state: string }) => [one.id, one.state]),
    [[id, 'failed']],
  )
  const missing = await under.call('POST', '/api/formations/never/retry')
  assert.deepEqual([missing.status, missing.json.error.code], [404, 'FORMATION_NOT_FOUND'])
  const unknown = await under.call('POST', '/api/formations', {
    body: { scope, pipeline: 'notez' },
  })
  assert.deepEqual(
    [unknown.json.error.code, unknown.json.error.hint],
    ['PIPELINE_UNKNOWN', 'Did you mean notes?'],
  )
})

test('a key that is bound to a scope forms, sees and sets nothing of another', async () => {
  await using under = await openTestGateway()
  const bob = { user: 'bob' }
  const administrator = await keyFor(under, [])
  const secret = await keyFor(under, [scope])
  const two = await keyFor(under, [scope, { agent: 'planner' }])
  await settle(under, bob, { pipeline: 'procedural', formation: 'inline' }, administrator)
  const { json } = await under.call('POST', '/api/remember', {
    body: { scope: bob, turns: [{ text: 'of bob' }] },
    secret: administrator,
  })
  const id = json.formed[0].id
  const own = await under.call('GET', '/api/formations', { secret })
  assert.deepEqual([own.json.formations, own.json.status.failed], [[], 0])
  assert.equal(
    (await under.call('GET', '/api/formations', { secret: administrator })).json.formations.length,
    1,
  )
  const refusals = [
    await under.call('GET', '/api/formations?scope=user%3Dbob', { secret }),
    await under.call('POST', '/api/formations', { body: { scope: bob }, secret }),
    await under.call('GET', '/api/settings?scope=user%3Dbob', { secret }),
    await settle(under, bob, { pipeline: 'notes' }, secret),
  ]
  assert.deepEqual(
    refusals.map((one) => one.json.error.code),
    Array(4).fill('FORBIDDEN'),
  )
  const retried = await under.call('POST', `/api/formations/${id}/retry`, { secret })
  assert.equal(retried.json.error.code, 'FORMATION_NOT_FOUND')
  const read = await under.call('GET', `/api/formations/${id}`, { secret })
  assert.equal(read.json.error.code, 'FORMATION_NOT_FOUND')
  const foreign = await under.call('POST', '/api/formations', {
    body: { scope, ids: json.ids },
    secret,
  })
  assert.equal(foreign.json.error.code, 'MEMORY_NOT_FOUND')
  assert.equal(
    (await under.call('GET', '/api/formations', { secret: two })).json.error.code,
    'SCOPE_MISSING',
  )
})
