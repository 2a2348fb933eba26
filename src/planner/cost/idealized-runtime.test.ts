/** The idealized runtime: HELM's rule by hand, the fit, five runs, and runs that determine nothing. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createPrng } from '../../stdx/prng.ts'
import {
  denoisedRuns,
  fitIdealized,
  fittedRuntime,
  idealizedJoules,
  idealizedModel,
  idealizedRuntime,
  idealizedUsd,
  type RuntimeTable,
  type TimedRun,
} from './idealized-runtime.ts'
import { decodeStep, prefillStep } from './step-batch.ts'

/** davinci, as HELM has it. */
const davinci: RuntimeTable = {
  secondsPerToken: 0.081,
  promptSeconds: [
    [1, 0.084],
    [256, 0.109],
    [512, 0.178],
    [1024, 0.323],
    [1920, 0.597],
  ],
}

test('[IDEAL-HELM-1] a runtime is the first token of the next measured prompt, in proportion, and g for each further token', () => {
  assert.equal(idealizedRuntime(davinci, 512, 1), 0.178)
  assert.equal(idealizedRuntime(davinci, 512, 0), 0.178)
  assert.equal(idealizedRuntime(davinci, 512, 11).toFixed(3), '0.988')
  assert.equal(idealizedRuntime(davinci, 500, 1).toFixed(5), ((0.178 * 500) / 512).toFixed(5))
  assert.equal(idealizedRuntime(davinci, 3840, 1).toFixed(3), '1.194')
  assert.equal(fittedRuntime(davinci, 768, 1).toFixed(4), '0.2505')
})

test('[IDEAL-COST-1] dollars and joules are the runtime times the devices', () => {
  assert.equal(idealizedUsd(3600, { devices: 8, usdPerHour: 2 }), 16)
  assert.equal(idealizedJoules(10, { devices: 8, watts: 400 }), 32_000)
})

/** A machine: F grows a little more than in proportion, g is constant, and every run is off by up to 1 %. */
function machine(seed: number): (promptTokens: number, outputTokens: number) => TimedRun {
  const prng = createPrng(seed)
  return (promptTokens, outputTokens) => {
    const first = 0.02 + 2e-4 * promptTokens + 1e-8 * promptTokens ** 2
    const noise = 1 + 0.01 * (2 * prng.next() - 1)
    return {
      promptTokens,
      outputTokens,
      seconds: (first + 0.03 * Math.max(0, outputTokens - 1)) * noise,
    }
  }
}

test('[IDEAL-FIT-1] five runs predict the others within 3 %', () => {
  const run = machine(4)
  const five = [run(512, 1), run(512, 64), run(64, 1), run(1024, 1), run(1920, 1)]
  const { table, runCount } = fitIdealized(five)
  const held: TimedRun[] = []
  for (const prompt of [128, 320, 700, 1536])
    for (const output of [1, 8, 32, 64]) held.push(run(prompt, output))
  const errors = held.map((one) =>
    Math.abs(fittedRuntime(table, one.promptTokens, one.outputTokens) / one.seconds - 1),
  )
  const mean = errors.reduce((sum, one) => sum + one, 0) / errors.length
  assert.equal(runCount, 5)
  assert.ok(mean < 0.03, String(mean))
})

test('a fit without noise is exact', () => {
  const runs = [1, 128, 512].flatMap((promptTokens) =>
    [1, 2, 8, 64].map((outputTokens) => ({
      promptTokens,
      outputTokens,
      seconds: 0.01 + promptTokens / 1000 + 0.02 * (outputTokens - 1),
    })),
  )
  const { table, errorMean } = fitIdealized(runs)
  assert.ok(Math.abs(table.secondsPerToken - 0.02) < 1e-12 && errorMean < 1e-12)
  const model = idealizedModel(table, 'calibrated')
  assert.ok(Math.abs(model.stepSeconds(prefillStep(512)) - 0.522) < 1e-9)
  assert.ok(Math.abs(model.stepSeconds(decodeStep(1, 512)) - 0.02) < 1e-9)
})

test('repeats of a run are taken at their low quantile', () => {
  const repeats = [5, 1, 9, 2, 3, 8, 7, 6, 4, 10].map((seconds) => ({
    promptTokens: 8,
    outputTokens: 2,
    seconds,
  }))
  assert.deepEqual(denoisedRuns(repeats), [{ promptTokens: 8, outputTokens: 2, seconds: 1 }])
})

const wrong: readonly (readonly [string, readonly TimedRun[]])[] = [
  ['no run', []],
  ['one output length', [{ promptTokens: 1, outputTokens: 4, seconds: 1 }]],
  [
    'more tokens in less time',
    [
      { promptTokens: 1, outputTokens: 1, seconds: 2 },
      { promptTokens: 1, outputTokens: 9, seconds: 1 },
    ],
  ],
  ['no prompt', [{ promptTokens: 0, outputTokens: 1, seconds: 1 }]],
  ['no time', [{ promptTokens: 1, outputTokens: 1, seconds: 0 }]],
]
for (const [name, runs] of wrong) {
  test(`runs with ${name} determine nothing, and are refused`, () => {
    assert.throws(
      () => fitIdealized(runs),
      (error) => LociError.is(error, 'COST_FIT_IMPOSSIBLE'),
    )
  })
}
