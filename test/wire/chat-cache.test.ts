/** Chats through the answer cache, asked by the official client: what is served again, and what the headers say. */

import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import OpenAI from 'openai'
import {
  type CachedChats,
  counting,
  openCachedChats,
  paris,
  parisStream,
  question,
} from './cached-chats.ts'
import { openScriptedUpstream, type ScriptedUpstream } from './scripted-upstream.ts'

let upstream: ScriptedUpstream
let chats: CachedChats
const ask: CachedChats['ask'] = (...asked) => chats.ask(...asked)
const asked = (): number => upstream.requests.length

before(async () => {
  upstream = await openScriptedUpstream()
})
after(() => upstream.close())
beforeEach(async () => {
  chats = await openCachedChats(upstream)
})
afterEach(() => chats.gateway.close())

test('the second equal request is served from the cache, byte-equal, and the headers say so', async () => {
  upstream.play(paris)
  const first = await ask()
  const second = await ask()
  assert.equal(first.outcome, 'miss')
  assert.equal(second.outcome, 'hit-exact')
  assert.equal(second.text, first.text)
  assert.equal(asked(), 1)
  const entry = first.headers.get('x-loci-cache-entry')
  assert.ok(entry !== null && entry !== '')
  assert.equal(second.headers.get('x-loci-cache-entry'), entry)
  assert.equal(second.headers.get('x-loci-cache-similarity'), '1')
  assert.equal(
    second.headers.get('x-loci-cache-category'),
    first.headers.get('x-loci-cache-category'),
  )
  assert.match(second.headers.get('x-loci-cache-age') ?? '', /^\d+$/)
  assert.match(second.headers.get('content-type') ?? '', /json/)
})

test('a stream is replayed as a stream, byte-equal, and the client reads it as one', async () => {
  upstream.play(parisStream)
  const first = await ask(question, { stream: true })
  const second = await ask(question, { stream: true })
  assert.deepEqual([first.outcome, second.outcome], ['miss', 'hit-exact'])
  assert.equal(second.text, first.text)
  assert.match(second.text, /data: \[DONE\]\n\n$/)
  assert.match(second.headers.get('content-type') ?? '', /^text\/event-stream/)
  let text = ''
  const read = await chats.client.chat.completions.create({
    model: 'scripted',
    stream: true,
    messages: [{ role: 'user', content: question }],
  })
  for await (const chunk of read) text += chunk.choices[0]?.delta.content ?? ''
  assert.equal(text, 'Paris ☀️.')
  assert.equal(asked(), 1)
})

test('JSON and stream, and a stream with usage, do not stand in for each other', async () => {
  upstream.play(paris, parisStream, parisStream)
  await ask()
  assert.equal((await ask(question, { stream: true })).outcome, 'miss')
  const withUsage = { stream: true, stream_options: { include_usage: true } }
  assert.equal((await ask(question, withUsage as never)).outcome, 'miss')
  assert.equal(asked(), 3)
})

test('politeness, case and punctuation are the same question; a typing error is found by meaning', async () => {
  upstream.play(paris)
  await ask()
  assert.equal((await ask('Please, WHAT is the capital of France')).outcome, 'hit-exact')
  const mistyped = await ask('What is the captial of France?')
  assert.equal(mistyped.outcome, 'hit-semantic')
  assert.equal(asked(), 1)
})

test('the opposite, another number and another name are refused or missed, never served', async () => {
  upstream.play(counting())
  const pairs = [
    ['Is it safe to take aspirin with coffee?', 'Is it unsafe to take aspirin with coffee?'],
    ['How do I enable the firewall on Linux?', 'How do I disable the firewall on Linux?'],
    [
      'What is the boiling point of water at 1000 m?',
      'What is the boiling point of water at 2000 m?',
    ],
    ['What is the capital of France?', 'What is the capital of Finland?'],
  ]
  for (const [stored, opposite] of pairs) {
    await ask(stored)
    const { outcome } = await ask(opposite)
    assert.ok(outcome === 'miss' || outcome === 'refused', `${opposite}: ${outcome}`)
  }
  assert.equal(asked(), 2 * pairs.length)
})

test('every part of the setting tells requests apart', async () => {
  upstream.play(counting())
  const message = { role: 'user', content: question }
  const system = { role: 'system', content: 'Answer in French.' }
  const tool = { type: 'function', function: { name: 'a', parameters: {} } }
  const variants: object[] = [
    {},
    { model: 'other' },
    { temperature: 0 },
    { top_p: 0.5 },
    { max_tokens: 10 },
    { seed: 1 },
    { stop: ['x'] },
    { unheard_of: 1 },
    { unheard_of: 9007199254740991 },
    { response_format: { type: 'json_object' } },
    { tools: [tool] },
    { tools: [tool], tool_choice: 'none' },
    { messages: [system, message] },
    { messages: [{ role: 'developer', content: 'Answer in French.' }, message] },
    {
      messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' }, message],
    },
    { messages: [{ role: 'user', content: 'Hi' }, message] },
    { messages: [{ ...message, name: 'ada' }] },
    { messages: [{ role: 'user', content: [{ type: 'text', text: question }] }] },
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: question },
            { type: 'text', text: '' },
          ],
        },
      ],
    },
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: question },
            { type: 'image_url', image_url: { url: 'data:a' } },
          ],
        },
      ],
    },
  ]
  const body = (variant: object): object => ({ model: 'scripted', messages: [message], ...variant })
  const call = (variant: object, headers: Record<string, string> = {}) =>
    chats.gateway.call('POST', '/v1/chat/completions', { body: body(variant), headers })
  for (const variant of variants) {
    const { headers } = await call(variant)
    assert.equal(headers.get('x-loci-cache'), 'miss', JSON.stringify(variant))
  }
  assert.equal(
    (await call({}, { 'openai-organization': 'org-2' })).headers.get('x-loci-cache'),
    'miss',
  )
  const count = asked()
  for (const variant of variants) {
    const { headers } = await call(variant, { 'x-request-id': 'r2', 'user-agent': 'other' })
    assert.equal(headers.get('x-loci-cache'), 'hit-exact', JSON.stringify(variant))
  }
  assert.equal(asked(), count)
})

