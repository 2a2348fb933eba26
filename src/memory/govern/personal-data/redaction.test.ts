/** What leaves for a model and what comes back: nothing personal out, everything restored, also in pieces and inside JSON. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Model, ModelPart, ModelRequest } from '../../../model/model.ts'
import { redactingModel } from './redacting-model.ts'
import { Redaction } from './redaction.ts'

const said =
  'Write to mara@example.com or tom@example.org, mara@example.com first. password: Tulip-77"x'

test('equal values have one placeholder, and restore gives back what was said', () => {
  const redaction = new Redaction('all')
  const sent = redaction.redact(said)
  assert.equal(sent, 'Write to [email 1] or [email 2], [email 1] first. password: [password 1]"x')
  assert.equal(redaction.restore(sent), said)
  assert.deepEqual(
    [...redaction.counts],
    [
      ['email', 2],
      ['password', 1],
    ],
  )
})

test('the levels say which kinds are replaced', () => {
  assert.equal(new Redaction('none').redact(said), said)
  assert.match(new Redaction('secrets').redact(said), /mara@example\.com.*\[password 1\]/)
})

test('a text that holds something like a placeholder is not mixed up with one', () => {
  const redaction = new Redaction('all')
  const text = 'see [email 1], not mara@example.com'
  const sent = redaction.redact(text)
  assert.equal(sent, 'see [email 1], not [email 2]')
  assert.equal(
    redaction.restore('[email 1] [email 2] [email 9]'),
    '[email 1] mara@example.com [email 9]',
  )
})

/** Answers what it was asked, a few characters at a time. */
class EchoModel implements Model {
  readonly name = 'echo'
  readonly contextTokensMax = null
  readonly asked: ModelRequest[] = []

  async *complete(request: ModelRequest): AsyncIterable<ModelPart> {
    this.asked.push(request)
    const said = request.messages.map(({ content }) => content).join(' ')
    for (let at = 0; at < said.length; at += 3) yield { kind: 'text', text: said.slice(at, at + 3) }
    yield { kind: 'tool-call', call: { id: '1', name: 'keep', arguments: `{"text":"${said}"}` } }
    yield { kind: 'end', reason: 'stop' }
  }

  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

test('a model behind it never sees the value, and its answer has it again though it came in pieces', async () => {
  const echo = new EchoModel()
  const model = redactingModel(echo, 'all')
  const key = '-----BEGIN PRIVATE KEY-----\nAbC\n-----END PRIVATE KEY-----'
  const content = `[draft] to mara@example.com: ${key}`
  let text = ''
  let call = ''
  for await (const part of model.complete({ messages: [{ role: 'user', content }] })) {
    if (part.kind === 'text') text += part.text
    if (part.kind === 'tool-call') call = part.call.arguments
  }
  assert.equal(text, content)
  assert.deepEqual(JSON.parse(call), { text: content })
  assert.doesNotMatch(JSON.stringify(echo.asked), /mara|AbC/)
  assert.equal(model.name, 'echo')
})
