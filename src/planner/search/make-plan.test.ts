/** Whole searches, small: every candidate is accounted for, threads change nothing, and nothing is an answer too. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { openDeviceCatalogue } from '../hardware/device-catalogue.ts'
import { knownModel } from '../model-shape/known-models.ts'
import { askOf, type PlanInput } from './ask-of-input.ts'
import { diffPlans, diffWithRejected } from './diff-plans.ts'
import { generateTraffic } from './generate-traffic.ts'
import type { PlanAsk } from './plan-ask.ts'
import { findPlan, readPlanReport } from './read-plan-report.ts'
import { runPlan } from './run-plan.ts'
import { type Traffic, trafficOf } from './traffic.ts'

const options = { share: 0.95, prefixCache: true }

function made(requestCount = 120, perSecond = 6): Traffic {
  const stated = { perSecond, promptTokens: 800, outputTokens: 40, requestCount, seed: 7 }
  return trafficOf('made', generateTraffic(stated), options)
}

function asked(more: Partial<PlanInput> = {}): PlanAsk {
  return askOf({
    shape: knownModel('llama-3.1-8b'),
    modelName: 'llama-3.1-8b',
    catalogue: openDeviceCatalogue(),
    devices: ['t4', 'l40s', 'h100-sxm'],
    slo: { ttftMs: 1500, tpotMs: 60 },
    knobs: { tensorParallel: [1, 2], stepTokensMax: [2048] },
    ...more,
  })
}

test('[APEX-SEARCH-2] one thread, two threads and none give the same report', async () => {
  const traffic = made()
  const [none, one, two] = await Promise.all(
    [0, 1, 2].map((workerCount) => runPlan({ ask: asked(), traffic, workerCount })),
  )
  assert.deepEqual(one, none)
  assert.deepEqual(two, none)
})

test('[APEX-SEARCH-1] every candidate is on the front or rejected, the chosen one keeps the limits, numbers have their tier', async () => {
  const report = await runPlan({ ask: asked(), traffic: made(), workerCount: 0 })
  const { chosen, front, rejected, counts } = report
  assert.equal(report.because, null)
  assert.equal(front.length + rejected.length, counts.candidates)
  assert.ok(front.some(({ id }) => id === chosen!.id))
  assert.ok(chosen!.limitUse <= 1 && chosen!.goodShare >= 0.95)
  assert.ok(front.every(({ usdPerHour }) => usdPerHour >= chosen!.usdPerHour))
  for (const plan of front) {
    assert.equal(plan.tier, 'T3')
    for (const time of [plan.ttftMs, plan.tpotMs, plan.e2eMs]) {
      assert.ok(time.low <= time.value && time.value <= time.high)
    }
  }
  assert.ok(chosen!.maxPerSecond!.value >= report.traffic.facts.perSecond * 0.9)
  assert.match(chosen!.vllm, /^vllm serve llama-3\.1-8b --tensor-parallel-size \d/)
  assert.match(findPlan(report, 't4.tp1.bf16.b2048').plan.id, /t4/)
  assert.match(rejected.find(({ id }) => id.startsWith('t4.tp1'))!.says, /out of memory by/)
})

test('a saved report is read back, plans are found by their ids, and compared', async () => {
  const report = await runPlan({ ask: asked(), traffic: made(60), workerCount: 0 })
  const read = readPlanReport(JSON.stringify(report), 'plan.json')
  assert.equal(findPlan(read, 'chosen').kind, 'chosen')
  assert.throws(() => findPlan(read, 'h100-sxm.tp1.bf16.b204'), /no plan/)
  for (const text of ['', '{}', '[]', '{"format":"loci-plan","version":1}']) {
    assert.throws(
      () => readPlanReport(text, 'x'),
      (error) => LociError.is(error, 'INPUT_INVALID'),
    )
  }
  const chosen = report.chosen!
  assert.deepEqual(diffPlans(chosen, chosen), [])
  const dearer = { ...chosen, usdPerHour: 2 * chosen.usdPerHour }
  assert.deepEqual(diffPlans(chosen, dearer), [
    {
      name: 'usdPerHour',
      from: chosen.usdPerHour,
      to: dearer.usdPerHour,
      change: 1,
      withinBands: null,
    },
  ])
  const other = report.rejected.find(({ figures }) => figures !== null)!.figures!
  assert.ok(diffWithRejected(chosen, other).some(({ name }) => name === 'ttftMs'))
})

test('a model that fits nowhere and limits that nothing meets are answers with their reasons', async () => {
  const big = asked({ shape: knownModel('llama-3.1-405b'), devices: ['t4'] })
  const nowhere = await runPlan({ ask: big, traffic: made(20), workerCount: 0 })
  assert.equal(nowhere.chosen, null)
  assert.match(nowhere.because!, /^of 2 plans 2 are out of memory \(nearest t4\.tp2/)
  const strict = asked({ slo: { tpotMs: 0.5 } })
  const never = await runPlan({ ask: strict, traffic: made(20), workerCount: 0 })
  assert.match(never.because!, /break a limit \(nearest .*even alone on an idle engine; T3/)
  const few = asked({ devices: ['l40s'], knobs: { tensorParallel: [1], replicasMax: 1 } })
  const crowded = await runPlan({ ask: few, traffic: made(400, 60), workerCount: 0 })
  assert.match(crowded.because!, /saturated|break a limit/)
})

test('one failure that has to be survived costs one copy more', async () => {
  const traffic = made(60)
  const devices = ['h100-sxm']
  const plain = await runPlan({ ask: asked({ devices }), traffic, workerCount: 0 })
  const spare = await runPlan({ ask: asked({ devices, failures: 1 }), traffic, workerCount: 0 })
  assert.equal(spare.chosen!.copies, plain.chosen!.copies + 1)
  assert.equal(plain.chosen!.copiesForOneFailure, spare.chosen!.copies)
  assert.equal(spare.chosen!.usdPerHour, plain.chosen!.usdPerHourForOneFailure)
})

test('a split plan has copies that read and copies that answer', async () => {
  const ask = asked({
    devices: ['h100-sxm'],
    knobs: { tensorParallel: [1], stepTokensMax: [2048], splits: true },
  })
  const report = await runPlan({ ask, traffic: made(60), workerCount: 0 })
  const split = findPlan(report, 'h100-sxm.tp1.bf16.b2048.split')
  const copies = split.kind === 'rejected' ? split.plan.figures!.copies : split.plan.copies
  assert.ok(copies >= 2)
})

test('a search that is stopped says so and leaves no thread', async () => {
  const stop = new AbortController()
  const run = runPlan({ ask: asked(), traffic: made(2000), workerCount: 1, signal: stop.signal })
  stop.abort()
  await assert.rejects(run, (error) => LociError.is(error, 'PLAN_STOPPED'))
})
