/** Reading JSON that breaks off: what is whole comes back, and the path says what is not. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseTolerantJson } from './tolerant-json.ts'

test('what comes before the cut is kept and the path names the incomplete containers', () => {
  assert.deepEqual(parseTolerantJson('{"a":[{"b":1},{"b":'), {
    value: { a: [{ b: 1 }, {}] },
    fault: { path: ['a', 1, 'b'], offset: 19, what: 'the end of the text' },
  })
  assert.deepEqual(parseTolerantJson('{"a":[{"b":1}').fault?.path, ['a'])
  assert.deepEqual(parseTolerantJson('{"a":"xy').fault, {
    path: ['a'],
    offset: 5,
    what: 'a text that does not end',
  })
})

test('a number at the very end may go on and is not taken', () => {
  assert.deepEqual(parseTolerantJson('{"a":12').value, {})
  assert.deepEqual(parseTolerantJson('{"a":12 ').value, { a: 12 })
})

test('a fault in the middle ends the reading there', () => {
  const { value, fault } = parseTolerantJson('{"a":1,"b":{"c":2,,"d":3},"e":4}')
  assert.deepEqual(value, { a: 1, b: { c: 2 } })
  assert.deepEqual(fault, { path: ['b'], offset: 18, what: 'a key was expected' })
})

test('keys that mean something to objects are ordinary keys', () => {
  const { value } = parseTolerantJson('{"__proto__":{"x":1},"a":1}')
  assert.deepEqual(Object.keys(value as object), ['__proto__', 'a'])
  assert.equal(({} as { x?: number }).x, undefined)
})

test('nesting beyond the guard is a fault and no stack overflow', () => {
  assert.equal(parseTolerantJson('['.repeat(100_000)).fault?.what, 'nesting is too deep')
})

test('whole JSON reads as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      assert.deepEqual(parseTolerantJson(text), { value: JSON.parse(text), fault: null })
    }),
    { numRuns: 300 },
  )
})

/** Whether `part` is `whole` with things missing. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'object' || part === null) return Object.is(part, whole)
  if (typeof whole !== 'object' || whole === null) return false
  return Object.entries(part).every(([key, value]) =>
    isPartOf(value, (whole as Record<string, unknown>)[key]),
  )
}

test('every prefix of whole JSON reads as a part of it', () => {
  fc.assert(
    fc.property(
      fc.object({ maxDepth: 3 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (object, share) => {
        const text = JSON.stringify(object)
        const { value, fault } = parseTolerantJson(text.slice(0, Math.floor(share * text.length)))
        assert.notEqual(fault, null)
        assert.ok(value === undefined || isPartOf(value, JSON.parse(text)))
      },
    ),
    { numRuns: 300 },
  )
})
