/** The parts of `loci bench papers`: every published case, and that a wrong number is noticed. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { BlockReuse } from '../../planner/workload/block-reuse.ts'
import { variationByFamily, variationOf } from '../../planner/workload/generate/length-model.ts'
import { helmPart, publishedTables } from './helm-part.ts'
import {
  correctedTable,
  llmViewerPart,
  printedIntensity,
  printedNumber,
  readRoofs,
} from './llm-viewer-part.ts'
import { mooncakePart } from './mooncake-part.ts'
import { isEqual, type PaperPart } from './part.ts'
import { pastFuturePart } from './past-future-part.ts'
import { prefixIndexHitShare } from './prefix-index-hits.ts'

const wrongOf = ({ cases }: PaperPart): string[] =>
  cases.filter((one) => !isEqual(one)).map(({ name }) => name)

test('[IDEAL-HELM-2] published idealized runtimes come out to the printed digit, and a wrong table is noticed', () => {
  const tables = publishedTables()
  assert.deepEqual(wrongOf(helmPart(tables)), [])
  const ada = tables.get('openai/ada')!
  const slower = new Map([['openai/ada', { ...ada, secondsPerToken: 0.02 }]])
  assert.deepEqual(wrongOf(helmPart(slower)), ['openai/ada: a further token'])
})

test('[LLMVIEW-TABLE-1] the published table of Llama-2-7B on an A6000 comes out as printed, and a wrong device is noticed', () => {
  const part = llmViewerPart(new Map())
  assert.equal(part.cases.length, 96)
  assert.deepEqual(wrongOf(part), [])
  const text = '{"hardware": {"nvidia_A6000": {"bandwidth": 900e9, "FP16": 155e12, "INT8": null}}}'
  assert.ok(wrongOf(llmViewerPart(readRoofs(text))).length > 10)
  assert.deepEqual([68_719_476_736, 999, 4096, 1344e9].map(printedNumber), [
    '69G',
    '999',
    '4K',
    '1T',
  ])
  assert.deepEqual([113.77, 0.9951, 1.25, 0.9996].map(printedIntensity), ['114', '1', '1.25', '1'])
  assert.ok(correctedTable().rows.length > 4)
})

test('hit rates agree between two methods, and the worked example of Past-Future is exact', () => {
  const requests = Array.from({ length: 60 }, (_, at) =>
    Uint32Array.from([0, at % 5, 100 + (at % 9)]),
  )
  assert.deepEqual(wrongOf(mooncakePart([{ path: 'made', requests }])), [])
  assert.deepEqual(wrongOf(pastFuturePart()), [])
})

test('the prefix index of the engine keeps what a plain cache keeps, and heads of chains besides', () => {
  const requests = Array.from({ length: 400 }, (_, at) => {
    const chain = (at * at) % 23
    return Uint32Array.from({ length: 1 + (at % 12) }, (_block, depth) => chain * 100 + depth)
  })
  const all = new BlockReuse()
  for (const blocks of requests) for (const block of blocks) all.use(block)
  assert.equal(prefixIndexHitShare(requests, 1000), all.hitShare(1000))
  for (const capacity of [20, 60, 120]) {
    assert.ok(prefixIndexHitShare(requests, capacity) >= 0.95 * all.hitShare(capacity))
  }
})

const castillo = new URL('../../../../shared/data/castillo/test.jsonl.gz', import.meta.url).pathname
const skip = existsSync(castillo) ? false : 'no ../shared/data/castillo'
test('[CASTILLO-CV-1] answers to one prompt vary as published: 0.15 in the median, 0.40 for a tenth, by family', {
  skip,
}, () => {
  const all: number[] = []
  const byFamily = new Map<string, number[]>()
  for (const line of gunzipSync(readFileSync(castillo)).toString().split('\n')) {
    if (line === '') continue
    const { model, output_mean: mean, output_std: deviation } = JSON.parse(line)
    if (!(mean > 0)) continue
    all.push(deviation / mean)
    const family = Object.keys(variationByFamily).find((name) => model.toLowerCase().includes(name))
    if (family === undefined) continue
    byFamily.set(family, [...(byFamily.get(family) ?? []), deviation / mean])
  }
  const at = (values: number[], share: number): number =>
    [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]!
  assert.deepEqual([at(all, 0.5).toFixed(2), at(all, 0.9).toFixed(2)], ['0.15', '0.40'])
  for (const [family, values] of byFamily) {
    assert.ok(
      Math.abs(at(values, 0.5) - variationOf(family)) < 0.05,
      `${family} ${at(values, 0.5)}`,
    )
  }
})
