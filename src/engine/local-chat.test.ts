/** Chats over a scripted engine: calls in each family's form, forms of answers, thoughts, stops and what is cut off. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { systemClock } from '../host/clock.ts'
import { createNodeHost } from '../host/node-host.ts'
import { openTokenizer } from '../model/tokenizer/tokenizer-registry.ts'
import { type LiveScript, scriptedLiveEngine } from '../testing/scripted-live-engine.ts'
import { familyKeys, familyTemplates } from '../testing/template-families.ts'
import { metadataOfKeys } from '../testing/tiny-vocabulary.ts'
import type { LocalChat, LocalChatPart, LocalChatRequest, LocalTool } from './local-chat.ts'
import { openLocalChat } from './open-local-chat.ts'

type Family = keyof typeof familyTemplates

function chatOf(family: Family, script: string | LiveScript): LocalChat {
  const metadata = metadataOfKeys(familyKeys(familyTemplates[family]))
  const tokenizer = openTokenizer(metadata)
  const engine = scriptedLiveEngine(tokenizer, typeof script === 'string' ? () => script : script)
  let count = 0
  return openLocalChat({
    name: family,
    metadata,
    tokenizer,
    engine,
    contextTokensMax: 4_000,
    clock: systemClock,
    random: createNodeHost().random,
    newCallId: () => `call-${count++}`,
  })
}

const weather: LocalTool = {
  name: 'weather',
  description: 'the weather of a place',
  parameters: {
    type: 'object',
    properties: { place: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 9 } },
    required: ['place'],
  },
}
const clock: LocalTool = {
  name: 'clock',
  description: 'the time',
  parameters: { type: 'object', properties: {} },
}
const messages = [{ role: 'user', content: 'weather in Ulm?' }] as const
const base: LocalChatRequest = { messages, tools: [weather, clock] }

async function partsOf(
  family: Family,
  script: string,
  more: Partial<LocalChatRequest> = {},
): Promise<LocalChatPart[]> {
  const parts: LocalChatPart[] = []
  for await (const part of chatOf(family, script).chat({ ...base, ...more })) parts.push(part)
  return parts
}

interface Told {
  text: string
  reasoning: string
  notes: string[]
  calls: object[]
  streamed: string[]
  reason: string
}

function toldOf(parts: readonly LocalChatPart[]): Told {
  const told: Told = { text: '', reasoning: '', notes: [], calls: [], streamed: [], reason: '' }
  for (const part of parts) {
    if (part.kind === 'text') told.text += part.text
    else if (part.kind === 'reasoning') told.reasoning += part.text
    else if (part.kind === 'note') told.notes.push(part.note)
    else if (part.kind === 'call') told.calls.push(part.call)
    else if (part.kind === 'call-open') told.streamed[part.index] = `${part.id} ${part.name} `
    else if (part.kind === 'call-arguments') told.streamed[part.index] += part.text
    else told.reason = part.reason
  }
  return told
}

const ulm = { id: 'call-0', name: 'weather', arguments: '{"place": "Ulm é", "days": 3}' }
const time = { id: 'call-1', name: 'clock', arguments: '{}' }

const writtenCalls: readonly (readonly [Family, string, readonly object[]])[] = [
  [
    'qwenLike',
    '<tool_call>\n{"name": "weather", "arguments": {"place": "Ulm é", "days": 3}}\n</tool_call>\n<tool_call>\n{"name": "clock", "arguments": {}}\n</tool_call>',
    [ulm, time],
  ],
  ['llama3Like', '{"name": "weather", "parameters": {"place": "Ulm é", "days": 3}}', [ulm]],
  [
    'mistralLike',
    '[TOOL_CALLS] [{"name": "weather", "arguments": {"place": "Ulm é", "days": 3}, "id": "abc123DEF"}, {"name": "clock", "arguments": {}, "id": "abc123DEG"}]',
    [ulm, time],
  ],
  [
    'chatMl',
    '{"name": "weather", "arguments": {"place": "Ulm é", "days": 3}}\n{"name": "clock", "arguments": {}}',
    [ulm, time],
  ],
]

for (const [family, script, calls] of writtenCalls) {
  for (const toolChoice of ['auto', 'required'] as const) {
    test(`${family}, ${toolChoice}: calls are read as they are written`, async () => {
      const told = toldOf(await partsOf(family, script, { toolChoice }))
      assert.deepEqual(told.calls, calls)
      assert.deepEqual(
        told.streamed,
        calls.map((call) => Object.values(call).join(' ')),
      )
      assert.deepEqual([told.text, told.reason], ['', 'tool-calls'])
    })
  }

  test(`${family}: a wrong name, a wrong argument and a second kind of text are not allowed`, async () => {
    const wrong = [
      script.replace('"weather"', '"whether"'),
      script.replace('"days": 3', '"days": 12'),
      script.replace('"place"', '"city"'),
    ]
    for (const one of wrong) {
      await assert.rejects(
        partsOf(family, one),
        (error) => LociError.is(error, 'MODEL_INVALID_ANSWER'),
        one,
      )
    }
  })

  test(`${family}: free text stays free, a named tool is the only one, none calls none`, async () => {
    const free = toldOf(await partsOf(family, 'It is {warm} [there], 1 < 2.'))
    assert.deepEqual([free.text, free.reason], ['It is {warm} [there], 1 < 2.', 'stop'])
    const named = partsOf(family, script, { toolChoice: { name: 'clock' } })
    await assert.rejects(named, (error) => LociError.is(error, 'MODEL_INVALID_ANSWER'))
    const none = toldOf(await partsOf(family, 'no call', { toolChoice: 'none' }))
    assert.deepEqual([none.text, none.calls], ['no call', []])
  })

  test(`${family}: a call that is cut off is told as text, after a note`, async () => {
    const told = toldOf(await partsOf(family, script, { tokensMax: 40 }))
    assert.deepEqual(told.calls, [])
    assert.ok(told.text.length > 10 && script.startsWith(told.text.trimEnd()), told.text)
    assert.match(told.notes.join(), /began as a call/)
    assert.equal(told.reason, 'length')
  })
}

test('text before a call is told at once, and the mark is not part of it', async () => {
  const script = 'Let me look.\n<tool_call>\n{"name": "clock", "arguments": {}}\n</tool_call>'
  const parts = await partsOf('qwenLike', script)
  const told = toldOf(parts)
  assert.deepEqual([told.text, told.calls], ['Let me look.', [{ ...time, id: 'call-0' }]])
  assert.ok(parts.findIndex(({ kind }) => kind === 'call-open') > 3)
})

test('one call where several are not allowed: the answer ends with it', async () => {
  const [, script] = writtenCalls[0]!
  const told = toldOf(await partsOf('qwenLike', script, { allowsParallelCalls: false }))
  assert.deepEqual([told.calls, told.reason], [[ulm], 'tool-calls'])
})

test('calls and results of earlier turns are written in the form of the template, or in words', () => {
  const history: LocalChatRequest = {
    ...base,
    messages: [
      ...messages,
      { role: 'assistant', content: '', toolCalls: [ulm] },
      { role: 'tool', content: 'rain', toolCallId: 'call-0' },
      { role: 'user', content: 'and?' },
    ],
  }
  const { text } = chatOf('qwenLike', '').render(history)
  assert.match(
    text,
    /<tool_call>\n\{"name": "weather", "arguments": \{"place": "Ulm é", "days": 3\}\}/,
  )
  assert.match(text, /<tool_response>\nrain\n<\/tool_response>/)
  const words = chatOf('gemmaLike', '').render({
    ...history,
    messages: history.messages.slice(0, 3),
  })
  assert.match(words.text, /You can call these functions.*weather in Ulm/s)
  assert.match(words.text, /Result of weather:\nrain/)
})

test('tools whose schema cannot be held to in full are offered with a note, strict ones are refused', async () => {
  const parameters = { type: 'object', properties: { a: { type: 'array', uniqueItems: true } } }
  const tool = { ...clock, parameters }
  const told = toldOf(await partsOf('qwenLike', 'x', { tools: [tool] }))
  assert.match(told.notes.join(), /tool clock: uniqueItems at #\/properties\/a is not held to/)
  await assert.rejects(
    partsOf('qwenLike', 'x', { tools: [{ ...tool, isStrict: true }] }),
    (error) => LociError.is(error, 'ENGINE_SCHEMA_UNSUPPORTED'),
  )
})

test('requests that contradict themselves are refused before anything runs', async () => {
  const wrong: readonly Partial<LocalChatRequest>[] = [
    { messages: [] },
    { tools: [], toolChoice: 'required' },
    { toolChoice: { name: 'none such' } },
    { tools: [clock, clock] },
    { tools: [{ ...clock, parameters: { type: 'array' } }] },
  ]
  for (const more of wrong) {
    await assert.rejects(partsOf('qwenLike', 'x', more), (error) =>
      LociError.is(error, 'INPUT_INVALID'),
    )
  }
})

test('a form is kept to, and an answer that is cut off before it is whole says so', async () => {
  const form = {
    kind: 'json-schema' as const,
    name: 'n',
    schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
  }
  const told = toldOf(await partsOf('chatMl', '{"n": 12}', { tools: [], form }))
  assert.deepEqual([told.text, told.reason], ['{"n": 12}', 'stop'])
  const cut = toldOf(await partsOf('chatMl', '{"n": 12}', { tools: [], form, tokensMax: 4 }))
  assert.equal(cut.reason, 'length')
  assert.match(cut.notes.join(), /cut off .* before it was whole/)
  const other = partsOf('chatMl', '{"m": 12}', { tools: [], form })
  await assert.rejects(other, (error) => LociError.is(error, 'MODEL_INVALID_ANSWER'))
})

test('a form beside tools: the answer is JSON or a call', async () => {
  const form = { kind: 'json-object' as const }
  assert.equal(toldOf(await partsOf('qwenLike', '{"a": 1}', { form })).text, '{"a": 1}')
  const [, script] = writtenCalls[0]!
  assert.equal(toldOf(await partsOf('qwenLike', script, { form })).calls.length, 2)
  await assert.rejects(partsOf('qwenLike', 'hello', { form }))
})

test('thoughts are told apart, whoever opened them, and do not stand in the way of a form', async () => {
  const none = { tools: [] }
  const own = toldOf(await partsOf('qwenLike', '<think>\nhm, 1 < 2\n</think>\n\nYes.', none))
  assert.deepEqual([own.reasoning.trim(), own.text], ['hm, 1 < 2', 'Yes.'])
  const messages = [{ role: 'user' as const, content: 'what is <think>?' }]
  const asked = toldOf(await partsOf('qwenLike', 'A mark.', { ...none, messages }))
  assert.deepEqual([asked.reasoning, asked.text], ['', 'A mark.'])
  const plain = toldOf(await partsOf('qwenLike', '<thin air>', none))
  assert.deepEqual([plain.reasoning, plain.text], ['', '<thin air>'])
  const cut = toldOf(await partsOf('qwenLike', '<think>endless', none))
  assert.deepEqual([cut.reasoning, cut.text], ['endless', ''])
})

test('stop strings end the text, and nothing of them is shown', async () => {
  const told = toldOf(await partsOf('chatMl', 'one two END three', { tools: [], stop: ['END'] }))
  assert.deepEqual([told.text, told.reason], ['one two ', 'stop'])
  const withTools = toldOf(await partsOf('qwenLike', 'one two END three', { stop: ['END'] }))
  assert.equal(withTools.text.trimEnd(), 'one two')
})

test('log probabilities stand beside the text they are of', async () => {
  const parts = await partsOf('chatMl', 'hello world', { tools: [], topLogProbCount: 0 })
  const all = parts.flatMap((part) => (part.kind === 'text' ? part.logProbs : []))
  assert.equal(all.map(({ text }) => text).join(''), 'hello world')
})

test('a prompt over the context is refused with its size', async () => {
  const content = 'word '.repeat(4_000)
  await assert.rejects(partsOf('chatMl', 'x', { messages: [{ role: 'user', content }] }), (error) =>
    LociError.is(error, 'MODEL_CONTEXT_OVERFLOW'),
  )
})

test('texts go on without a template, and nothing in them is special', async () => {
  let prompt: readonly number[] = []
  const chat = chatOf('chatMl', (request) => {
    prompt = request.promptTokens
    return ' and so on'
  })
  let text = ''
  for await (const part of chat.continueText({ prompt: 'once <|im_end|>' })) {
    if (part.kind === 'text') text += part.text
  }
  assert.equal(text, ' and so on')
  assert.ok(!prompt.some((id) => chat.tokenizer.isSpecial(id)))
})
