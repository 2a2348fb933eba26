/** The recall benchmarks with tiny inputs: they run, check their answers, and refuse what they do not know. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import type { BenchContext } from './bench.ts'
import { locomoBench } from './locomo-bench.ts'
import { recallScaleBench } from './recall-scale-bench.ts'

const context: BenchContext = {
  host: createNodeHost(),
  dataFolder: null,
  isQuick: true,
  budgetSeconds: null,
  options: {},
  log: () => {},
}

test('locomo runs on conversations of its own and its one store shows nobody another life', async () => {
  const { figures, dataSha256 } = await locomoBench.run(context)
  for (const name of [
    ...[1, 5, 10, 20, 50].map((cutoff) => `turn.recall@${cutoff}`),
    'turn.ndcg@10',
    'session.recall@5',
    'baseline.bm25.recall@10',
    'baseline.bm25-stem.recall@10',
    'recall.p50Ms',
    'recall.p95Ms',
    'questions',
    'tokens@10',
  ]) {
    assert.ok(Number.isFinite(figures[name]), name)
  }
  assert.equal(dataSha256, null)
  assert.equal(figures['store.foreignHits'], 0)
  assert.equal(figures['store.sameAsIndex'], 1)
})

test('recall-scale agrees with the naive scorer and with itself after timing', async () => {
  const { figures, checks } = await recallScaleBench.run(context)
  assert.ok(figures['postingsVisited.600']! > 0)
  for (const id of ['answers.same', 'answers.naive']) {
    assert.equal(checks.find((one) => one.id === id)?.value, 1, id)
  }
})

test('values that an option does not have are refused with the ones it has', async () => {
  const bad: readonly (readonly [typeof locomoBench, Record<string, string>])[] = [
    [locomoBench, { weights: 'lo' }],
    [locomoBench, { embedder: 'onyx' }],
    [locomoBench, { embedder: 'onnx' }],
    [recallScaleBench, { channels: 'most' }],
  ]
  for (const [bench, options] of bad) {
    await assert.rejects(bench.run({ ...context, options }), (error) =>
      LociError.is(error, 'INPUT_INVALID'),
    )
  }
})
