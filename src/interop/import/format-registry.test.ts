/** Every format against its own sample: recognised by content, read into exact records; and by nobody else's. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { importFormatNamed, importFormats, recogniseFormat } from './format-registry.ts'
import type { ImportStep } from './import-format.ts'
import type { JsonValue } from './json-value.ts'

function read(name: string, value: JsonValue): ImportStep[] {
  const element = { at: '$', line: 1, value, brokenPath: null }
  return [...importFormatNamed(name).read(element)]
}

function contents(name: string, value: JsonValue): unknown[] {
  return read(name, value).map((step) => (step.type === 'record' ? step.content : step.message))
}

const locomo: JsonValue = {
  sample_id: 'conv-1',
  qa: [{ question: 'never indexed?' }],
  conversation: {
    speaker_a: 'Ann',
    session_2: [{ speaker: 'Bo', dia_id: 'D2:1', text: 'Second' }],
    session_1_date_time: '1:56 pm on 8 May, 2023',
    session_1: [
      { speaker: 'Ann', dia_id: 'D1:1', text: 'First' },
      {
        speaker: 'Bo',
        dia_id: 'D1:2',
        text: '',
        img_url: ['https://example.org/a.jpg'],
        blip_caption: 'a photo of a flag',
        query: 'search phrase',
      },
    ],
    session_3_date_time: '1:00 pm on 9 May, 2023',
  },
}

const chatgpt: JsonValue = {
  title: 'Tea',
  conversation_id: 'c-1',
  current_node: 'n4',
  mapping: {
    root: { id: 'root', message: null, parent: null, children: ['n1'] },
    n1: {
      parent: 'root',
      children: ['n2', 'n3'],
      message: {
        id: 'n1',
        author: { role: 'user' },
        create_time: 1683554160.5,
        content: { content_type: 'text', parts: ['Which tea?'] },
      },
    },
    n2: {
      parent: 'n1',
      children: [],
      message: {
        author: { role: 'assistant' },
        content: { content_type: 'text', parts: ['An abandoned branch'] },
      },
    },
    n3: {
      parent: 'n1',
      children: ['n4'],
      message: {
        author: { role: 'assistant' },
        content: { content_type: 'thoughts', thoughts: [{ content: 'hm' }] },
      },
    },
    n4: {
      parent: 'n3',
      children: [],
      message: {
        id: 'm4',
        author: { role: 'assistant' },
        create_time: null,
        content: {
          content_type: 'multimodal_text',
          parts: [
            'Green,',
            { content_type: 'image_asset_pointer', asset_pointer: 'file' },
            { content_type: 'audio_transcription', text: 'of course' },
          ],
        },
      },
    },
  },
}

const mem0: JsonValue = {
  results: [
    {
      id: 'm-1',
      memory: 'Likes tea',
      hash: 'abc',
      metadata: { topic: 'food' },
      categories: ['preferences'],
      created_at: '2023-05-08T13:56:00Z',
      updated_at: null,
      user_id: 'ada',
    },
    { id: 'm-2', memory: 'Lives in Paris', createdAt: '2023-05-09', userId: 'ada', runId: 'r1' },
    { id: 'm-3', memory: '' },
  ],
}

const entity: JsonValue = {
  type: 'entity',
  name: 'Ada',
  entityType: 'person',
  observations: ['Ada likes tea', 'lives in Paris'],
}

const turn: JsonValue = {
  content: 'Hello',
  role: 'Human',
  name: 'Ada',
  timestamp: '2023-05-08T13:56:00Z',
  session_id: 7,
  metadata: { topic: 'greeting' },
  model: 'x-1',
  user_id: 'ada',
}

const samples: Record<string, JsonValue> = {
  locomo,
  chatgpt,
  mem0,
  'mcp-memory': entity,
  jsonl: turn,
}

test('every format recognises its own sample and no other format does', () => {
  assert.deepEqual(Object.keys(samples).sort(), importFormats.map(({ name }) => name).sort())
  for (const [name, sample] of Object.entries(samples)) {
    assert.equal(recogniseFormat([sample])?.name, name)
    for (const format of importFormats) {
      if (format.name === name || format.name === 'jsonl') continue
      assert.equal(format.recognises(sample), false, `${format.name} on the sample of ${name}`)
    }
  }
})

test('no format recognises or chokes on values of any other kind', () => {
  for (const value of [null, 1, 'text', [], {}, { a: 1 }, [[]], { conversation: 3 }]) {
    assert.equal(recogniseFormat([value as JsonValue]), undefined)
    for (const format of importFormats) {
      const steps = read(format.name, value as JsonValue)
      assert.ok(steps.every((step) => step.type === 'refusal'))
    }
  }
})

test('LoCoMo: sessions in order, times, captions, dialogue ids, and never the query field', () => {
  const [first, second, third, ...others] = read('locomo', locomo)
  assert.deepEqual(others, [])
  assert.deepEqual(first, {
    type: 'record',
    at: '$.conversation.session_1[0]',
    line: 1,
    scope: { user: 'conv-1' },
    group: 'Ann, session_1',
    position: '0',
    content: {
      kind: 'turn',
      turn: {
        text: 'First',
        role: 'user',
        speaker: 'Ann',
        caption: undefined,
        at: Date.UTC(2023, 4, 8, 13, 56),
        session: 'Ann, session_1',
        metadata: { dia_id: 'D1:1' },
        extra: { dia_id: 'D1:1' },
      },
    },
  })
  assert.ok(second?.type === 'record' && second.content.kind === 'turn')
  assert.equal(second.content.turn.caption, 'a photo of a flag')
  assert.equal(second.content.turn.at, Date.UTC(2023, 4, 8, 13, 56, 1))
  assert.ok(third?.type === 'record' && third.content.kind === 'turn')
  assert.equal(third.content.turn.at, undefined)
  assert.ok(!JSON.stringify([first, second, third]).includes('search phrase'))
})

test('ChatGPT: the branch last seen, without reasoning, with the words of every part', () => {
  assert.deepEqual(contents('chatgpt', chatgpt), [
    {
      kind: 'turn',
      turn: {
        text: 'Which tea?',
        role: 'user',
        speaker: undefined,
        at: 1683554160500,
        session: 'c-1',
        metadata: { title: 'Tea' },
        extra: { message_id: 'n1', content_type: 'text' },
      },
    },
    {
      kind: 'turn',
      turn: {
        text: 'Green,\n\nof course',
        role: 'assistant',
        speaker: undefined,
        at: undefined,
        session: 'c-1',
        metadata: { title: 'Tea' },
        extra: { message_id: 'm4', content_type: 'multimodal_text' },
      },
    },
  ])
})

test('ChatGPT: a tree that loops ends, and a missing current node means the latest leaf', () => {
  const message = (text: string, create_time: number): JsonValue => ({
    author: { role: 'user' },
    create_time,
    content: { content_type: 'text', parts: [text] },
  })
  const looped = {
    current_node: 'b',
    mapping: {
      a: { parent: 'b', message: message('a', 1) },
      b: { parent: 'a', message: message('b', 2) },
    },
  }
  assert.equal(read('chatgpt', looped).length, 2)
  const leafless = {
    mapping: {
      a: { parent: null, children: ['b', 'c'], message: message('a', 1) },
      b: { parent: 'a', children: [], message: message('late', 9) },
      c: { parent: 'a', children: [], message: message('early', 2) },
    },
  }
  const texts = contents('chatgpt', leafless).map(
    (content) => (content as { turn: { text: string } }).turn.text,
  )
  assert.deepEqual(texts, ['a', 'late'])
})

test('mem0: both spellings, scope, time and metadata; a memory without text is refused', () => {
  const [first, second, third] = read('mem0', mem0)
  assert.ok(first?.type === 'record' && second?.type === 'record' && third?.type === 'refusal')
  assert.deepEqual(first.scope, { user: 'ada' })
  assert.deepEqual(first.content, {
    kind: 'note',
    text: 'Likes tea',
    at: Date.UTC(2023, 4, 8, 13, 56),
    expiresAt: undefined,
    metadata: { topic: 'food', categories: ['preferences'] },
  })
  assert.deepEqual(second.scope, { user: 'ada', run: 'r1' })
  assert.equal(third.at, '$.results[2]')
})

test('MCP memory: an entity, its observations as notes that name it, relations as links', () => {
  assert.deepEqual(contents('mcp-memory', entity), [
    { kind: 'entity', name: 'Ada', type: 'person' },
    {
      kind: 'note',
      text: 'Ada likes tea',
      metadata: { entity: 'Ada' },
    },
    {
      kind: 'note',
      text: 'Ada: lives in Paris',
      metadata: { entity: 'Ada', isPrefixed: true },
    },
  ])
  const relation = { type: 'relation', from: 'Ada', to: 'Paris', relationType: 'lives_in' }
  assert.deepEqual(contents('mcp-memory', relation), [
    { kind: 'link', source: 'Ada', relation: 'lives_in', target: 'Paris' },
  ])
})

test('plain turns: known fields are read, unknown ones kept beside the turn', () => {
  const [step] = read('jsonl', turn)
  assert.ok(step?.type === 'record')
  assert.deepEqual(step.scope, { user: 'ada' })
  assert.equal(step.group, '7')
  assert.deepEqual(step.content, {
    kind: 'turn',
    expiresAt: undefined,
    turn: {
      text: 'Hello',
      role: 'user',
      speaker: 'Ada',
      caption: undefined,
      session: '7',
      metadata: { topic: 'greeting' },
      at: Date.UTC(2023, 4, 8, 13, 56),
      extra: { model: 'x-1' },
    },
  })
})

test('plain turns: a known field of a wrong kind is refused with its name', () => {
  assert.deepEqual(contents('jsonl', { text: 'a', role: 'robot' }), ['unknown role "robot"'])
  assert.deepEqual(contents('jsonl', { text: 'a', at: 'soon' }), ['at: "soon" is not a moment'])
  assert.deepEqual(contents('jsonl', { text: 'a', metadata: [1] }), ['metadata must be an object'])
  assert.deepEqual(contents('jsonl', { role: 'user' }), [
    'no text: a record needs "text" or "content"',
  ])
})

test('a conversation of messages hands its session and scope to each of them', () => {
  const value = {
    id: 'chat-9',
    user: 'ada',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  }
  const [step] = read('jsonl', value)
  assert.ok(step?.type === 'record' && step.content.kind === 'turn')
  assert.equal(step.content.turn.text, 'Hi')
  assert.equal(step.content.turn.session, 'chat-9')
  assert.deepEqual(step.scope, { user: 'ada' })
})

test('an unknown format name is refused with the nearest spelling', () => {
  assert.throws(
    () => importFormatNamed('locmo'),
    (error) =>
      LociError.is(error, 'FORMAT_UNKNOWN') && error.hint.startsWith('Did you mean locomo?'),
  )
})
