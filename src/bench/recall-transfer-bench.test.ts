/** `recall-transfer` on its own small corpora: the figures that tools read are there, and differences and intervals are right. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import type { BenchContext } from './bench.ts'
import { type Answered, recallOf } from './recall-transfer/answered.ts'
import { bootstrapInterval } from './recall-transfer/bootstrap.ts'
import { VectorRival } from './recall-transfer/rivals.ts'
import { checksOf, figuresOf } from './recall-transfer/transfer-figures.ts'
import { recallTransferBench } from './recall-transfer-bench.ts'

const context: BenchContext = {
  host: createNodeHost(),
  dataFolder: null,
  isQuick: true,
  budgetSeconds: null,
  options: {},
  log: () => {},
}
const methods = ['fusion', 'rrf', 'bm25-stem', 'vectors']
const named = [
  ...methods.flatMap((method) => [`locomo.${method}.recall@10`, `beam.${method}.recall@10`]),
  ...methods.map((method) => `membench.${method}.recall@3`),
  ...['locomo', 'beam', 'membench'].map((corpus) => `${corpus}.questions`),
]

test('the figures of the contract are measured, twice the same', async () => {
  const { figures, checks, dataSha256 } = await recallTransferBench.run(context)
  const again = await recallTransferBench.run(context)
  for (const name of [...named, 'beam.locomo-only.recall@10']) {
    assert.ok(Number.isFinite(figures[name]), name)
    assert.equal(figures[name], again.figures[name], name)
  }
  assert.equal(dataSha256, null)
  assert.ok(checks.some(({ id }) => id === 'membench.fusion.recall@3'))
})

test('shipped weights need no fit and measure nothing that needs one', async () => {
  const { figures } = await recallTransferBench.run({ ...context, options: { weights: 'shipped' } })
  for (const name of named) assert.ok(Number.isFinite(figures[name]), name)
  assert.equal(figures['beam.locomo-only.recall@10'], undefined)
  assert.equal(figures['fusion.fit.folds'], undefined)
})

test('without time the weights are fitted in fewer folds and the rest is said to be missing', async () => {
  const { figures, notes } = await recallTransferBench.run({ ...context, budgetSeconds: 1e-6 })
  assert.equal(figures['fusion.fit.folds'], 2)
  assert.equal(figures['beam.locomo-only.recall@10'], undefined)
  assert.ok(notes.some((note) => note.includes('locomo alone')))
})

test('values that an option does not have are refused', async () => {
  for (const options of [{ weights: 'lo' }, { balance: 'even' }]) {
    await assert.rejects(recallTransferBench.run({ ...context, options }), (error) =>
      LociError.is(error, 'INPUT_INVALID'),
    )
  }
})

const answered = (conversation: string, ours: string[], theirs: string[]): Answered => ({
  corpus: 'membench',
  conversation,
  category: 'x',
  isFitted: true,
  question: '?',
  evidence: ['a', 'b'],
  ranked: { fusion: ours, rrf: theirs },
})

test('recall, difference and check by hand; hits after the third do not count in small scopes', () => {
  const answers = [
    answered('1', ['a', 'x', 'b'], ['x', 'y', 'z', 'a']),
    answered('2', ['x', 'a', 'y', 'b'], ['a', 'b']),
  ]
  assert.equal(recallOf(answers[1]!, 'fusion'), 0.5)
  assert.equal(recallOf(answers[1]!, 'vectors'), undefined)
  const figures = figuresOf(answers)
  assert.equal(figures['membench.fusion.recall@3'], 0.75)
  assert.equal(figures['membench.rrf.recall@3'], 0.5)
  assert.equal(figures['membench.fusion-over-rrf'], 0.25)
  assert.equal(figures['membench.fusion-over-rrf.low'], -0.5)
  assert.equal(figures['membench.fusion-over-rrf.high'], 1)
  assert.deepEqual(checksOf(figures, false), [
    { id: 'membench.fusion.recall@3', value: 0.75, bound: '>= 0.49', holds: true },
  ])
})

test('an interval of equal values is that value, and it draws whole clusters', () => {
  assert.deepEqual(bootstrapInterval([[0.5], [0.5, 0.5]]), [0.5, 0.5])
  assert.deepEqual(bootstrapInterval([[0, 1, 0, 1]]), [0.5, 0.5])
  assert.deepEqual(bootstrapInterval([]), [0, 0])
})

test('the vector rival ranks by cosine, ties to the earlier row, and passes over texts without a vector', () => {
  const vectors: Readonly<Record<string, Float32Array | null>> = {
    q: Float32Array.of(1, 0),
    near: Float32Array.of(0.8, 0.6),
    far: Float32Array.of(0, 1),
    none: null,
  }
  const rows = ['far', 'none', 'near', 'near'].map((text, at) => ({
    id: `${text}${at}`,
    text,
    caption: null,
  }))
  const rival = new VectorRival(rows as never, (text) => vectors[text]!)
  assert.deepEqual(rival.rank('q', 3), ['near2', 'near3', 'far0'])
  assert.deepEqual(rival.rank('none', 3), [])
})
