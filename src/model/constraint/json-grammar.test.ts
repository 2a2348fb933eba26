/** JSON under a schema: random schemas and random walks, judged by a validator of its own; what is refused, and how. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../errors.ts'
import { createPrng } from '../../stdx/prng.ts'
import { fitsSchema } from '../../testing/fits-schema.ts'
import {
  metadataOfKeys,
  tinyByteBpeKeys,
  tinySentencePieceKeys,
  tinyWordPieceKeys,
} from '../../testing/tiny-vocabulary.ts'
import { allowedIds, walkConstraint } from '../../testing/walk-constraint.ts'
import type { TokenConstraint } from '../sampling/token-constraint.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { openTokenizer } from '../tokenizer/tokenizer-registry.ts'
import { ConstraintVocabulary } from './constraint-vocabulary.ts'
import { JsonGrammars } from './json-grammar.ts'

interface Setting {
  readonly tokenizer: Tokenizer
  readonly grammars: JsonGrammars
}

function settingOf(keys: ReturnType<typeof tinyByteBpeKeys>): Setting {
  const tokenizer = openTokenizer(metadataOfKeys(keys))
  return { tokenizer, grammars: new JsonGrammars(new ConstraintVocabulary(tokenizer)) }
}

const settings = {
  'byte-level BPE': settingOf(tinyByteBpeKeys()),
  SentencePiece: settingOf(tinySentencePieceKeys()),
} as const
const { tokenizer, grammars } = settings['byte-level BPE']

/** Takes a text token by token, bytes where nothing longer fits; whether all of it was allowed. */
function takes(constraint: TokenConstraint, text: string): boolean {
  for (const id of tokenizer.encode(text)) {
    if (!allowedIds(constraint.allowed(), tokenizer.vocabularySize).includes(id)) return false
    constraint.accept(id)
  }
  return true
}

function accepts(schema: unknown, text: string): boolean {
  const constraint = grammars.ofSchema(schema).open()
  return takes(constraint, text) && constraint.isWhole
}

function refusal(schema: unknown): string {
  try {
    grammars.ofSchema(schema)
  } catch (error) {
    assert.ok(LociError.is(error))
    return `${error.code}: ${error.message}`
  }
  return 'taken'
}

const name = fc.constantFrom('a', 'b', 'é', 'long name', '"quoted"')
const scalar = fc.oneof(
  fc.record(
    {
      type: fc.constant('string'),
      minLength: fc.integer({ min: 0, max: 3 }),
      maxLength: fc.integer({ min: 3, max: 9 }),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record({
    type: fc.constant('string'),
    pattern: fc.constantFrom('^[a-f]{2,4}$', '^\\d{3}-\\d+$', 'x|yz', '^é\\s?"\\\\$', '^(?:ab?)+$'),
  }),
  fc.record(
    {
      type: fc.constant('integer'),
      minimum: fc.integer({ min: -1_200, max: 15 }),
      maximum: fc.integer({ min: 15, max: 130_007 }),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    {
      type: fc.constant('number'),
      exclusiveMinimum: fc.constantFrom(-17.25, -0.5, 0, 0.125),
      maximum: fc.constantFrom(0.126, 1, 99.999, 1_000),
    },
    { requiredKeys: ['type'] },
  ),
  fc.constantFrom(
    { type: 'boolean' },
    { type: 'null' },
    { enum: ['red', 'grün', 7, null, { deep: [1] }] },
    { const: 'only "this"' },
    { type: ['string', 'null'], maxLength: 4 },
    { type: 'string', nullable: true, maxLength: 4 },
  ),
)

const { schema: anySchema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc
      .record({ entries: fc.dictionary(name, tie('schema'), { maxKeys: 4 }), pick: fc.nat(3) })
      .map(({ entries, pick }) => ({
        type: 'object',
        properties: entries,
        required: Object.keys(entries).slice(0, pick),
        ...(pick === 3 ? { additionalProperties: { type: 'integer' } } : {}),
      })),
    fc
      .record({ items: tie('schema'), min: fc.nat(2), more: fc.nat(2) })
      .map(({ items, min, more }) => ({
        type: 'array',
        items,
        minItems: min,
        maxItems: min + more,
      })),
    fc
      .tuple(tie('schema'), tie('schema'))
      .map(([first, second]) => ({ type: 'array', prefixItems: [first, second], items: false })),
    fc.tuple(tie('schema'), tie('schema')).map((anyOf) => ({ anyOf })),
    tie('schema').map((schema) => ({ allOf: [schema, { description: 'nothing more' }] })),
  ),
}))

for (const [kind, { tokenizer: own, grammars: held }] of Object.entries(settings)) {
  test(`${kind}: whatever the schema and the walk, a whole text is JSON that fits`, () => {
    let wholeCount = 0
    fc.assert(
      fc.property(anySchema, fc.integer(), (schema, seed) => {
        const prng = createPrng(seed)
        const constraint = held.ofSchema(schema).open()
        const walk = walkConstraint(constraint, { tokenizer: own, prng, tokensMax: 250 })
        assert.equal(walk.isStuck, false, walk.text)
        if (!walk.isWhole) return
        wholeCount += 1
        const value: unknown = JSON.parse(walk.text)
        assert.ok(fitsSchema(value, schema), `${walk.text} for ${JSON.stringify(schema)}`)
      }),
      { numRuns: 250, seed: 20_261_125 },
    )
    assert.ok(wholeCount > 150, `only ${wholeCount} walks came to an end`)
  })
}

