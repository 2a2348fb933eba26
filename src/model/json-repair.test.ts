import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { readJsonAnswer } from './json-repair.ts'
import { readLenientJson } from './lenient-json.ts'
import type { JsonSchema } from './model.ts'

const facts = z.object({ facts: z.array(z.string()) })
const people = z.object({
  people: z.array(z.object({ name: z.string(), age: z.number().optional() })),
})
const optional = z.object({ facts: z.array(z.string()).default([]) })

function read<T>(raw: string, schema: z.ZodType<T>): ReturnType<typeof readJsonAnswer<T>> {
  return readJsonAnswer(raw, {
    schema,
    json: z.toJSONSchema(schema, { io: 'input' }) as JsonSchema,
  })
}

/** What is mended, how it is named, and what comes out. */
const mended: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['JSON as it should be', '{"facts":["a","b"]}', [], ['a', 'b']],
  ['a byte order mark', '\ufeff {"facts":["a"]}\n', ['byte-order-mark'], ['a']],
  ['a fence', '```json\n{"facts":["a"]}\n```', ['fence'], ['a']],
  ['a fence that never closes', '```json\n{"facts":["a"]}', ['fence'], ['a']],
  ['a string that holds a fence', '```\n{"facts":["```js x```"]}\n```', ['fence'], ['```js x```']],
  ['thinking', '<think>\n{"facts":["no"]}\n</think>{"facts":["a"]}', ['thinking'], ['a']],
  [
    'thinking begun by the template',
    'so {"facts":["no"]}\n</think>\n{"facts":["a"]}',
    ['thinking'],
    ['a'],
  ],
  ['thinking that never ends', '<think>{x} so {"facts":["a"]}', ['thinking', 'prose'], ['a']],
  [
    'thinking that a fact speaks of',
    '{"facts":["said </think> aloud",]}',
    ['trailing-comma'],
    ['said </think> aloud'],
  ],
  ['prose with braces', 'For {you} [sir]: {"facts":["a"]} Bye {now}!', ['prose'], ['a']],
  ['prose that repeats the answer', '{"facts":["a"]} as I said {"facts":["a"]}', ['prose'], ['a']],
  ['trailing commas', '{"facts":["a",],}', ['trailing-comma'], ['a']],
  [
    'single quotes',
    `{'facts':['it\\'s Ada's dog','b']}`,
    ['quotes', 'escape'],
    ["it's Ada's dog", 'b'],
  ],
  ['curly quotes', '{“facts”:[“a”]}', ['quotes'], ['a']],
  ['bare keys and comments', '{facts: ["a"] /* all */ // end\n}', ['bare-key', 'comment'], ['a']],
  ['a line break in a string', '{"facts":["a\nb"]}', ['line-break'], ['a\nb']],
  ['needless escapes', String.raw`{"facts":["a\_b \d"]}`, ['escape'], ['a_b \\d']],
  ['an answer that is cut off', '{"facts":["a","b","c', ['cut-off'], ['a', 'b']],
  ['a cut inside a fence', '```json\n{"facts":["a"\n```', ['fence', 'cut-off'], ['a']],
  ['a second encoding', JSON.stringify('{"facts":["a"]}'), ['encoded-twice'], ['a']],
  ['a one-key object', '{"result":{"facts":["a"]}}', ['wrapped'], ['a']],
  ['a one-element list', '[{"facts":["a"]}]', ['wrapped'], ['a']],
  ['a bare list', '["a","b"]', ['bare-list'], ['a', 'b']],
  [
    'a tool call',
    '{"name":"facts","arguments":"{\\"facts\\":[\\"a\\"]}"}',
    ['tool-call', 'encoded-twice'],
    ['a'],
  ],
  [
    'a list of tool calls',
    '{"tool_calls":[{"function":{"name":"x","arguments":{"facts":["a"]}}}]}',
    ['tool-call', 'wrapped'],
    ['a'],
  ],
  ['half a character', '{"facts":["a\\ud83d"]}', ['half-character'], ['a\ufffd']],
]

for (const [name, raw, repairs, expected] of mended) {
  test(`${name} is read`, () => {
    const found = read(raw, facts)
    assert.ok(found.outcome === 'read', JSON.stringify(found))
    assert.deepEqual(found.value.facts, expected)
    assert.deepEqual([...new Set(found.repairs)].sort(), [...repairs].sort())
  })
}

