/** Hints for scheduling on their way from headers to the core: what it is told, and what is refused before it. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readRecording } from '../../src/engine/recording-file.ts'
import { createNodeHost } from '../../src/host/node-host.ts'
import { serveLocally } from './local-engine-under-test.ts'

const messages = [{ role: 'user' as const, content: 'What is tea?' }]

test('headers reach the policies as program, tool, last turn, expectation and place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-hints-'))
  const recordPath = join(folder, 'run.jsonl')
  try {
    const policies = {
      admission: 'past-future',
      ordering: 'continuum',
      retention: 'static-ttl',
    } as const
    const wishes = { kernels: 'auto', threadCount: 1, kvType: 'f32' } as const
    await using served = await serveLocally({ engine: { wishes, policies, recordPath } })
    const { client, model } = served
    const turn = { model, messages, max_tokens: 3 }
    await client.chat.completions.create(turn, {
      headers: { 'x-loci-program': 'reise%20%C3%BC', 'x-loci-tool': 'search' },
    })
    const { chat } = await served.engine.loaded
    assert.equal(chat!.engine.stats().keptTurnCount, 1)
    const last = {
      'x-loci-program': 'reise%20%C3%BC',
      'x-loci-last-turn': 'true',
      'x-loci-predicted-tokens': '7',
      'x-loci-batch-rank': '2',
    }
    await client.completions.create({ model, prompt: 'Tea is', max_tokens: 2 }, { headers: last })
    assert.equal(chat!.engine.stats().keptTurnCount, 0)
    await client.chat.completions.create(turn)
    await served.engine.close()
    const entries = await readRecording(createNodeHost().disk, recordPath)
    const told = entries.flatMap((entry) =>
      entry.kind === 'submitted' ? [{ ...entry.request, prompt: null }] : [],
    )
    assert.match(told[0]!.program!, /\nreise ü$/)
    assert.equal(told[0]!.tool, 'search')
    const { program, isLastTurn, predictedTokens, batchRank, tool } = told[1]!
    assert.deepEqual(
      [program, isLastTurn, predictedTokens, batchRank, tool],
      [told[0]!.program, true, 7, 2, undefined],
    )
    assert.equal('program' in told[2]!, false)
    const opened = entries.find((entry) => entry.kind === 'opened')
    const { admission, ordering, retention, eviction } = opened!.settings
    assert.deepEqual(
      [admission, ordering, retention, eviction],
      ['past-future', 'continuum', 'static-ttl', 'lru'],
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a call in the answer tells the core which tool runs next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-hints-'))
  const recordPath = join(folder, 'run.jsonl')
  try {
    const wishes = { kernels: 'auto', threadCount: 1, kvType: 'f32' } as const
    await using served = await serveLocally({ contextLength: 2048, engine: { wishes, recordPath } })
    const parameters = { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] }
    const { choices } = await served.client.chat.completions.create(
      {
        model: served.model,
        messages,
        max_tokens: 200,
        tools: ['lamp', 'door'].map((name) => ({
          type: 'function',
          function: { name, parameters },
        })),
        tool_choice: { type: 'function', function: { name: 'door' } },
      },
      { headers: { 'x-loci-program': 'house', 'x-loci-tool': 'lamp' } },
    )
    assert.equal(choices[0]!.message.tool_calls?.length, 1)
    await served.engine.close()
    const entries = await readRecording(createNodeHost().disk, recordPath)
    const called = entries.flatMap((entry) =>
      entry.kind === 'committed' ? entry.outcome.sampled.flatMap(({ tool }) => tool ?? []) : [],
    )
    assert.deepEqual(called, ['door'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a header that cannot be read is 400 and names itself', async () => {
  await using served = await serveLocally({ engine: { wishes: { threadCount: 1 } } })
  for (const [name, value] of [
    ['x-loci-program', '%E0%A4'],
    ['x-loci-program', 'p'.repeat(257)],
    ['x-loci-last-turn', 'yes'],
    ['x-loci-predicted-tokens', '-1'],
    ['x-loci-batch-rank', '99999999999'],
  ] as const) {
    const asked = served.client.chat.completions.create(
      { model: served.model, messages, max_tokens: 1 },
      { headers: { [name]: value } },
    )
    await assert.rejects(asked, { status: 400, message: new RegExp(name) })
  }
})
