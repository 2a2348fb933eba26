/** Cutting bytes into values: layouts, places, cut ends, and that chunk boundaries never matter. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type JsonLayout, openJsonElements } from './json-elements.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

async function cut(
  source: string | Uint8Array,
  size = 1_000_000,
): Promise<{ layout: JsonLayout; elements: [string, number, string, string][] }> {
  const bytes = typeof source === 'string' ? encoder.encode(source) : source
  const { layout, elements } = await openJsonElements(pieces(bytes, size))
  const found: [string, number, string, string][] = []
  for await (const { at, line, bytes: inner, state } of elements) {
    found.push([at, line, state, decoder.decode(inner).trim()])
  }
  return { layout, elements: found }
}

test('lines are cut at line breaks, blank lines are no elements but count', async () => {
  assert.deepEqual(await cut('{"a":1}\n\n  \r\n{"b":2}\r\n{"c"'), {
    layout: 'lines',
    elements: [
      ['line 1', 1, 'whole', '{"a":1}'],
      ['line 4', 4, 'whole', '{"b":2}'],
      ['line 5', 5, 'cut', '{"c"'],
    ],
  })
})

test('a file that begins with a cut line is still read as lines', async () => {
  const { layout, elements } = await cut('{"a":\n{"b":2}\n')
  assert.equal(layout, 'lines')
  assert.deepEqual(
    elements.map(([at]) => at),
    ['line 1', 'line 2'],
  )
})

test('a single object over several lines is one document', async () => {
  assert.deepEqual(await cut('{\n  "a": 1\n}\n'), {
    layout: 'document',
    elements: [['$', 1, 'whole', '{\n  "a": 1\n}']],
  })
  assert.deepEqual((await cut('{\n  "a": [1,')).elements[0]?.[2], 'cut')
})

test('elements of an array know their index and their first line', async () => {
  assert.deepEqual(await cut('[\n {"a": "x,]}\\"["},\n\n [1, 2], 3 ,"t"\n]'), {
    layout: 'array',
    elements: [
      ['$[0]', 2, 'whole', '{"a": "x,]}\\"["}'],
      ['$[1]', 4, 'whole', '[1, 2]'],
      ['$[2]', 4, 'whole', '3'],
      ['$[3]', 4, 'whole', '"t"'],
    ],
  })
})

test('an array that ends too early gives its last element as cut', async () => {
  assert.deepEqual((await cut('[{"a":1},{"b":"x')).elements, [
    ['$[0]', 1, 'whole', '{"a":1}'],
    ['$[1]', 1, 'cut', '{"b":"x'],
  ])
})

test('an empty file has no elements, and a byte order mark is none', async () => {
  assert.deepEqual((await cut('')).elements, [])
  assert.deepEqual((await cut(' \n ')).elements, [])
  assert.deepEqual((await cut('[]')).elements, [])
  for (const size of [1, 2, 3, 100]) {
    const { elements } = await cut('\ufeff{"a":1}', size)
    assert.deepEqual(elements, [['line 1', 1, 'whole', '{"a":1}']])
  }
})

test('where the chunks of a file end changes nothing', async () => {
  const values = fc.array(
    fc.object({ maxDepth: 2 }).map((object) => JSON.parse(JSON.stringify(object)) as object),
    { minLength: 1, maxLength: 5 },
  )
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      async (list, size, isArray) => {
        const text = isArray
          ? JSON.stringify(list, null, 1)
          : list.map((value) => JSON.stringify(value)).join('\n')
        const whole = await cut(text)
        assert.deepEqual(await cut(text, size), whole)
        assert.deepEqual(
          whole.elements.map((element) => JSON.parse(element[3]) as object),
          list,
        )
      },
    ),
    { numRuns: 60 },
  )
})