const unusable: readonly (readonly [string, string, RegExp])[] = [
  ['nothing', ' \n', /empty/],
  ['prose alone', 'I cannot {do} that.', /no whole JSON/],
  ['another type', '{"facts":"a"}', /does not fit.*facts/],
  ['a cut before anything was whole', '{"facts":["a', /no whole JSON/],
  ['two different answers', '{"facts":["a"]}\n{"facts":["b"]}', /several/],
  ['a thought that goes on after its draft', '<think>{"facts":["a"]} or rather', /no whole JSON/],
  ['an error where facts were expected', '{"error":{"facts":["a"]}}', /does not fit/],
  ['a value that breaks, whatever its parts are', '{"facts":[{"x"":["a"]},"b"]}', /no whole JSON/],
  ['an empty list', '[]', /does not fit/],
  ['a list amid prose', 'see ["a"] for that', /does not fit/],
  ['unquoted text', '{"facts":[a, b]}', /no whole JSON/],
  ['an ellipsis', '{"facts":["a", ...]}', /no whole JSON/],
  ['endless nesting', '['.repeat(100_000), /no whole JSON/],
]

for (const [name, raw, problem] of unusable) {
  test(`${name} is no answer`, () => {
    const found = read(raw, facts)
    assert.ok(found.outcome === 'unusable', JSON.stringify(found))
    assert.match(found.problem, problem)
  })
}

test('an object of a cut list is dropped whole, however much of it is there', () => {
  const raw = '{"people":[{"name":"Ada","age":36},{"name":"Bob","age":4'
  const found = read(raw, people)
  assert.ok(found.outcome === 'read')
  assert.deepEqual(found.value, { people: [{ name: 'Ada', age: 36 }] })
  assert.deepEqual(found.repairs, ['cut-off'])
})

test('a schema whose fields are all optional is not fitted by whatever comes', () => {
  assert.equal(read('{"text":"hello"}', optional).outcome, 'unusable')
  const found = read('{"name":"save","arguments":{"facts":["a"]}}', optional)
  assert.ok(found.outcome === 'read')
  assert.deepEqual(found.value, { facts: ['a'] })
})

test('no problem repeats content', () => {
  const schema = z.record(z.string(), z.object({ secret: z.number() }))
  const found = read('{"Ada\'s diary":{"secret":"she sings"}}', schema)
  assert.ok(found.outcome === 'unusable')
  assert.doesNotMatch(found.problem, /Ada|sings/)
})

test('what is JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.integer({ min: 0, max: 2 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const found = readLenientJson(text, 0)
      if (typeof value === 'number') return
      assert.ok('value' in found)
      assert.deepEqual(found.value, JSON.parse(text))
      assert.deepEqual([...found.repairs], [])
    }),
    { seed: 51 },
  )
})

test('a cut answer holds only whole elements of the whole one, in order', () => {
  const people = fc.array(
    fc.record({ name: fc.string(), tags: fc.array(fc.string({ maxLength: 6 }), { maxLength: 4 }) }),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(people, fc.double({ min: 0, max: 0.999, noNaN: true }), (all, share) => {
      const whole = JSON.stringify(all)
      const text = whole.slice(0, Math.floor(whole.length * share))
      const found = readLenientJson(text, 0)
      if ('isBroken' in found) return
      const kept = found.value as unknown[]
      assert.deepEqual(kept, JSON.parse(whole).slice(0, kept.length))
      assert.equal(found.repairs.has('cut-off'), true)
    }),
    { seed: 52 },
  )
})

/** A mark inside a string may leave JSON: then it is what was said. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('a mark too many or too few never makes another value of an answer', () => {
  const value = { people: [{ name: 'Ada', age: 36 }, { name: 'Bob', age: 4 }, { name: 'Cy' }] }
  const whole = JSON.stringify(value)
  const tried: string[] = []
  for (const { index } of whole.matchAll(/[{}[\]":,]/g)) {
    tried.push(whole.slice(0, index) + whole.slice(index + 1))
    for (const mark of '{}[]":,') tried.push(whole.slice(0, index) + mark + whole.slice(index))
  }
  for (const text of tried.filter((one) => !isJson(one))) {
    const found = read(text, people)
    if (found.outcome !== 'read') continue
    const kept = found.value.people
    assert.deepEqual(kept, value.people.slice(0, kept.length), text)
    if (kept.length < value.people.length) assert.ok(found.repairs.includes('cut-off'), text)
  }
})

test('no text makes reading fail or hang', () => {
  const piece = fc.constantFrom(
    ...'{}[]:,"\'\\/`<>'.split(''),
    '<think>',
    '</think>',
    '```',
    '\n',
    'a',
    '1',
    'None',
    '\ud83d',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const found = read(pieces.join(''), facts)
      if (found.outcome === 'read') facts.parse(found.value)
    }),
    { seed: 53, numRuns: 1_000 },
  )
  for (const unit of ['<think></think>', '{"a":', '[', "'a", ' ', '```', '{"facts":["', '{x}']) {
    read(unit.repeat(400_000 / unit.length), facts)
  }
})
