/** A real run in virtual time keeps its bars; a run that is asked for and not there is refused. */

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import { runBench } from './run-bench.ts'
import { simfitBench } from './simfit-bench.ts'

const dataFolder = '../shared/data/llmservingsim'
const skip = existsSync(dataFolder) ? false : `no measured runs at ${dataFolder}`

function simfit(run: string) {
  return runBench({
    bench: simfitBench,
    host: createNodeHost(),
    version: '1.2.3',
    dataFolder,
    isQuick: true,
    budgetSeconds: null,
    options: { run },
    log: () => {},
  })
}

test('runs that were measured are told within their bars', { skip }, async () => {
  for (const run of ['RTX4090/Llama-3.1-8B', 'RTXPRO6000/Llama-3.1-8B']) {
    const { report } = await simfit(run)
    assert.equal(report.checks.length, 3)
    for (const { id, value, bound, holds } of report.checks) {
      assert(holds, `${id} is ${value}, not ${bound}`)
    }
  }
})

test('a run that the data does not hold is refused with those that it holds', {
  skip,
}, async () => {
  await assert.rejects(() => simfit('A100/none'), {
    code: 'BENCH_DATA_MISSING',
    message: /RTX4090\/Llama-3\.1-8B/,
  })
})
