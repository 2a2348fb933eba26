/** Governance over HTTP: each answer held to its schema, keys held to their scopes, refusals with their rows of the error table. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createApiKey } from '../../src/gateway/api-keys.ts'
import { receiptAnswer } from '../../src/gateway/native/answer-schemas.ts'
import * as answers from '../../src/gateway/native/governance-schemas.ts'
import { assertError, type GatewayUnderTest, openTestGateway } from './gateway-under-test.ts'

let gateway: GatewayUnderTest
let admin: string
let ada: string
let bob: string
const scope = { user: 'team' }

before(async () => {
  gateway = await openTestGateway()
  const { host, store } = gateway
  const key = async (name: string, scopes: readonly { user: string }[]): Promise<string> =>
    (await createApiKey({ host, store, name, scopes })).secret
  admin = await key('admin', [])
  ada = await key('ada', [scope])
  bob = await key('bob', [scope, { user: 'bob' }])
})
after(() => gateway.close())

interface Answers {
  // biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
  parse(value: unknown): any
}

async function ok(
  schema: Answers,
  secret: string,
  [method, path]: readonly [string, string],
  body?: unknown,
  // biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
): Promise<any> {
  const reply = await gateway.call(method, path, { body, secret })
  assert.equal(reply.status, 200, reply.text)
  return schema.parse(reply.json)
}

const call = (secret: string, method: string, path: string, body?: unknown) =>
  gateway.call(method, path, { body, secret })

test('access policies go by the names of keys', async () => {
  const { ids } = await gateway.memory.remember({ scope, turns: [{ text: 'a secret garden' }] })
  const policy = { owner: 'ada' }
  await ok(receiptAnswer, ada, ['POST', '/api/governance/access'], { ids, policy })
  const path = `/api/memories/${ids[0]}`
  assert.equal((await call(ada, 'GET', path)).json.cube.access.visibility, 'private')
  assertError(await call(bob, 'GET', path), 'MEMORY_NOT_FOUND', 404)
  const question = { scope, query: 'garden' }
  assert.deepEqual((await call(bob, 'POST', '/api/recall', question)).json.hits, [])
  assert.equal((await call(ada, 'POST', '/api/recall', question)).json.hits.length, 1)
  assert.equal((await call(bob, 'GET', '/api/export?scope=user%3Dteam')).text, '')
  const mem0 = await call(bob, 'GET', '/memories?user_id=team')
  assert.ok(!mem0.text.includes('garden'))
  const refused = await call(bob, 'POST', '/api/governance/forget', { scope, reason: 'x' })
  assertError(refused, 'FORBIDDEN', 403)
  await ok(receiptAnswer, admin, ['POST', '/api/governance/access'], { ids, policy: null })
})

test('holds freeze with 423, are for administrators, and end', async () => {
  const body = { scope, reason: 'case 12' }
  assertError(await call(ada, 'POST', '/api/governance/holds', body), 'FORBIDDEN', 403)
  const hold = await ok(answers.holdAnswer, admin, ['POST', '/api/governance/holds'], body)
  const forget = await call(ada, 'POST', '/api/governance/forget', { scope, reason: 'x' })
  assertError(forget, 'MEMORY_HELD', 423)
  const { holds } = await ok(answers.holdsAnswer, admin, ['GET', '/api/governance/holds'])
  assert.deepEqual(holds, [hold])
  const path = `/api/governance/holds/${hold.id}/release`
  await ok(answers.holdAnswer, admin, ['POST', path], { reason: 'closed' })
  assertError(await call(admin, 'POST', path, { reason: 'x' }), 'MEMORY_NOT_FOUND', 404)
})

test('a key forgets its own scope, checks its certificate, and nobody else’s key sees it', async () => {
  await gateway.memory.remember({ scope: { user: 'bob' }, turns: 'Bob’s emerald vault' })
  const body = { scope: { user: 'bob' }, reason: 'asked' }
  assertError(await call(ada, 'POST', '/api/governance/forget', body), 'FORBIDDEN', 403)
  const forget = ['POST', '/api/governance/forget'] as const
  const certificate = await ok(answers.certificateAnswer, bob, forget, body)
  const path = `/api/governance/certificates/${certificate.id}`
  await ok(answers.certificateAnswer, bob, ['GET', path])
  const report = await ok(answers.certificateReportAnswer, bob, ['POST', `${path}/verify`])
  assert.equal(report.isValid, true)
  assertError(await call(ada, 'GET', path), 'MEMORY_NOT_FOUND', 404)
  const list = ['GET', '/api/governance/certificates'] as const
  assert.equal((await ok(answers.certificatesAnswer, bob, list)).certificates.length, 1)
  assert.equal((await ok(answers.certificatesAnswer, ada, list)).certificates.length, 0)
  const needles = ['Bob’s emerald vault']
  assertError(await call(bob, 'POST', '/api/governance/residues', { needles }), 'FORBIDDEN', 403)
  const residues = ['POST', '/api/governance/residues'] as const
  const found = await ok(answers.residuesAnswer, admin, residues, { needles })
  assert.equal(found.residueCount, 0)
})

test('sweep, coverage and audit answer for the own scope only', async () => {
  await ok(answers.sweepAnswer, ada, ['POST', '/api/governance/sweep'], { scope })
  const other = { scope: { user: 'bob' } }
  assertError(await call(ada, 'POST', '/api/governance/sweep', other), 'FORBIDDEN', 403)
  assertError(await call(ada, 'POST', '/api/governance/sweep', {}), 'SCOPE_MISSING', 400)
  const coverage = await ok(answers.coverageAnswer, ada, ['GET', '/api/coverage?scope=user%3Dteam'])
  assert.equal(coverage.totalCount, 1)
  assertError(await call(ada, 'GET', '/api/coverage?scope=user%3Dbob'), 'FORBIDDEN', 403)
  const audit = await call(ada, 'GET', '/api/governance/audit?scope=user%3Dteam')
  assert.ok(audit.text.startsWith('{"format":"loci-audit/1"'))
  assert.ok(!audit.text.includes('garden') && !audit.text.includes('bob'))
  assertError(await call(ada, 'GET', '/api/governance/audit'), 'SCOPE_MISSING', 400)
  const content = '/api/governance/audit?content=true'
  assertError(await call(ada, 'GET', `${content}&scope=user%3Dteam`), 'FORBIDDEN', 403)
  assert.ok((await call(admin, 'GET', content)).text.includes('garden'))
})

test('change requests are for administrators, from proposal to rollback', async () => {
  const body = {
    op: 'set-settings',
    patch: { turnDaysMax: 30 },
    evidence: ['a bench'],
    author: 'ops',
    canaryShare: 10,
    thresholds: { emptyRecallShare: 0.1 },
  }
  const path = '/api/governance/changes'
  assertError(await call(ada, 'POST', path, body), 'FORBIDDEN', 403)
  assertError(await call(admin, 'POST', path, { ...body, evidence: [] }), 'CHANGE_REFUSED', 409)
  const change = await ok(answers.changeAnswer, admin, ['POST', path], body)
  await ok(answers.changesAnswer, admin, ['GET', path])
  await ok(answers.changeAnswer, admin, ['GET', `${path}/${change.id}`])
  await ok(answers.changesAnswer, admin, ['POST', '/api/governance/advance'])
  const promoted = await ok(answers.changeAnswer, admin, ['POST', `${path}/${change.id}/promote`])
  assert.equal(promoted.state, 'promoted')
  const back = ['POST', `${path}/${change.id}/roll-back`] as const
  const rolled = await ok(answers.changeAnswer, admin, back, { reason: 'no' })
  assert.equal(rolled.state, 'rolled-back')
})

test('the scope of governance cannot be named', async () => {
  const reserved = { agent: 'loci:governance' }
  const list = await call(admin, 'POST', '/api/list', { scope: reserved })
  assertError(list, 'SCOPE_INVALID', 400)
  const { scopes } = (await call(admin, 'GET', '/api/scopes')).json
  assert.ok(!JSON.stringify(scopes).includes('loci:governance'))
})
