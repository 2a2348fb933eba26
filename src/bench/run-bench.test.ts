/** The bench contract: every registered benchmark in its tiny version, and what the runner refuses. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { type Bench, type BenchResult, check } from './bench.ts'
import { benches } from './registry.ts'
import { type BenchRequest, benchNamed, runBench } from './run-bench.ts'

function request(bench: Bench, parts: Partial<BenchRequest> = {}): BenchRequest {
  return {
    bench,
    host: createNodeHost(),
    version: '1.2.3',
    dataFolder: null,
    isQuick: true,
    budgetSeconds: null,
    options: {},
    log: () => {},
    ...parts,
  }
}

function fakeBench(result: Partial<BenchResult>): Bench {
  return {
    name: 'sample',
    summary: 'a benchmark of this test',
    rows: [],
    options: [{ name: 'weights', values: 'loo|shipped', summary: 'which' }],
    run: async () => ({ figures: {}, checks: [], notes: [], dataSha256: null, ...result }),
  }
}

/** Where a bench says that it cannot run without data, the reason it gives. */
async function runOrReason(bench: Bench, options: Record<string, string>) {
  try {
    return await runBench(request(bench, { options }))
  } catch (error) {
    if (LociError.is(error, 'BENCH_DATA_MISSING')) return error.message
    throw error
  }
}

for (const bench of benches) {
  test(`bench ${bench.name} keeps the contract in its tiny version`, async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'loci-bench-'))
    try {
      const hasFolder = bench.options.some(({ name }) => name === 'folder')
      const run = await runOrReason(bench, hasFolder ? { folder } : {})
      if (typeof run === 'string') {
        context.skip(run)
        return
      }
      const { report } = run
      assert.deepEqual(Object.keys(report), [
        'bench',
        'version',
        'node',
        'machine',
        'options',
        'data',
        'figures',
        'checks',
        'notes',
      ])
      assert.deepEqual(JSON.parse(JSON.stringify(report)), report)
      assert.equal(report.bench, bench.name)
      assert.match(report.node, /^\d+\.\d+\.\d+$/)
      assert.deepEqual(Object.keys(report.machine), [
        'cpu',
        'cores',
        'memoryBytes',
        'stealShare',
        'load1',
      ])
      assert.ok(report.data === null || /^[0-9a-f]{64}$/.test(report.data))
      assert.ok(Object.keys(report.figures).length > 0)
      assert.ok(Object.values(report.figures).every(Number.isFinite))
      for (const { id, value, bound, holds } of report.checks) {
        assert.match(bound, /^[<>]= -?\d/, id)
        assert.ok(Number.isFinite(value) && typeof holds === 'boolean', id)
      }
      assert.ok(report.notes.every((note) => note.trim() !== ''))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

test('names of benchmarks and of their figures are plain and unique', () => {
  assert.equal(new Set(benches.map(({ name }) => name)).size, benches.length)
  for (const { name, summary, options } of benches) {
    assert.match(name, /^[a-z][a-z0-9-]*$/)
    assert.ok(summary !== '')
    assert.ok(options.every((option) => /^[a-z][a-z-]*$/.test(option.name)))
  }
})

test('the report has options, figures, checks and notes as the bench gave them', async () => {
  const checks = [check('a', 0.5, '>=', 0.6)]
  const bench = fakeBench({ figures: { a: 0.5 }, checks, notes: ['One note.'], dataSha256: 'ab' })
  const { report } = await runBench(
    request(bench, { options: { weights: 'loo' }, budgetSeconds: 3, dataFolder: tmpdir() }),
  )
  assert.deepEqual(report.options, { weights: 'loo', data: tmpdir(), quick: true, budget: 3 })
  assert.deepEqual([report.figures, report.data, report.notes], [{ a: 0.5 }, 'ab', ['One note.']])
  assert.deepEqual(report.checks, [{ id: 'a', value: 0.5, bound: '>= 0.6', holds: false }])
})

test('an unknown bench, an unknown option and a missing folder are refused', async () => {
  const bench = fakeBench({})
  assert.throws(
    () => benchNamed([bench], 'sampel'),
    (error) => LociError.is(error, 'BENCH_UNKNOWN') && error.hint === 'Did you mean sample?',
  )
  await assert.rejects(
    runBench(request(bench, { options: { weihgts: 'loo' } })),
    (error) => LociError.is(error, 'INPUT_UNKNOWN_KEY') && error.hint === 'Did you mean --weights?',
  )
  await assert.rejects(runBench(request(bench, { dataFolder: '/no/such/folder' })), (error) =>
    LociError.is(error, 'BENCH_DATA_MISSING'),
  )
})

test('a figure that is no number stops the run instead of being printed', async () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    await assert.rejects(
      runBench(request(fakeBench({ figures: { ratio: value } }))),
      (error) => LociError.is(error, 'INTERNAL') && error.message.includes('ratio'),
    )
  }
})
