import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leadingInstructionCount, newUserMessages, questionOf, readMessage } from './chat-body.ts'

const say = (role: string, text: string) => readMessage({ role, content: text })
const conversation = [
  say('system', 'be short'),
  say('developer', 'be kind'),
  say('user', 'one'),
  say('assistant', 'two'),
  say('user', 'three'),
  say('user', 'four'),
]

test('content is a string or parts of text; other parts are counted', () => {
  const content = [{ type: 'text', text: 'a' }, { type: 'image_url' }, { type: 'text', text: 'b' }]
  const expected = { role: 'user', name: 'Ada', text: 'a\nb', attachmentCount: 1 }
  assert.deepEqual(readMessage({ role: 'user', name: 'Ada', content }), expected)
  for (const odd of [null, 5, [], { role: 7, content: { a: 1 } }, { content: null }]) {
    assert.equal(readMessage(odd).text, '')
  }
})

test('memory goes after the leading instructions', () => {
  assert.equal(leadingInstructionCount(conversation), 2)
  assert.equal(leadingInstructionCount([]), 0)
  assert.equal(leadingInstructionCount(conversation.slice(0, 2)), 2)
})

test('new are the user messages at the end; the question is the last ones in a row', () => {
  assert.deepEqual(
    newUserMessages(conversation).map((one) => one.text),
    ['three', 'four'],
  )
  assert.equal(questionOf(conversation), 'three\nfour')
  const withTools = [...conversation, say('assistant', ''), say('tool', '12:00')]
  assert.deepEqual(newUserMessages(withTools), [])
  assert.equal(questionOf(withTools), 'three\nfour')
  assert.equal(questionOf([say('system', 'x')]), null)
})