test('a character that is split over tokens stays whole', () => {
  const prng = createPrng(7)
  for (let count = 0; count < 60; count += 1) {
    const constraint = grammars.ofSchema({ type: 'string', minLength: 2, maxLength: 5 }).open()
    const { tokens, isWhole } = walkConstraint(constraint, { tokenizer, prng, tokensMax: 60 })
    assert.ok(isWhole)
    const bytes = tokenizer.decodeBytes(tokens)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const { length } = Array.from(JSON.parse(text) as string)
    assert.ok(length >= 2 && length <= 5, text)
  }
})

test('any JSON object: nested values, escapes and pairs of surrogates are taken, other values are not', () => {
  const schema = { type: 'object' }
  const texts = [
    '{}',
    '{ "a" : 1}'.replace(' :', ':'),
    '{"a": {"b": [1, -2.5e+3, "x\\u00e9\\ud83d\\ude00", null, true]}}',
    '{\n  "a": [\n    1\n  ]\n}',
    '{"日本": "🌌\\\\"}',
  ]
  for (const text of texts) assert.ok(accepts(schema, text), text)
  const wrong = ['[]', '"x"', '{"a"}', '{"a": 01}', '{"a": 1,}', '{"a": "\\ud83d"}', '{"a": "\n"}']
  for (const text of wrong) assert.equal(accepts(schema, text), false, text)
})

test('properties come in order, optional ones may be left out, and nothing else comes', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'integer' }, c: { type: 'integer' } },
    required: ['b'],
  }
  for (const text of ['{"b":1}', '{"a":1,"b":2}', '{"b":1,"c":2}', '{"a":1,"b":2,"c":3}']) {
    assert.ok(accepts(schema, text), text)
  }
  for (const text of ['{}', '{"a":1}', '{"b":1,"a":2}', '{"b":1,"d":2}', '{"b":1,"b":2}']) {
    assert.equal(accepts(schema, text), false, text)
  }
})

test('another key may not be a declared one in disguise', () => {
  const schema = {
    properties: { a: { type: 'string' } },
    additionalProperties: { type: 'boolean' },
  }
  assert.ok(accepts(schema, '{"a":"x","b":true}'))
  assert.equal(accepts(schema, '{"b":true,"a":true}'), false)
  assert.equal(accepts(schema, '{"\\u0061":true}'), false)
})

test('numbers keep to their bounds at both ends', () => {
  const integer = { type: 'integer', minimum: -12, exclusiveMaximum: 105 }
  for (const text of ['-12', '-9', '0', '7', '99', '104']) assert.ok(accepts(integer, text), text)
  for (const text of ['-13', '105', '1e1', '1.5', '007'])
    assert.equal(accepts(integer, text), false)
  const number = { type: 'number', minimum: 0.25, exclusiveMaximum: 1 }
  for (const text of ['0.25', '0.250', '0.3', '0.99999']) assert.ok(accepts(number, text), text)
  for (const text of ['0', '0.2', '0.2499', '1', '1.0', '-0.5']) {
    assert.equal(accepts(number, text), false, text)
  }
  assert.equal(accepts({ type: 'number', minimum: -1, exclusiveMaximum: 0 }, '-0'), false)
})

