/** Operator tables: interpolation on made tables with a known answer, holes, damaged files, and the published tables where they lie. */

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { LociError } from '../../../errors.ts'
import { openDeviceCatalogue } from '../../hardware/device-catalogue.ts'
import { knownModel } from '../../model-shape/known-models.ts'
import { deploymentOf } from '../deployment.ts'
import { decodeStep, prefillStep } from '../step-batch.ts'
import { type AicTables, aicTableKind, openAicTables, readAicTable } from './aic-tables.ts'
import { type GridCell, openAttentionGrid } from './attention-grid.ts'
import { openGemmTable, roofSeconds } from './gemm-table.ts'
import { curveSheet, logCurve } from './log-curve.ts'
import { measuredModel } from './measured-model.ts'
import { readServingSimProfile, servingSimKind, servingSimModel } from './servingsim-profile.ts'

const roof = { opsPerSecond: 989e12, bytesPerSecond: 3.35e12, bytesPerElement: 2 }
const data = new URL('../../../../../shared/data/', import.meta.url).pathname
const catalogue = openDeviceCatalogue()

test('a curve is straight on logarithmic axes, keeps its points, and is constant beyond them', () => {
  const curve = logCurve([
    [1, 0.1],
    [100, 0.9],
  ])
  assert.deepEqual(
    [1, 0.5, 100, 1e9].map((at) => Number(curve(at).toFixed(6))),
    [0.1, 0.1, 0.9, 0.9],
  )
  assert.ok(Math.abs(curve(10) - 0.3) < 1e-12)
  const sheet = curveSheet([
    [1, 1, 1],
    [4, 1, 4],
  ])
  assert.ok(Math.abs(sheet(2, 7) - 2) < 1e-12)
})

/** A device that reaches half of its roof at every size. */
function halfRoof(shapes: readonly (readonly [number, number])[]): AicTables['gemm'] {
  return shapes.flatMap(([n, k]) =>
    [1, 64, 4096].map((m) => ({
      format: 'bfloat16',
      m,
      n,
      k,
      seconds: 2 * roofSeconds(m, n, k, roof),
    })),
  )
}

test('products between measured ones reach what their neighbours reach, far from all is a hole', () => {
  const table = openGemmTable(
    halfRoof([
      [4096, 4096],
      [8192, 4096],
    ]),
    roof,
  )
  for (const [m, n, k] of [
    [64, 4096, 4096],
    [500, 6000, 5000],
    [99_999, 4096, 4096],
  ] as const) {
    assert.ok(Math.abs(table.get(n, k)(m) / roofSeconds(m, n, k, roof) - 2) < 1e-9)
  }
  assert.throws(
    () => table.get(16, 16),
    (error) => LociError.is(error, 'COST_TABLE_HOLE') && error.message.includes('16 x 16'),
  )
  assert.throws(
    () => openGemmTable([], roof).get(4096, 4096),
    (error) => LociError.is(error, 'COST_TABLE_HOLE'),
  )
})

test('a grid gives measured cells back, adds halves where both were not measured, and merges chunks by their scores', () => {
  const cells: GridCell[] = []
  for (const chunk of [0, 16, 64])
    for (const before of chunk === 0 ? [0] : [0, 64])
      for (const decodes of [0, 1, 8])
        for (const context of decodes === 0 ? [0] : [16, 64]) {
          if (chunk === 0 && decodes === 0) continue
          if (chunk === 64 && decodes === 8) continue
          const seconds = 1 + chunk + before / 100 + decodes * context * 0.01
          cells.push({ chunk, before, decodes, context, seconds })
        }
  const grid = openAttentionGrid(cells, 'made')
  const mixed = {
    prefill: [{ tokenCount: 16, contextBefore: 64 }],
    decodeCount: 1,
    decodeContextTokens: 16,
  }
  assert.ok(Math.abs(grid.seconds(mixed) - (17 + 0.64 + 0.16)) < 1e-9)
  const large = {
    prefill: [{ tokenCount: 64, contextBefore: 0 }],
    decodeCount: 8,
    decodeContextTokens: 8 * 64,
  }
  assert.ok(Math.abs(grid.seconds(large) - (65 + 1 + 8 * 64 * 0.01)) < 1e-9)
  const two = [
    { tokenCount: 8, contextBefore: 36 },
    { tokenCount: 8, contextBefore: 36 },
  ]
  const merged = grid.seconds({ prefill: two, decodeCount: 0, decodeContextTokens: 0 })
  const one = {
    prefill: [{ tokenCount: 16, contextBefore: 32 }],
    decodeCount: 0,
    decodeContextTokens: 0,
  }
  assert.equal(merged, grid.seconds(one))
  assert.equal(grid.seconds({ prefill: [], decodeCount: 0, decodeContextTokens: 0 }), 0)
  assert.throws(
    () =>
      openAttentionGrid(
        cells.filter((cell) => cell.decodes === 0),
        'half',
      ),
    (error) => LociError.is(error, 'COST_TABLE_HOLE'),
  )
})

