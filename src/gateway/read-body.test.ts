import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JSON_DEPTH_MAX } from './limits.ts'
import { BodyBudget, parseJson, readBody } from './read-body.ts'

function post(chunks: readonly string[], headers: Record<string, string> = {}): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })
  return new Request('http://x/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
}

test('a body is counted while it comes, and its room is given back when it is refused', async () => {
  const budget = new BodyBudget(100)
  const held = await readBody(post(['abc', 'def']), 6, budget)
  assert.equal(new TextDecoder().decode(held.bytes), 'abcdef')
  assert.equal(budget.heldBytes, 6)
  await assert.rejects(readBody(post(['abc', 'defg']), 6, budget), { code: 'INPUT_TOO_LARGE' })
  assert.equal(budget.heldBytes, 6)
  held.release()
  assert.equal(budget.heldBytes, 0)
})

test('a length that is declared too large is refused before a byte is read', async () => {
  const request = post(['a'], { 'content-length': '7' })
  await assert.rejects(readBody(request, 6, new BodyBudget(100)), { code: 'INPUT_TOO_LARGE' })
})

test('all bodies together have a bound', async () => {
  const budget = new BodyBudget(8)
  await readBody(post(['12345']), 10, budget)
  await assert.rejects(readBody(post(['12345']), 10, budget), { code: 'TOO_BUSY' })
})

test('a member called __proto__ is found however its letters are written; as a value it is nothing', () => {
  for (const name of ['__proto__', '\\u005f_proto__', '__\\u0070roto__', '__PROTO__']) {
    const text = `{"a":{"${name}":1}}`
    if (name === '__PROTO__') assert.deepEqual(parseJson(text), { a: { __PROTO__: 1 } })
    else assert.throws(() => parseJson(text), { code: 'INPUT_INVALID' }, name)
  }
  assert.deepEqual(parseJson('{"a":"__proto__"}'), { a: '__proto__' })
})

test('nesting is bounded on the way in', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  parseJson(nested(JSON_DEPTH_MAX))
  assert.throws(() => parseJson(nested(JSON_DEPTH_MAX + 1)), { code: 'INPUT_INVALID' })
  assert.throws(() => parseJson('['.repeat(1_000_000)), { code: 'INPUT_INVALID' })
})