test('schemas that name themselves nest, up to a bound, and always come to an end', () => {
  const schema = {
    $defs: {
      tree: {
        type: 'object',
        properties: { children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
        required: ['children'],
      },
    },
    $ref: '#/$defs/tree',
  }
  assert.ok(accepts(schema, '{"children":[{"children":[]},{"children":[]}]}'))
  const constraint = grammars.ofSchema(schema).open()
  assert.equal(takes(constraint, '{"children":['.repeat(40)), false)
  const ids = allowedIds(constraint.allowed(), tokenizer.vocabularySize)
  assert.ok(ids.some((id) => tokenizer.pieceOf(id) === ']'))
})

test('allOf and $ref with siblings hold all at once', () => {
  const schema = {
    $defs: {
      named: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
    allOf: [
      { $ref: '#/$defs/named' },
      { properties: { name: { maxLength: 2 }, age: { type: 'integer' } }, required: ['age'] },
    ],
  }
  assert.ok(accepts(schema, '{"name":"ab","age":3}'))
  assert.equal(accepts(schema, '{"name":"abc","age":3}'), false)
  assert.equal(accepts(schema, '{"name":"ab"}'), false)
})

test('oneOf is taken where its branches cannot both fit, and refused where they could', () => {
  const apart = {
    oneOf: [
      {
        type: 'object',
        properties: { kind: { const: 'a' }, x: { type: 'integer' } },
        required: ['kind'],
      },
      { type: 'object', properties: { kind: { const: 'b' } }, required: ['kind'] },
      { type: 'null' },
    ],
  }
  assert.ok(accepts(apart, '{"kind":"a","x":1}'))
  assert.ok(accepts(apart, '{"kind":"b"}'))
  assert.equal(accepts(apart, '{"kind":"b","x":1}'), false)
  assert.match(
    refusal({ oneOf: [{ type: 'integer' }, { type: 'number' }] }),
    /^ENGINE_SCHEMA_UNSUPPORTED: oneOf at #\/oneOf/,
  )
})

test('what cannot be held to is refused with its keyword and place', () => {
  const at = (property: object): object => ({ type: 'object', properties: { a: property } })
  const cases: readonly (readonly [object, RegExp])[] = [
    [at({ not: { type: 'null' } }), /not at #\/properties\/a/],
    [at({ type: 'array', uniqueItems: true }), /uniqueItems at #\/properties\/a/],
    [at({ type: 'integer', multipleOf: 3 }), /multipleOf at #\/properties\/a/],
    [at({ type: 'string', pattern: '(?=x)y' }), /pattern at #\/properties\/a: look-around/],
    [at({ type: 'string', pattern: '(a)\\1' }), /pattern at/],
    [at({ $ref: 'https://example.org/x' }), /\$ref at #\/properties\/a/],
    [{ if: { type: 'string' }, else: { minLength: 3 } }, /if at #/],
    [{ patternProperties: { '^x': { type: 'string' } } }, /patternProperties at #/],
  ].map(([schema, form]) => [schema as object, form as RegExp] as const)
  for (const [schema, form] of cases) {
    const said = refusal(schema).replace(/ cannot be held to/, '')
    assert.match(said, /^ENGINE_SCHEMA_UNSUPPORTED/)
    assert.match(said, form)
  }
})

test('what is no schema is INPUT_INVALID with the place', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [3, /at #/],
    [null, /at #/],
    [{ type: 'text' }, /#\/type/],
    [{ properties: [] }, /#\/properties/],
    [{ properties: { a: { minLength: -1 } } }, /#\/properties\/a\/minLength/],
    [{ type: 'string', pattern: '(' }, /#\/pattern/],
    [{ enum: [] }, /#\/enum/],
    [{ anyOf: [] }, /#\/anyOf/],
    [{ $ref: '#/$defs/none' }, /names nothing/],
  ]
  for (const [schema, form] of cases) {
    assert.match(refusal(schema), /^INPUT_INVALID/)
    assert.match(refusal(schema), form)
  }
})

test('a schema that nothing fits is refused before an answer is begun', () => {
  const none = [
    false,
    { type: 'string', minLength: 3, maxLength: 2 },
    { type: 'integer', minimum: 2, maximum: 1 },
    { allOf: [{ type: 'string' }, { type: 'integer' }] },
    {
      $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, required: ['a'] } },
      $ref: '#/$defs/a',
    },
    { $defs: { a: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' },
    { type: 'array', items: false, minItems: 1 },
  ]
  for (const schema of none) {
    assert.match(refusal(schema), /ENGINE_SCHEMA_UNSUPPORTED.*no value that fits/)
  }
})

test('large schemas: a thousand optional properties, lists of thousands, and more is refused', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `p${index}`)
  const properties = Object.fromEntries(names.map((one) => [one, { type: 'boolean' }]))
  assert.ok(accepts({ type: 'object', properties }, '{"p7":true,"p999":false}'))
  const more = { type: 'object', properties: { ...properties, last: true } }
  assert.match(refusal(more), /properties at #.*1000 can be/)
  const items = { type: 'array', items: { type: 'null' }, minItems: 2_000 }
  assert.equal(accepts(items, '[null,null]'), false)
  assert.match(refusal({ ...items, maxItems: 2_000_000 }), /maxItems at #/)
})

test('what a grammar does not hold to is said in its notes', () => {
  const { notes } = grammars.ofSchema({ type: 'string', format: 'date', 'x-own': 1, wholly: 2 })
  assert.deepEqual(notes, [
    'format at # is not held to',
    'wholly at # is no keyword that is known here',
  ])
  const loose = grammars.ofSchema({ type: 'array', uniqueItems: true }, true)
  assert.match(loose.notes.join(), /uniqueItems at # is not held to/)
})

test('a vocabulary that cannot write JSON is refused and not walked into', () => {
  const { grammars: words } = settingOf(tinyWordPieceKeys())
  assert.throws(
    () => words.anyObject(),
    (error) => LociError.is(error, 'ENGINE_SCHEMA_UNSUPPORTED'),
  )
})

test('a long string costs one walk of the vocabulary, and masks of one grammar serve the next answer', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', maxLength: 5_000 } },
    required: ['a'],
  }
  const constraint = grammars.ofSchema(schema).open()
  assert.ok(takes(constraint, '{"a":"x'))
  const first = constraint.allowed()
  assert.ok(takes(constraint, 'y'))
  const second = constraint.allowed()
  assert.deepEqual(first, second)
  const again = grammars.ofSchema(structuredClone(schema)).open()
  assert.ok(takes(again, '{"a":"x'))
  assert.equal(again.allowed(), first)
})
