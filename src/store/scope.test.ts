/** Scopes: what may be a name, which queries see which records, and the written form. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../errors.ts'
import { checkScope, parseScopeKey, type Scope, scopeCovers, scopeKey } from './scope.ts'

const code = (expected: string) => (error: unknown) =>
  LociError.is(error) && error.code === expected && error.hint.length > 0

test('a scope that names nobody is refused', () => {
  assert.throws(() => checkScope({}), code('SCOPE_MISSING'))
})

test('names with separators, control characters or blanks at their ends are refused', () => {
  const bad = [
    '',
    ' a',
    'a ',
    'a&b',
    'a=b',
    'a%26b',
    'a\nb',
    'a\u0000',
    'a\u001fb',
    'a\u2028b',
    '\ud800',
    'x'.repeat(257),
  ]
  for (const name of bad)
    assert.throws(() => checkScope({ user: name }), code('SCOPE_INVALID'), name)
})

test('ordinary ids pass: addresses, providers, paths, other scripts', () => {
  for (const name of [
    'ada@example.com',
    'auth0|1',
    'org/repo',
    'a:b',
    'Зоя',
    '日本',
    '😀',
    'a b',
  ]) {
    assert.deepEqual(checkScope({ user: name }), { user: name })
  }
})

test('a query scope sees the records that agree with every name it gives', () => {
  const kept: Scope = { user: 'ada', run: '7' }
  assert.equal(scopeCovers({ user: 'ada' }, kept), true)
  assert.equal(scopeCovers({ run: '7' }, kept), true)
  assert.equal(scopeCovers({ user: 'ada', run: '8' }, kept), false)
  assert.equal(scopeCovers({ user: 'ada', agent: 'x' }, kept), false)
})

test('the written form reads back to the same scope, and different scopes differ', () => {
  const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((text) => {
    try {
      return checkScope({ user: text }).user === text
    } catch {
      // Not a name: outside the property.
      return false
    }
  })
  const scope = fc
    .record({ user: name, agent: name, run: name }, { requiredKeys: [], noNullPrototype: true })
    .filter((one) => Object.keys(one).length > 0)
  fc.assert(fc.property(scope, (one) => assert.deepEqual(parseScopeKey(scopeKey(one)), one)))
  fc.assert(
    fc.property(scope, scope, (a, b) => {
      const isSame = a.user === b.user && a.agent === b.agent && a.run === b.run
      assert.equal(scopeKey(a) === scopeKey(b), isSame)
    }),
  )
})

test('a written form with unknown or doubled fields is refused', () => {
  for (const text of ['', 'ada', 'user=', 'user=a&user=b', 'tenant=a', 'user=a=b']) {
    assert.throws(() => parseScopeKey(text), code('SCOPE_INVALID'), text)
  }
})
