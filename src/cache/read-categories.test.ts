/** A category configuration is read over the defaults; whatever is not understood is refused with a way out. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { CATEGORIES_MAX, readCategories, similarity } from './read-categories.ts'

test('settings lie over the defaults, and a new category starts from the ordinary one', () => {
  const table = readCategories({
    code: { threshold: 0.95 },
    recipes: { ttlMs: 1_000, quotaShare: 0.1 },
  })
  assert.equal(table.get('code')?.threshold, 0.95)
  assert.equal(table.get('code')?.allowTyping, false)
  assert.deepEqual(
    [table.get('recipes')?.ttlMs, table.get('recipes')?.semantic, table.get('recipes')?.name],
    [1_000, true, 'recipes'],
  )
  assert.equal(readCategories(undefined).get('code')?.threshold, 0.9)
  assert.equal(readCategories({ facts: { errorBound: 0.02 } }).get('facts')?.errorBound, 0.02)
  assert.equal(readCategories({ facts: { errorBound: null } }).get('facts')?.errorBound, null)
})

test('a lower threshold takes its floor down with it', () => {
  const facts = readCategories({ facts: { threshold: 0.6 } }).get('facts')!
  assert.ok(Math.abs(facts.thresholdMin - 0.55) < 1e-9)
})

const bad: readonly [string, unknown, string, RegExp][] = [
  ['no object', [], 'CONFIG_INVALID', /object/],
  ['a category that is no object', { facts: 0.9 }, 'CONFIG_INVALID', /object/],
  ['an unknown key', { facts: { treshold: 0.9 } }, 'CONFIG_UNKNOWN_KEY', /"threshold"/],
  [
    'a key of another product',
    { facts: { similarityThreshold: 0.9 } },
    'CONFIG_UNKNOWN_KEY',
    /"threshold"/,
  ],
  ['a key like nothing', { facts: { zzzzzzzzzzzz: 1 } }, 'CONFIG_UNKNOWN_KEY', /Known: allow/],
  ['a distance', { facts: { distanceThreshold: 0.1 } }, 'CONFIG_INVALID', /similarity 1 - d/],
  [
    'a threshold above one',
    { facts: { threshold: 1.3 } },
    'CONFIG_INVALID',
    /distances run the other way/,
  ],
  ['a threshold in per cent', { facts: { threshold: 90 } }, 'CONFIG_INVALID', /90 per cent is 0.9/],
  ['a negative threshold', { facts: { threshold: -0.2 } }, 'CONFIG_INVALID', /refused/],
  ['a threshold as text', { facts: { threshold: '0.9' } }, 'CONFIG_INVALID', /number/],
  ['NaN', { facts: { threshold: Number.NaN } }, 'CONFIG_INVALID', /number/],
  ['a floor above its threshold', { facts: { thresholdMin: 0.9 } }, 'CONFIG_INVALID', /floor/],
  ['a quota of nothing', { facts: { quotaShare: 0 } }, 'CONFIG_INVALID', /share/],
  ['an error bound above one', { facts: { errorBound: 5 } }, 'CONFIG_INVALID', /share/],
  ['a negative time', { facts: { ttlMs: -1 } }, 'CONFIG_INVALID', /milliseconds/],
  [
    'a life beyond its staleness',
    { facts: { ttlMs: 10, staleMsMax: 5 } },
    'CONFIG_INVALID',
    /staleMsMax/,
  ],
  ['a flag as a number', { facts: { allow: 1 } }, 'CONFIG_INVALID', /true or false/],
  ['a priority of nothing', { facts: { priority: 0 } }, 'CONFIG_INVALID', /above 0/],
  ['"other" by meaning', { other: { semantic: true } }, 'CONFIG_INVALID', /category of your own/],
  ['a name that is none', { 'My Category': {} }, 'CONFIG_INVALID', /hyphens/],
  [
    'too many',
    Object.fromEntries(Array.from({ length: CATEGORIES_MAX }, (_, index) => [`c${index}`, {}])),
    'CONFIG_INVALID',
    /limit/,
  ],
]

for (const [what, config, code, hint] of bad) {
  test(`${what} is refused as ${code}`, () => {
    assert.throws(
      () => readCategories(config),
      (error: unknown) => {
        assert.ok(LociError.is(error), String(error))
        assert.equal(error.code, code)
        assert.match(error.hint, hint)
        return true
      },
    )
  })
}

test('the ends of the range are similarities', () => {
  assert.deepEqual([similarity(0, 'x'), similarity(1, 'x')], [0, 1])
})