test('a table is known by its columns, and a damaged one is refused with its line', () => {
  assert.equal(aicTableKind('"gemm_dtype","m","n","k","latency"\n'), 'gemm')
  assert.equal(servingSimKind('layer,tokens,time_us'), 'dense')
  assert.equal(aicTableKind('a,b,c'), null)
  const head = 'gemm_dtype,m,n,k,latency\n'
  for (const body of [
    'bfloat16,1,2\n',
    'bfloat16,1,2,x,1\n',
    'bfloat16,1,2,3,-1\n',
    'bfloat16,1,2,3,0\n',
  ]) {
    assert.throws(
      () => readAicTable(head + body, 't.csv', openAicTables()),
      (error) => LociError.is(error, 'COST_TABLE_INVALID') && error.message.includes('t.csv'),
    )
  }
  assert.throws(
    () => readAicTable('a,b\n1,2\n', 't.csv', openAicTables()),
    (error) => LociError.is(error, 'COST_TABLE_INVALID'),
  )
})

test('a deployment whose format or heads were not measured is a hole, not a number', () => {
  const tables = openAicTables()
  tables.gemm.push(
    ...halfRoof([
      [6144, 4096],
      [4096, 4096],
      [28_672, 4096],
      [4096, 14_336],
      [128_256, 4096],
    ]),
  )
  const shape = knownModel('llama-3.1-8b')
  const device = catalogue.get('h100')
  for (const weightFormat of ['fp8', 'bf16'] as const) {
    assert.throws(
      () => measuredModel(deploymentOf({ shape, device, weightFormat }), tables),
      (error) => LociError.is(error, 'COST_TABLE_HOLE'),
    )
  }
  for (const batch of [1, 64])
    for (const tokens of [16, 1024, 16_384])
      for (const stage of ['prefill', 'decode'] as const) {
        const layout = {
          headCount: 32,
          kvHeadCount: 8,
          headSize: 128,
          kvFormat: 'bfloat16',
          windowTokens: 0,
        }
        tables.attention.push({ stage, batch, tokens, ...layout, seconds: 1e-8 * batch * tokens })
      }
  const model = measuredModel(deploymentOf({ shape, device }), tables)
  assert.equal(model.tier, 'T1')
  assert.ok(model.stepSeconds(decodeStep(64, 1000)) > model.stepSeconds(decodeStep(1, 1000)))
  assert.equal(model.stepSeconds({ prefill: [], decodeCount: 0, decodeContextTokens: 0 }), 0)
})

function textOf(path: string): string {
  return gunzipSync(readFileSync(path)).toString()
}

const aic = `${data}aiconfigurator/data/a100_sxm`
const hasAic = existsSync(aic) ? false : 'no aiconfigurator tables in ../shared/data'
test('[GPPERF-TABLE-1] products left out of the published A100 table are predicted within 8 % (median)', {
  skip: hasAic,
}, () => {
  const tables = openAicTables()
  readAicTable(textOf(`${aic}/gemm/vllm/0.14.0/gemm_perf.csv.gz`), 'a100', tables)
  const a100 = { opsPerSecond: 312e12, bytesPerSecond: 2.039e12, bytesPerElement: 2 }
  const shapes = [...new Set(tables.gemm.map(({ n, k }) => `${n}|${k}`))].filter(
    (_, at) => at % 23 === 0,
  )
  const errors = shapes.flatMap((shape) => {
    const [n, k] = shape.split('|').map(Number) as [number, number]
    const others = tables.gemm.filter((row) => row.n !== n || row.k !== k)
    const predict = openGemmTable(others, a100).get(n, k)
    const own = tables.gemm.filter((row) => row.n === n && row.k === k)
    return own.map(({ m, seconds }) => Math.abs(predict(m) / seconds - 1))
  })
  errors.sort((a, b) => a - b)
  assert.ok(errors.length > 100)
  assert.ok(errors[errors.length >> 1]! < 0.08, String(errors[errors.length >> 1]))
})

const profile = `${data}llmservingsim/profiler/perf/RTX4090/meta-llama/Llama-3.1-8B/bf16/tp1`
const hasProfile = existsSync(profile) ? false : 'no LLMServingSim profiles in ../shared/data'
test('a published profile makes steps of a known size: a 4090 decodes alone at its bandwidth', {
  skip: hasProfile,
}, () => {
  const files = readdirSync(profile).map((name) => ({
    path: name,
    text: textOf(`${profile}/${name}`),
  }))
  const deployment = deploymentOf({
    shape: knownModel('llama-3.1-8b'),
    device: catalogue.get('rtx-4090'),
  })
  const model = servingSimModel(readServingSimProfile(files), deployment)
  const alone = model.stepSeconds(decodeStep(1, 500))
  // 15 GB of weights at 1,008 GB/s are 14.9 ms.
  assert.ok(alone > 0.0149 && alone < 0.0185, String(alone))
  assert.ok(model.stepSeconds(prefillStep(2048)) > 8 * alone)
  assert.throws(
    () => readServingSimProfile(files.filter(({ path }) => !path.startsWith('attention'))),
    (error) => LociError.is(error, 'COST_TABLE_HOLE') && error.message.includes('attention'),
  )
})
