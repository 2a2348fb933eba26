/** `loci plan`, `explain`, `diff` and `calibrate`: from words to a report, and what is refused. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Ran, runWords } from './run-words.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'loci-plan-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

const run = (...words: string[]): Promise<Ran> => runWords(folder, words)

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const traffic = ['--rate', '4', '--prompt', '500', '--output', '40', '--requests', '60']
const choices = ['--device', 'l4,l40s', '--tp', '1', '--step-tokens', '2048', '--workers', '0']

test('a plan is searched, kept, explained and compared', async () => {
  const save = join(folder, 'plan.json')
  const words = ['plan', '--model', 'llama-3.1-8b', ...traffic, ...choices, '--save', save]
  const { code, output, errors } = await run(...words, '--tpot', '120')
  assert.equal(code, 0, errors)
  assert.match(output, /chosen\nplan +l4\.tp1|chosen\nplan +l40s\.tp1/)
  assert.match(output, /evidence +T3, roofline/)
  assert.match(output, /vllm serve llama-3\.1-8b --tensor-parallel-size 1/)
  assert.match(errors, /planning: simulating 200 requests a plan/)
  const report = JSON.parse(readFileSync(save, 'utf8'))
  const explained = await run('plan', 'explain', 'chosen', '--report', save)
  assert.match(explained.output, new RegExp(report.chosen.id))
  const ids = [...report.front, ...report.rejected].map(({ id }) => id)
  const diff = await run('plan', 'diff', ids[0], ids[1], '--report', save, '--json')
  assert.equal(diff.code, 0, diff.errors)
  assert.ok(JSON.parse(diff.output).differences.length > 0)
  const unknown = await run('plan', 'explain', 'l4.tp1.bf16.b2047', '--report', save)
  assert.equal(unknown.code, 66)
  assert.match(unknown.errors, /PLAN_UNKNOWN[\s\S]*Did you mean l4\.tp1\.bf16\.b2048/)
})

test('no plan is an answer with all reasons and an exit code of its own', async () => {
  const save = join(folder, 'none.json')
  const words = ['plan', '--model', 'llama-3.1-70b', ...traffic, ...choices, '--save', save]
  const { code, output, errors } = await run(...words)
  assert.equal(code, 80)
  assert.match(output, /no plan, because of 2 plans 2 are out of memory \(nearest l40s/)
  assert.match(errors, /PLAN_NONE/)
  const json = await run(...words, '--json')
  assert.equal(JSON.parse(json.output).chosen, null)
})

test('a config.json, own devices, own prices and a trace are read', async () => {
  const config = file(
    'config.json',
    JSON.stringify({
      model_type: 'llama',
      num_hidden_layers: 8,
      hidden_size: 1024,
      num_attention_heads: 16,
      num_key_value_heads: 8,
      intermediate_size: 4096,
      vocab_size: 32000,
    }),
  )
  const device = { id: 'mine', teraOps: { bf16: 40 }, memoryGiB: 12, bandwidthGBs: 400 }
  const devices = file('devices.json', JSON.stringify(device))
  const rows = Array.from(
    { length: 30 },
    (_, at) => `2023-11-16 18:00:${String(at).padStart(2, '0')}.0000000,300,30`,
  )
  const trace = file('trace.csv', `TIMESTAMP,ContextTokens,GeneratedTokens\n${rows.join('\n')}\n`)
  const words = ['plan', trace, '--model', config, '--device-file', devices, '--device', 'mine']
  const more = ['--price', 'mine=0.5', '--tp', '1', '--workers', '0', '--save', join(folder, 'p')]
  const { code, output, errors } = await run(...words, ...more, '--json')
  assert.equal(code, 0, errors)
  const { chosen, traffic: planned } = JSON.parse(output)
  assert.deepEqual([chosen.device, chosen.usdPerHour], ['mine', 0.5 * chosen.copies])
  assert.equal(planned.facts.requestCount, 30)
})

test('what cannot be planned with is refused with a code', async () => {
  const unsorted = file(
    'unsorted.csv',
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:09,5,5\n2023-11-16 18:00:01,5,5\n',
  )
  const empty = file('empty.csv', '')
  const foreign = file('foreign.csv', 'a,b\n1,2\n')
  const negative = file(
    'negative.csv',
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:00:01,-5,5\n',
  )
  const model = ['--model', 'llama-3.1-8b']
  const refused: [string[], RegExp, number][] = [
    [[unsorted, ...model], /TRACE_INVALID.*line 3/, 65],
    [[empty, ...model], /TRACE_INVALID/, 65],
    [[foreign, ...model], /TRACE_UNKNOWN/, 65],
    [[negative, ...model], /TRACE_INVALID.*line 2/, 65],
    [[join(folder, 'absent.csv'), ...model], /FILE_NOT_FOUND/, 66],
    [[...traffic, '--model', 'lama-3.1-8b'], /MODEL_CONFIG_UNSUPPORTED[\s\S]*Did you mean/, 65],
    [[...traffic, ...model, '--device', 'h1000-sxm'], /DEVICE_UNKNOWN[\s\S]*Did you mean/, 66],
    [[...traffic], /INPUT_INVALID.*no model/, 64],
    [[...model], /INPUT_INVALID.*no traffic/, 64],
    [[unsorted, ...traffic, ...model], /INPUT_INVALID.*two kinds of traffic/, 64],
    [[...traffic, ...model, '--price', 'h100-sxm'], /INPUT_INVALID.*no price/, 64],
    [[...traffic, ...model, '--tp', '1,x'], /INPUT_INVALID.*no count/, 64],
    [[...traffic, ...model, '--format', 'fp7'], /INPUT_INVALID.*number format/, 64],
    [[...traffic, ...model, '--objective', 'coast'], /INPUT_INVALID[\s\S]*Did you mean cost/, 64],
    [['--rate', '0', ...traffic.slice(2), ...model], /INPUT_INVALID/, 64],
  ]
  for (const [words, message, code] of refused) {
    const result = await run('plan', ...words, '--workers', '0')
    assert.match(result.errors, message, words.join(' '))
    assert.equal(result.code, code, words.join(' '))
  }
})

test('five requests calibrate an endpoint, and the plan for its device is then of tier T0', async () => {
  let asked = 0
  const server = createServer((incoming, outgoing) => {
    let body = ''
    incoming.on('data', (chunk) => (body += chunk))
    incoming.on('end', () => {
      asked += 1
      const { max_tokens: limit, messages, stream } = JSON.parse(body)
      const prompt = Math.round(messages.at(-1).content.length / 4)
      const usage = {
        prompt_tokens: prompt,
        completion_tokens: limit,
        total_tokens: prompt + limit,
      }
      const choice = { index: 0, finish_reason: 'length' }
      const answer = { id: 'x', object: 'chat.completion', created: 1, model: 'm', usage }
      setTimeout(
        () => {
          if (stream !== true) {
            outgoing.setHeader('content-type', 'application/json')
            const message = { role: 'assistant', content: 'one two' }
            outgoing.end(JSON.stringify({ ...answer, choices: [{ ...choice, message }] }))
            return
          }
          outgoing.setHeader('content-type', 'text/event-stream')
          const delta = {
            ...answer,
            usage: null,
            choices: [{ index: 0, delta: { content: 'one' } }],
          }
          const end = { ...answer, choices: [{ ...choice, delta: {} }] }
          outgoing.end(
            `data: ${JSON.stringify(delta)}\n\ndata: ${JSON.stringify(end)}\n\ndata: [DONE]\n\n`,
          )
        },
        2 + prompt / 200 + limit * 0.8,
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const save = join(folder, 'calibration.json')
    const url = `http://127.0.0.1:${port}/v1`
    const words = ['calibrate', url, '--model', 'm', '--device', 'l40s', '--save', save]
    const { code, output, errors } = await run(...words, '--json')
    assert.equal(code, 0, errors)
    // One request that wakes the endpoint is not counted.
    assert.equal(asked, 6)
    const { tier, fit, runs } = JSON.parse(output)
    assert.deepEqual([tier, runs.length], ['T0', 5])
    assert.ok(fit.table.secondsPerToken > 0.0004 && fit.table.secondsPerToken < 0.05)
    const planned = ['plan', '--model', 'llama-3.1-8b', ...traffic, '--device', 'l40s', '--tp', '1']
    const more = ['--profile', save, '--workers', '0', '--save', join(folder, 'p0'), '--json']
    const plan = await run(...planned, ...more)
    assert.equal(plan.code, 0, plan.errors)
    assert.equal(JSON.parse(plan.output).chosen.tier, 'T0')
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
