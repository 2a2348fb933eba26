import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { insertElement, jsonDepth, memberStart } from './json-text.ts'

const seed = 20_261

test('depth counts brackets, not brackets inside strings', () => {
  assert.equal(jsonDepth('1', 9), 0)
  assert.equal(jsonDepth('{"a":[[]]}', 9), 3)
  assert.equal(jsonDepth('{"a":"[[[[\\"[["}', 9), 1)
  assert.equal(jsonDepth('['.repeat(1000), 9), 10)
})

test('an element is put before, between and after the others, and into an empty array', () => {
  const at = (text: string, index: number): string =>
    insertElement(text, memberStart(text, 'm')!, index, '9')
  assert.equal(at('{"m":[]}', 0), '{"m":[9]}')
  assert.equal(at('{"m": [ 1 , 2 ]}', 0), '{"m": [ 9,1 , 2 ]}')
  assert.equal(at('{"m": [ 1 , 2 ]}', 1), '{"m": [ 1 , 9,2 ]}')
  assert.equal(at('{"m": [ 1 , 2 ]}', 2), '{"m": [ 1 , 2,9 ]}')
})

test('the last of two members with one name is taken, and an escaped name is the same name', () => {
  const text = '{"m":[1],"x":{"m":[5]},"\\u006d":[2]}'
  assert.equal(insertElement(text, memberStart(text, 'm')!, 0, '9'), text.replace('[2]', '[9,2]'))
})

test('whatever the body holds, the insertion is the only difference', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.array(fc.jsonValue(), { maxLength: 5 }),
      fc.nat(6),
      (others, messages, at) => {
        const body = { ...others, messages }
        const text = JSON.stringify(body, null, at % 2)
        const result = insertElement(text, memberStart(text, 'messages')!, at, '{"new":true}')
        const expected = [...messages]
        expected.splice(at, 0, { new: true })
        assert.deepEqual(JSON.parse(result), {
          ...JSON.parse(text),
          messages: JSON.parse(JSON.stringify(expected)),
        })
        assert.equal(result.length - text.length <= '{"new":true},'.length, true)
      },
    ),
    { seed, numRuns: 300 },
  )
})
