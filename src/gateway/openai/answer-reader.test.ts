import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CHAT_ANSWER_CHARACTERS_MAX } from '../limits.ts'
import { AnswerReader } from './answer-reader.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const frame = (choice: object): string => `data: ${JSON.stringify({ choices: [choice] })}\n\n`

test('the first choice is read, to its finish reason or [DONE]', () => {
  const reader = new AnswerReader()
  reader.readFrames(
    bytes(
      frame({ index: 0, delta: { content: 'a' } }) + frame({ index: 1, delta: { content: 'X' } }),
    ),
  )
  assert.equal(reader.isWhole, false)
  reader.readFrames(bytes(frame({ index: 0, delta: { content: 'b' }, finish_reason: 'stop' })))
  assert.deepEqual([reader.text, reader.isWhole], ['ab', true])
  const other = new AnswerReader()
  other.readFrames(bytes('data: [DONE]\n\n'))
  assert.equal(other.isWhole, true)
})

test('an error in the stream, and what is not JSON, leaves no whole answer', () => {
  const reader = new AnswerReader()
  reader.readFrames(bytes('data: {"error":{"message":"x"}}\n\ndata: [DONE]\n\n'))
  assert.deepEqual([reader.isWhole, reader.hasError], [false, true])
  const odd = new AnswerReader()
  odd.readFrames(bytes('data: nonsense\n\ndata: null\n\ndata: {"choices":[null]}\n\n'))
  assert.deepEqual([odd.text, odd.isWhole], ['', false])
})

test('text beyond what is kept is cut and said to be', () => {
  const reader = new AnswerReader()
  const message = { content: 'x'.repeat(CHAT_ANSWER_CHARACTERS_MAX + 1) }
  reader.readBody(bytes(JSON.stringify({ choices: [{ index: 0, message }] })))
  assert.deepEqual([reader.text.length, reader.isCut], [CHAT_ANSWER_CHARACTERS_MAX, true])
})
