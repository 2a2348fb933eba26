/** Literals as data sets write them: JSON, Python, and texts that are neither. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseLiteral } from './parse-literal.ts'

/** As Python's repr writes it. */
function reprOf(value: unknown): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') {
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`
  }
  if (Array.isArray(value)) return `[${value.map(reprOf).join(', ')}]`
  const fields = Object.entries(value as object).map(
    ([key, one]) => `${reprOf(key)}: ${reprOf(one)}`,
  )
  return `{${fields.join(', ')}}`
}

test('JSON is read as JSON', () => {
  assert.deepEqual(parseLiteral('{"a": [1, null, true, "x\\u00e9"]}'), { a: [1, null, true, 'xé'] })
})

test('Python: quotes of all kinds, None, tuples, sets, trailing commas, comments', () => {
  assert.deepEqual(parseLiteral(`{'a': None, "b": True, 'c': False,}`), {
    a: null,
    b: true,
    c: false,
  })
  assert.deepEqual(parseLiteral(`('it\\'s', "a \\"b\\"", '''two\nlines''')`), [
    "it's",
    'a "b"',
    'two\nlines',
  ])
  assert.deepEqual(parseLiteral(`{1, 2, 3}  # a set`), [1, 2, 3])
  assert.deepEqual(parseLiteral(`{'only'}`), ['only'])
  assert.deepEqual(parseLiteral(`()`), [])
  assert.deepEqual(parseLiteral(`{}`), {})
  assert.deepEqual(parseLiteral(`[('x', 1), ('y', -2.5e1),]`), [
    ['x', 1],
    ['y', -25],
  ])
  assert.deepEqual(parseLiteral(`[1_000, .5]`), [1000, 0.5])
})

test('strings beside each other are one; raw ones keep their backslashes; unknown escapes stay', () => {
  assert.equal(parseLiteral(`'one '\n  "two"`), 'one two')
  assert.equal(parseLiteral(`r'\\d+'`), '\\d+')
  assert.equal(parseLiteral(`'\\d \\x41 \\u00e9 \\U0001F600'`), '\\d A é 😀')
  assert.deepEqual(parseLiteral(`['\\ud83d\\ude00', None]`), ['😀', null])
})

test('what is no literal is undefined, never an error and never run', () => {
  for (const text of [
    '',
    'print(1)',
    '[1',
    "{'a' 1}",
    "'open",
    '[1 2]',
    '__import__("os")',
    '{1: 2} x',
  ]) {
    assert.equal(parseLiteral(text), undefined, text)
  }
  assert.equal(parseLiteral(`${'['.repeat(100)}'x'${']'.repeat(100)}`), undefined)
})

test('a key that JavaScript treats specially is data', () => {
  const value = parseLiteral(`{'__proto__': ('x',)}`)
  assert.deepEqual(Object.keys(value as object), ['__proto__'])
})

test("Python's way of writing any JSON value is read back", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // -0 is 0 in both languages' eyes, but not in deepEqual's.
      const plain: unknown = JSON.parse(JSON.stringify(value))
      assert.deepEqual(parseLiteral(reprOf(plain)), plain)
    }),
    { numRuns: 300 },
  )
})
