/** The conflict benchmark with few pairs: its bounds hold, its files are read strictly, and a canary decision fails it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { createNodeHost } from '../host/node-host.ts'
import { relationLabels } from '../policy/consolidation/claim.ts'
import { createPrng } from '../stdx/prng.ts'
import type { BenchContext } from './bench.ts'
import { makePairs } from './conflict/make-pairs.ts'
import { handPairs, labelNamed, parseConflictPairs } from './conflict/read-conflict-pairs.ts'
import { scorePairs } from './conflict/score-pairs.ts'
import {
  secondAuthorHalf,
  secondAuthorPairs,
  secondAuthorTemplates,
} from './conflict/second-author-pairs.ts'
import { parseTemplates } from './conflict/statement-template.ts'
import { heldOutTemplates } from './conflict/templates-held-out.ts'
import { trainTemplates } from './conflict/templates-train.ts'
import { conflictBench } from './conflict-bench.ts'

const context: BenchContext = {
  host: createNodeHost(),
  dataFolder: null,
  isQuick: true,
  budgetSeconds: null,
  options: {},
  log: () => {},
}

test('[MEMOS-CONFLICT-2] on held-out statements few merges are wrong and most duplicates are merged', async () => {
  const { figures, checks, notes } = await conflictBench.run(context)
  for (const label of relationLabels) {
    for (const figure of ['precision', 'recall'])
      assert.ok(Number.isFinite(figures[`${label}.${figure}`]))
  }
  assert.deepEqual(
    checks.filter(({ holds }) => !holds).map(({ id }) => id),
    [],
  )
  assert.equal(figures['decisions.same'], 1)
  assert.ok((figures['rival.cosine.merge.errorRate'] ?? 0) > 0.02)
  assert.equal(notes.length, 5)
})

test('templates are enough, of many domains, and none is in both parts', () => {
  const train = parseTemplates(trainTemplates)
  const heldOut = parseTemplates(heldOutTemplates)
  assert.ok(train.length + heldOut.length >= 60)
  assert.ok(new Set(heldOut.map(({ domain }) => domain)).size >= 12)
  const forms = new Set(train.map(({ values }) => values.join()))
  assert.deepEqual(
    heldOut.filter(({ values }) => forms.has(values.join())),
    [],
  )
})

test('the same seed makes the same pairs, each once, all labels among them', () => {
  const templates = parseTemplates(trainTemplates)
  const pairs = makePairs(templates, 400, createPrng(5))
  assert.deepEqual(pairs, makePairs(templates, 400, createPrng(5)))
  assert.equal(new Set(pairs.map(({ a, b }) => `${a}\n${b}`)).size, pairs.length)
  assert.deepEqual([...new Set(pairs.map(({ label }) => label))].sort(), [...relationLabels].sort())
})

test('at least 200 pairs are written by hand, each label among them', () => {
  const pairs = handPairs()
  assert.ok(pairs.length >= 200)
  assert.equal(new Set(pairs.map(({ label }) => label)).size, relationLabels.length)
})

test('a decision that merges everything is seen', () => {
  const pairs = handPairs()
  const all = pairs.map(
    () =>
      ({
        label: 'duplicate',
        confidence: 1,
        isSafeToMerge: true,
        keeps: null,
        because: '',
      }) as const,
  )
  const { figures } = scorePairs(pairs, all)
  assert.ok(figures['merge.errorRate']! > 0.5)
  assert.equal(figures['merge.duplicatesMerged'], 1)
  assert.equal(figures['temporal.precision'], undefined)
})

test('a file of pairs: times as texts, as milliseconds or absent; labels in any spelling', () => {
  const lines = [
    {
      a: 'x',
      b: 'y',
      aTime: '2023-05-01T10:00:00Z',
      bTime: 1_683_000_000_000,
      label: 'Temporal change',
    },
    { a: 'x', b: 'y', label: 'multi_valued' },
    { a: 'x', b: 'y', aTime: '1683000000000', bTime: null, label: 'duplicate' },
  ]
  const pairs = parseConflictPairs(
    `${lines.map((line) => JSON.stringify(line)).join('\r\n')}\n\n`,
    'f',
  )
  assert.deepEqual(
    pairs.map(({ label }) => label),
    ['temporal', 'multi-valued', 'duplicate'],
  )
  assert.equal(pairs[0]!.aTimeMs, Date.parse('2023-05-01T10:00:00Z'))
  assert.deepEqual(
    [pairs[1]!.aTimeMs, pairs[2]!.aTimeMs, pairs[2]!.bTimeMs],
    [null, 1_683_000_000_000, null],
  )
  assert.equal(labelNamed('other'), null)
})

test('a line that is no pair is refused with its number', () => {
  const good = '{"a":"x","b":"y","label":"duplicate"}'
  for (const bad of [
    '{',
    '{"a":"x","label":"duplicate"}',
    '{"a":"x","b":"y","label":"same-ish"}',
    '{"a":"x","b":"y","label":"duplicate","aTime":"soon"}',
    'null',
  ]) {
    assert.throws(
      () => parseConflictPairs(`${good}\n${bad}`, 'pairs.jsonl'),
      (error) => LociError.is(error, 'INPUT_INVALID') && error.message.includes('pairs.jsonl:2'),
    )
  }
  assert.throws(
    () => parseConflictPairs('\n', 'empty'),
    (error) => LociError.is(error, 'INPUT_INVALID'),
  )
})

test("a second author's templates are many, of many domains, and no template is in both halves", () => {
  const halves = [secondAuthorHalf('development'), secondAuthorHalf('heldOut')] as const
  assert.ok(secondAuthorTemplates.length >= 40)
  assert.ok(new Set(secondAuthorTemplates.map(({ domain }) => domain)).size >= 12)
  assert.equal(
    new Set(halves.flat().map(({ name }) => name)).size,
    halves[0].length + halves[1].length,
  )
  const pairs = secondAuthorPairs('development', 600, createPrng(3))
  assert.deepEqual(pairs, secondAuthorPairs('development', 600, createPrng(3)))
  assert.equal(new Set(pairs.map(({ a, b }) => `${a}\n${b}`)).size, pairs.length)
  assert.deepEqual([...new Set(pairs.map(({ label }) => label))].sort(), [...relationLabels].sort())
})

test('labels of files are read in any usual spelling', () => {
  for (const name of ['temporal', 'Temporal change', 'temporal_change', 'TEMPORAL-CHANGE'])
    assert.equal(labelNamed(name), 'temporal')
  for (const name of ['multi_valued', 'multivalued', 'Multi-Valued', 'multi valued'])
    assert.equal(labelNamed(name), 'multi-valued')
})
