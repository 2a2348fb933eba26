/** The golden benchmark: what it reads out of golden files, and that it sees a model that is wrong. */

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { LociError } from '../../errors.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { createNodeHost } from '../../host/node-host.ts'
import type { BenchContext, BenchResult } from '../bench.ts'
import { goldenBench } from '../golden-bench.ts'
import { findPairs } from './find-pairs.ts'
import { parseGolden } from './golden-file.ts'
import { randomModel, randomShapes } from './random-model.ts'

const data = join(import.meta.dirname, '../../../../shared/data/tinyllamas')
const skip = existsSync(data) ? false : 'the trained model is not on this machine'

function runOn(dataFolder: string | null): Promise<BenchResult> {
  const context: BenchContext = {
    host: createNodeHost(),
    dataFolder,
    isQuick: true,
    budgetSeconds: null,
    options: {},
    log: () => {},
  }
  return goldenBench.run(context)
}

function tested(run: (folder: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loci-golden-'))
    try {
      await run(folder)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

test('golden files are read by the shape of their fields', () => {
  const parsed = parseGolden(
    JSON.stringify({
      source: 'a program',
      encode: { 'a b': [1, 2], odd: 'no ids' },
      encodings: [{ text: 'c', ids: [3] }],
      greedy_from_bos: { ids: [4, 5], text: 'x' },
      greedy: [
        { prompt: 'p', tokens: [6] },
        { prompt_ids: [7], ids: [8] },
      ],
      logits_after_bos_first2: [0.5, -0.5],
      logits: [{ prompt_ids: [1], values: [1] }],
      nll_of_something: { mean: 3 },
    }),
    'golden.json',
  )
  assert.deepEqual(parsed, {
    encodings: [
      { text: 'a b', ids: [1, 2] },
      { text: 'c', ids: [3] },
    ],
    continuations: [
      { prompt: null, ids: [4, 5], text: 'x' },
      { prompt: 'p', ids: [6], text: null },
      { prompt: [7], ids: [8], text: null },
    ],
    logits: [
      { prompt: null, values: [0.5, -0.5] },
      { prompt: [1], values: [1] },
    ],
    unread: ['nll_of_something'],
  })
})

test('a golden file that expects nothing is refused', () => {
  assert.throws(() => parseGolden('{"source":"x"}', 'g.json'), /g.json expects nothing of a model/)
  assert.throws(
    () => parseGolden('[', 'g.json'),
    (error) => LociError.is(error, 'INPUT_MALFORMED_JSON'),
  )
})

test(
  'pairs are found by name, in a folder and the folders in it',
  tested(async (folder) => {
    for (const name of [
      'a.gguf',
      'golden_a_one.json',
      'golden_a_two.json.gz',
      'golden_ab_one.json',
      'b.gguf.gz',
    ]) {
      writeFileSync(join(folder, name), '')
    }
    const { pairs, alone } = await findPairs(nodeDisk, folder)
    assert.deepEqual(
      pairs.map(({ name, goldenPaths }) => [name, goldenPaths.length]),
      [['a', 2]],
    )
    assert.deepEqual(alone, ['b.gguf.gz'])
    const above = await findPairs(nodeDisk, join(folder, '..'))
    assert.ok(above.pairs.some(({ modelPath }) => modelPath.endsWith('a.gguf')))
  }),
)

test(
  'a folder without a pair is a typed error',
  tested(async (folder) => {
    writeFileSync(join(folder, 'a.gguf'), randomModel(randomShapes[0]!, 1))
    await assert.rejects(runOn(folder), (error) => LociError.is(error, 'BENCH_DATA_MISSING'))
  }),
)

test('without data every architecture agrees with the second forward pass', async () => {
  const { figures, checks } = await runOn(null)
  assert.equal(figures.models, randomShapes.length)
  assert.equal(figures['tokens.equal'], 1)
  assert.ok(figures['logits.maxAbsDiff']! < 5e-5)
  assert.ok(checks.every(({ holds }) => holds))
})

test('a trained model says what the golden file says', { skip }, async () => {
  const { figures, checks } = await runOn(data)
  assert.ok(
    checks.every(({ holds }) => holds),
    JSON.stringify(checks),
  )
  assert.ok(figures['tokens.generated']! >= 100)
  assert.ok(figures['q8_0.top1']! > 0.95 && figures['q4_0.top1']! > 0.5)
})

test(
  'a model with one weight turned does not pass',
  { skip },
  tested(async (folder) => {
    const files = await nodeDisk.list(data)
    const name = files.find((file) => file.endsWith('.gguf.gz'))!
    const golden = files.find((file) => file.startsWith('golden_'))!
    const bytes = new Uint8Array(gunzipSync(await readPacked(join(data, name))))
    // The last float of the file belongs to the last tensor; make a whole stretch of them large.
    new Float32Array(bytes.buffer, bytes.length - 4 * 64, 64).fill(3)
    writeFileSync(join(folder, name.replace('.gz', '')), bytes)
    writeFileSync(join(folder, golden), await readPacked(join(data, golden)))
    const { figures, checks, notes } = await runOn(folder)
    assert.equal(figures['tokens.equal'], 0)
    assert.ok(checks.every(({ holds }) => !holds))
    assert.ok(notes.some((note) => /greedy: token \d+ is \d+, not \d+/.test(note)))
  }),
)

async function readPacked(path: string): Promise<Uint8Array> {
  await using file = await nodeDisk.openFile(path)
  return file.readAt(0, file.byteCount)
}
