/** Everything that an answer depends on is in the identity, and nothing runs together. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identityParts } from '../testing/test-cache.ts'
import { canonicalJson, type IdentityParts, identityOf } from './identity.ts'

const base = identityParts('ada', {
  history: [{ role: 'user', content: 'hi' }],
  sampling: { seed: 1 },
})

const changes: readonly [string, Partial<IdentityParts>][] = [
  ['tenant', { scope: { kind: 'own', tenant: 'other', scope: { user: 'ada' } } }],
  ['user', { scope: { kind: 'own', tenant: 'test', scope: { user: 'bob' } } }],
  ['agent in place of user', { scope: { kind: 'own', tenant: 'test', scope: { agent: 'ada' } } }],
  ['a run', { scope: { kind: 'own', tenant: 'test', scope: { user: 'ada', run: '1' } } }],
  ['shared', { scope: { kind: 'shared', tenant: 'test' } }],
  ['model', { model: 'other' }],
  ['system prompt', { system: 'be brief' }],
  ['history', { history: [] }],
  ['a role in the history', { history: [{ role: 'assistant', content: 'hi' }] }],
  ['tools', { tools: [{ name: 'search' }] }],
  ['response format', { responseFormat: { type: 'json_object' } }],
  ['a sampling value', { sampling: { seed: 2 } }],
  ['a sampling value of another type', { sampling: { seed: '1' } }],
  ['an absent sampling value', { sampling: {} }],
]

for (const [what, change] of changes) {
  test(`another ${what} is another identity`, () => {
    assert.notEqual(identityOf({ ...base, ...change }).text, identityOf(base).text)
  })
}

test('the order of keys is no difference; the order of a list is', () => {
  assert.equal(canonicalJson({ b: 1, a: { d: 2, c: [3] } }), '{"a":{"c":[3],"d":2},"b":1}')
  assert.notEqual(canonicalJson(['a', 'b']), canonicalJson(['b', 'a']))
  assert.equal(canonicalJson({ a: undefined } as never), '{}')
})

test('the hash is the given one, over the whole text', () => {
  const { hash, text } = identityOf(base, (whole) => `#${whole.length}`)
  assert.equal(hash, `#${text.length}`)
  assert.match(identityOf(base).hash, /^[0-9a-f]{64}$/)
})