test('numbers that JSON rounds are never mistaken for each other', async () => {
  upstream.play(counting())
  const call = (seed: string) =>
    chats.gateway.call('POST', '/v1/chat/completions', {
      body: `{"model":"m","seed":${seed},"messages":[{"role":"user","content":"${question}"}]}`,
    })
  assert.equal((await call('9007199254740993')).headers.get('x-loci-cache'), 'bypass')
  assert.equal((await call('9007199254740992')).headers.get('x-loci-cache'), 'bypass')
  assert.equal(asked(), 2)
})

test('what is asked for in the header is obeyed', async () => {
  upstream.play(counting())
  const outcomeWith = async (control: string, content = question): Promise<string | null> =>
    (await ask(content, {}, { 'x-loci-cache': control })).outcome
  assert.equal(await outcomeWith('no-store'), 'miss')
  assert.equal(await outcomeWith('no-store'), 'miss')
  assert.equal(await outcomeWith('bypass'), 'bypass')
  assert.equal(asked(), 3)
  const stored = await ask()
  assert.equal(stored.outcome, 'miss')
  assert.equal(await outcomeWith('no-store'), 'hit-exact')
  assert.equal(await outcomeWith('bypass'), 'bypass')
  const fresh = await ask(question, {}, { 'x-loci-cache': 'no-cache' })
  assert.equal(fresh.outcome, 'bypass')
  const again = await ask()
  assert.deepEqual([again.outcome, again.text], ['hit-exact', fresh.text])
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(await outcomeWith('max-age=0'), 'miss')
  assert.equal(await outcomeWith('max-age=3600'), 'hit-exact')
  assert.equal(await outcomeWith('ttl=0', 'How do I boil an egg?'), 'miss')
  assert.equal(await outcomeWith('', 'How do I boil an egg?'), 'miss')
})

test('a threshold can be asked for, as a similarity only', async () => {
  upstream.play(counting())
  await ask('How do I start a car in winter?')
  const reworded = 'How do I begin a car in winter?'
  const strict = await ask(reworded, {}, { 'x-loci-cache': 'threshold=1, no-store' })
  const loose = await ask(reworded)
  assert.equal(strict.outcome, 'miss')
  assert.equal(loose.outcome, 'hit-semantic')
  assert.match(loose.headers.get('x-loci-cache-similarity') ?? '', /^0\.9/)
})

test('an unknown directive or a value out of range is refused with what was meant', async () => {
  upstream.play(paris)
  const cases: [string, RegExp][] = [
    ['no-stroe', /Did you mean "no-store"/],
    ['treshold=0.9', /Did you mean "threshold"/],
    ['threshold=2', /similarity in \[0, 1\]|distances run the other way/],
    ['threshold=-1', /distances run the other way/],
    ['threshold=high', /./],
    ['ttl=-5', /seconds/],
    ['max-age=soon', /seconds/],
  ]
  for (const [control, says] of cases) {
    await assert.rejects(ask(question, {}, { 'x-loci-cache': control }), (error: unknown) => {
      assert.ok(error instanceof OpenAI.BadRequestError, control)
      const { message, hint } = error.error as { message: string; hint: string }
      assert.match(`${message} ${hint}`, says)
      return true
    })
  }
  assert.equal(asked(), 0)
  await ask(question, {}, { 'x-loci-cache': 'no-store' })
  assert.equal(upstream.requests[0]!.headers['x-loci-cache'], undefined)
})

test('a category may say that sampled and truncated answers are kept', async () => {
  const facts = { storeSampled: true, storeTruncated: true }
  const open = await openCachedChats(upstream, { facts })
  try {
    upstream.play(counting())
    const call = () =>
      open.call({ model: 'm', temperature: 1, messages: [{ role: 'user', content: question }] })
    const first = await call()
    assert.equal(first.headers.get('x-loci-cache-category'), 'facts')
    assert.equal((await call()).headers.get('x-loci-cache'), 'hit-exact')
  } finally {
    await open.gateway.close()
  }
})

test('without a question there is nothing to cache', async () => {
  upstream.play(paris)
  const bodies = [
    { model: 'm', messages: [] },
    { model: 'm', messages: [{ role: 'user', content: ' ' }] },
    {
      model: 'm',
      messages: [
        { role: 'user', content: 'x' },
        { role: 'assistant', content: 'y' },
      ],
    },
  ]
  for (const body of bodies) {
    const reply = await chats.gateway.call('POST', '/v1/chat/completions', { body })
    assert.equal(reply.headers.get('x-loci-cache'), 'bypass')
  }
})
