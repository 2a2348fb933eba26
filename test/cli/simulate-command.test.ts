/** `loci simulate` and `loci replay`: what they print, both ways, and what they refuse. */

import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openTinyEngine, openTinyModel } from '../engine/live-engine-kit.ts'
import { runWords } from './run-words.ts'

const folder = await mkdtemp(join(tmpdir(), 'loci-simulate-'))
after(() => rm(folder, { recursive: true }))

const loci = (...words: string[]) => runWords(folder, words)

const plan = ['simulate', '--device', 'h100', '--model', 'llama-3.1-8b', '--requests', '60']

test('a rate with lengths is simulated, the same for the same seed, with tier and band', async () => {
  const first = await loci(...plan, '--rate', '5', '--json')
  assert.equal(first.code, 0, first.errors)
  const result = JSON.parse(first.output)
  assert.equal(result.report.endings.finished, 60)
  assert.equal(result.tier, 'T3')
  assert(result.band[0].e2e.mean < result.report.e2e.mean)
  assert(result.band[1].e2e.mean > result.report.e2e.mean)
  assert.equal((await loci(...plan, '--rate', '5', '--json')).output, first.output)
  const other = await loci(...plan, '--rate', '5', '--seed', '2', '--json')
  assert.notEqual(other.output, first.output)
  const read = await loci(...plan, '--rate', '5', '--ttft-ms', '500')
  assert.match(read.output, /^stable/)
  assert.match(read.output, /TPOT {2,}\d/)
  assert.match(read.output, /goodput {2,}\d/)
  assert.match(read.output, /\(E2E - TTFT\) \/ \(tokens - 1\)/)
})

test('a deployment that does not keep up says so before any latency', async () => {
  const { output } = await loci(...plan, '--rate', '500', '--prompt-tokens', '8000')
  assert.match(output, /^saturated/)
})

test('a trace is read by its content, split over replicas and decoders', async () => {
  const path = join(folder, 'trace.csv')
  const rows = Array.from(
    { length: 20 },
    (_, at) => `2023-11-16 18:15:${String(10 + at)}.0000000,${100 + at},${5 + at}`,
  )
  await writeFile(path, ['TIMESTAMP,ContextTokens,GeneratedTokens', ...rows].join('\n'))
  const words = ['simulate', path, '--device', 'h100', '--model', 'llama-3.1-8b', '--json']
  const { code, output, errors } = await loci(...words, '--replicas', '2', '--decoders', '1')
  assert.equal(code, 0, errors)
  const { report } = JSON.parse(output)
  assert.equal(report.endings.finished, 20)
  assert(report.movedTokens > 0)
})

test('what cannot be simulated is refused by its code', async () => {
  const cases: readonly [string[], RegExp][] = [
    [plan, /^INPUT_INVALID: there is neither a trace nor a rate/],
    [[...plan, '--rate', '0'], /^INPUT_INVALID/],
    [
      ['simulate', '--device', 'h1000', '--model', 'llama-3.1-8b', '--rate', '1'],
      /^DEVICE_UNKNOWN/,
    ],
    [['simulate', '--device', 't4', '--model', 'llama-3.1-70b', '--rate', '1'], /GB are missing/],
    [['simulate', '--device', 'h100', '--model', 'llamo', '--rate', '1'], /^MODEL_CONFIG/],
    [[...plan, '--rate', '1', '--admission', 'nobody'], /^POLICY_UNKNOWN/],
    [[...plan, '--rate', '1', '--routing', 'nowhere'], /^POLICY_UNKNOWN/],
    [['replay', join(folder, 'none.jsonl')], /^FILE_NOT_FOUND/],
  ]
  for (const [words, says] of cases) {
    const { code, errors } = await loci(...words)
    assert.match(errors, says, words.join(' '))
    assert.notEqual(code, 0)
  }
})

test('a recorded run is replayed to the same decisions and simulated under another policy', async () => {
  const recordPath = join(folder, 'run.jsonl')
  const engine = await openTinyEngine(await openTinyModel(), { engine: { recordPath } })
  const ask = async (at: number): Promise<void> => {
    const promptTokens = Array.from({ length: 4 + at }, (_, token) => token)
    const asked = { promptTokens, tokensMax: 6 + at, ignoresEndOfGeneration: true }
    for await (const _part of engine.generate(asked));
  }
  await Promise.all(Array.from({ length: 10 }, (_, at) => ask(at)))
  await ask(3)
  await engine.close()
  const { code, output, errors } = await loci(
    'replay',
    recordPath,
    '--ordering',
    'shortest-predicted',
    '--json',
  )
  assert.equal(code, 0, errors)
  const run = JSON.parse(output)
  assert.equal(run.divergedAtStep, null)
  assert.equal(run.requestCount, 11)
  assert.equal(run.other.endings.finished, 11)
  assert.equal(run.changed.ordering, 'shortest-predicted')
  const read = await loci('replay', recordPath, '--admission', 'conservative')
  assert.match(read.output, /The core decides as it did when the run was recorded/)
})
