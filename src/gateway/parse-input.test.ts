import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { LociError } from '../errors.ts'
import { parseInput, queryOf } from './parse-input.ts'

const schema = z.strictObject({
  scope: z.strictObject({ user: z.string().optional() }).transform((scope) => scope),
  turns: z.union([
    z.string(),
    z.array(z.strictObject({ text: z.string(), speaker: z.string().optional() })),
  ]),
  topK: z.number().optional(),
})

function failure(value: unknown): { code: string; message: string; hint: string } {
  try {
    parseInput(schema, value)
  } catch (error) {
    assert.ok(LociError.is(error))
    return { code: error.code, message: error.message, hint: error.hint }
  }
  assert.fail('it was accepted')
}

test('what fits comes back as it was', () => {
  const value = { scope: { user: 'a' }, turns: [{ text: 'x' }], topK: 3 }
  assert.deepEqual(parseInput(schema, value), value)
})

test('an unknown key names its place and its nearest spelling, before anything else is said', () => {
  assert.deepEqual(failure({ turns: 'x', topk: 1 }), {
    code: 'INPUT_UNKNOWN_KEY',
    message: 'unknown key "topk"',
    hint: 'Did you mean topK? Nothing was changed.',
  })
  const nested = failure({ scope: {}, turns: [{ text: 'x' }, { text: 'y', speakr: 'z' }] })
  assert.equal(nested.message, 'unknown key "speakr" in turns[1]')
  assert.match(nested.hint, /speaker/)
  assert.match(
    failure({ scope: {}, turns: 'x', zzzzzzzz: 1 }).hint,
    /Known keys are scope, turns, topK/,
  )
})

test('of a union the branch that got furthest is told', () => {
  assert.equal(
    failure({ scope: {}, turns: [{ text: 5 }] }).message,
    'turns[0].text: expected string, received number',
  )
  assert.equal(failure({ scope: {}, turns: 5 }).message, 'turns: expected string or array')
})

test('a missing scope has a code of its own; a scope of the wrong type does not', () => {
  assert.equal(failure({ turns: 'x' }).code, 'SCOPE_MISSING')
  assert.equal(failure({ scope: 5, turns: 'x' }).code, 'INPUT_INVALID')
  assert.equal(failure(null).message, 'the request: expected object, received null')
})

test('a query is read once a name, in UTF-8', () => {
  const read = (search: string): Record<string, string> => queryOf(new URL(`http://x/${search}`))
  assert.deepEqual(read('?scope=user%3DJ%C3%BCrgen&limit=3'), { scope: 'user=Jürgen', limit: '3' })
  assert.throws(() => read('?a=1&a=2'), { code: 'INPUT_INVALID' })
  assert.throws(() => read('?a=%ff'), { code: 'INPUT_NOT_UTF8' })
  assert.throws(() => read('?a=%'), { code: 'INPUT_NOT_UTF8' })
})
