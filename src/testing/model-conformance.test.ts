/** One suite over every implementation of the Model port. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  chunks,
  completion,
  json,
  openScriptedUpstream,
  type Script,
  stream,
} from '../../test/wire/scripted-upstream.ts'
import { openLocalModel } from '../engine/local-model.ts'
import { openLocalChat } from '../engine/open-local-chat.ts'
import { errorTable, LociError } from '../errors.ts'
import { systemClock } from '../host/clock.ts'
import { createNodeHost } from '../host/node-host.ts'
import { collectAnswer } from '../model/collect-answer.ts'
import type { Model } from '../model/model.ts'
import { openTokenizer } from '../model/tokenizer/tokenizer-registry.ts'
import { readCassette } from '../provider/cassette.ts'
import { openHttpModel } from '../provider/http-model.ts'
import { recordedModel } from '../provider/recorded-model.ts'
import { recordingModel } from '../provider/recording-model.ts'
import { faultyModel } from './faulty-model.ts'
import { type ModelExchange, modelConformance, requestFor } from './model-conformance.ts'
import { scriptedLiveEngine } from './scripted-live-engine.ts'
import { type ScriptedAnswer, scriptedModel } from './scripted-model.ts'
import { metadataOfKeys, tinyByteBpeKeys } from './tiny-vocabulary.ts'

const { disk } = createNodeHost()

/** What must be undone when a case is over. */
type Cleanups = (() => Promise<unknown>)[]
type Open = (exchanges: readonly ModelExchange[], cleanups: Cleanups) => Promise<Model>

function scripted(exchanges: readonly ModelExchange[]): Model {
  return scriptedModel({
    rules: exchanges.map(
      ({ ask, answer }) =>
        ({ messages }) =>
          messages.at(-1)?.content === ask ? answer : null,
    ),
  })
}

async function cassettePath(cleanups: Cleanups): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loci-cassette-'))
  cleanups.push(() => rm(folder, { recursive: true }))
  return join(folder, 'calls.jsonl')
}

function wireCalls(answer: ScriptedAnswer): object[] {
  if (typeof answer === 'string' || !('calls' in answer)) return []
  return answer.calls.map(({ id, name, arguments: text }, index) => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: text },
  }))
}

function scriptOf(answer: ScriptedAnswer, isStreamed: boolean): Script {
  if (typeof answer === 'object' && 'error' in answer) {
    const { code } = LociError.from(answer.error)
    const status = code === 'MODEL_REFUSED' ? 401 : errorTable[code].status
    return json({ error: { message: 'as it was told', code: 'told' } }, status)
  }
  const calls = wireCalls(answer)
  const text =
    typeof answer === 'string' ? answer : 'json' in answer ? JSON.stringify(answer.json) : ''
  const message = { content: text, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
  const finish = calls.length === 0 ? 'stop' : 'tool_calls'
  if (!isStreamed) {
    return json(completion(text, { choices: [{ index: 0, message, finish_reason: finish }] }))
  }
  const pieces = (text.match(/[\s\S]{1,20}/g) ?? []).map((content) => ({ content }))
  return stream(chunks(calls.length === 0 ? pieces : [{ tool_calls: calls }], finish), {
    pieceBytes: 501,
  })
}

function overHttp(isStreamed: boolean): Open {
  return async (exchanges, cleanups) => {
    const upstream = await openScriptedUpstream()
    cleanups.push(() => upstream.close())
    upstream.play((response, request) => {
      const { messages } = JSON.parse(request.text) as { messages: { content: string }[] }
      const exchange = exchanges.find(({ ask }) => messages.at(-1)?.content === ask)
      assert.ok(exchange !== undefined)
      scriptOf(exchange.answer, isStreamed)(response, request)
    })
    return openHttpModel({ url: upstream.url, model: 'm', timeoutMs: 60_000 })
  }
}

function played(mode: 'strict' | 'sequence'): Open {
  return async (exchanges, cleanups) => {
    const path = await cassettePath(cleanups)
    const recording = recordingModel(scripted(exchanges), { disk, path })
    for (const exchange of exchanges) await collectAnswer(recording, requestFor(exchange))
    await recording.close()
    return recordedModel(await readCassette(disk, path), mode)
  }
}

/** The text of an answer as the model's template has it: calls in words, because a plain vocabulary's template knows no tools. */
function localText(answer: ScriptedAnswer): string {
  if (typeof answer === 'string') return answer
  if ('json' in answer) return JSON.stringify(answer.json)
  if ('error' in answer) throw answer.error
  if ('refusal' in answer) return answer.refusal
  return answer.calls
    .map(({ name, arguments: text }) => JSON.stringify({ name, arguments: JSON.parse(text) }))
    .join('\n')
}

function local(exchanges: readonly ModelExchange[]): Model {
  const metadata = metadataOfKeys(tinyByteBpeKeys())
  const tokenizer = openTokenizer(metadata)
  const engine = scriptedLiveEngine(tokenizer, ({ promptTokens }) => {
    const prompt = tokenizer.decode(promptTokens)
    const exchange = exchanges.find(({ ask }) => prompt.endsWith(`user: ${ask}\nassistant:`))
    assert.ok(exchange !== undefined, prompt)
    return localText(exchange.answer)
  })
  return openLocalModel(
    openLocalChat({
      name: 'tiny',
      metadata,
      tokenizer,
      engine,
      contextTokensMax: 100_000,
      clock: systemClock,
      random: createNodeHost().random,
      newCallId: () => 'call-1',
    }),
  )
}

const implementations: Readonly<Record<string, Open>> = {
  scripted: async (exchanges) => scripted(exchanges),
  'faulty without faults': async (exchanges) =>
    faultyModel(scripted(exchanges), { seed: 1, rate: 0 }),
  'http, streamed': overHttp(true),
  'http, whole': overHttp(false),
  'local, over a scripted engine': async (exchanges) => local(exchanges),
  recorded: played('strict'),
  recording: async (exchanges, cleanups) =>
    recordingModel(scripted(exchanges), { disk, path: await cassettePath(cleanups) }),
}

for (const [name, open] of Object.entries(implementations)) {
  for (const one of modelConformance) {
    test(`${name}: ${one.name}`, async () => {
      const cleanups: Cleanups = []
      try {
        await one.run({
          equal: assert.deepEqual,
          open: async (exchanges) => {
            const model = await open(exchanges, cleanups)
            cleanups.unshift(() => model.close())
            return model
          },
        })
      } finally {
        for (const cleanup of cleanups) await cleanup()
      }
    })
  }
}
