/** Server-sent events from pieces that end anywhere. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SseParser } from './sse-parser.ts'

const stream =
  'event: hello\ndata: {"version":"1"}\n\n: still here\n\nevent: request\r\ndata: {"a":1}\r\ndata: {"b":2}\r\n\r\ndata: plain\n\n'
const messages = [
  { event: 'hello', data: '{"version":"1"}' },
  { event: 'request', data: '{"a":1}\n{"b":2}' },
  { event: 'message', data: 'plain' },
]

test('events, comments, several data lines and both line ends are read', () => {
  assert.deepEqual(new SseParser().feed(stream), messages)
})

test('a stream cut anywhere gives the same messages', () => {
  const cuts = fc
    .array(fc.nat(stream.length), { maxLength: 8 })
    .map((ends) => ends.toSorted((a, b) => a - b))
  fc.assert(
    fc.property(cuts, (ends) => {
      const parser = new SseParser()
      const pieces = [0, ...ends].map((start, index) =>
        stream.slice(start, ends[index] ?? stream.length),
      )
      assert.deepEqual(
        pieces.flatMap((piece) => parser.feed(piece)),
        messages,
      )
    }),
  )
})

test('half a frame gives nothing, and a block beyond the bound is dropped', () => {
  const parser = new SseParser()
  assert.deepEqual(parser.feed('data: half'), [])
  assert.deepEqual(parser.feed('x'.repeat(1_100_000)), [])
  assert.deepEqual(parser.feed('\n\ndata: next\n\n'), [{ event: 'message', data: 'next' }])
})
