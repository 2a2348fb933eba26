/** Plans over HTTP: choices, a search as lines, one at a time, and what is refused before a line is sent. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ErrorCode } from '../../src/errors.ts'
import { planOptionsAnswer } from '../../src/gateway/native/plan-schemas.ts'
import { assertError, type GatewayUnderTest, openTestGateway, until } from './gateway-under-test.ts'

let gateway: GatewayUnderTest
before(async () => {
  gateway = await openTestGateway()
})
after(() => gateway.close())

const question = {
  model: 'llama-3.1-8b',
  traffic: { perSecond: 4, promptTokens: 400, outputTokens: 30, requestCount: 60 },
  devices: ['l4', 'l40s'],
  slo: { tpotMs: 120 },
  knobs: { tensorParallel: [1], stepTokensMax: [2048] },
}

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of a line is in its assertions
function linesOf(text: string): any[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

test('the choices are told, and a search answers with progress and a report', async () => {
  const options = await gateway.call('GET', '/api/plan/options')
  assert.ok(planOptionsAnswer.parse(options.json).devices.some(({ id }) => id === 'h100-sxm'))
  const reply = await gateway.call('POST', '/api/plan', { body: question })
  assert.equal(reply.status, 200, reply.text)
  assert.match(reply.headers.get('content-type') ?? '', /x-ndjson/)
  const lines = linesOf(reply.text)
  assert.ok(lines.slice(0, -1).every(({ kind }) => kind === 'progress'))
  const { kind, report } = lines.at(-1)
  assert.equal(kind, 'report')
  assert.equal(report.chosen.tier, 'T3')
  assert.equal(report.front.length + report.rejected.length, report.counts.candidates)
})

test('a trace in the body and a config are planned for; nothing that fits is an answer', async () => {
  const rows = Array.from({ length: 20 }, (_, at) => `2023-11-16 18:00:${10 + at},200,20`)
  const trace = `TIMESTAMP,ContextTokens,GeneratedTokens\n${rows.join('\n')}\n`
  const reply = await gateway.call('POST', '/api/plan', {
    body: { ...question, model: 'llama-3.1-405b', traffic: { trace, name: 'mine.csv' } },
  })
  const { report } = linesOf(reply.text).at(-1)
  assert.equal(report.traffic.name, 'mine.csv')
  assert.equal(report.chosen, null)
  assert.match(report.because, /out of memory/)
})

test('one search runs at a time, and the next one may begin when it has ended or its client left', async () => {
  const leaving = new AbortController()
  const long = { ...question, traffic: { ...question.traffic, requestCount: 20_000 } }
  const first = await fetch(`${gateway.url}/api/plan`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(long),
    signal: leaving.signal,
  })
  assert.equal(first.status, 200)
  const second = await gateway.call('POST', '/api/plan', { body: question })
  assertError(second, 'TOO_BUSY', 429)
  leaving.abort()
  await until(async () => {
    const next = await gateway.call('POST', '/api/plan', { body: question })
    return next.status === 200
  })
})

test('what cannot be planned is refused with a code, and the next search is not held up', async () => {
  const refused: [object, number, ErrorCode][] = [
    [{ ...question, devices: ['h1000'] }, 404, 'DEVICE_UNKNOWN'],
    [{ ...question, model: 'lama' }, 422, 'MODEL_CONFIG_UNSUPPORTED'],
    [{ ...question, model: { model_type: 'llama' } }, 422, 'MODEL_CONFIG_UNSUPPORTED'],
    [{ ...question, traffic: { trace: 'a,b\n1,2\n' } }, 400, 'TRACE_UNKNOWN'],
    [{ ...question, traffic: { ...question.traffic, perSecond: -1 } }, 400, 'INPUT_INVALID'],
    [{ ...question, slo: { share: 2 } }, 400, 'INPUT_INVALID'],
    [{ ...question, objective: 'coast' }, 400, 'INPUT_INVALID'],
    [{ ...question, weights: ['fp7'] }, 400, 'INPUT_INVALID'],
    [{ ...question, ownDevices: [{ id: 'x' }] }, 400, 'DEVICE_FILE_INVALID'],
    [{ ...question, devises: ['l4'] }, 400, 'INPUT_UNKNOWN_KEY'],
  ]
  for (const [body, status, code] of refused) {
    const reply = await gateway.call('POST', '/api/plan', { body })
    assertError(reply, code, status)
  }
  assert.equal((await gateway.call('POST', '/api/plan', { body: question })).status, 200)
})
