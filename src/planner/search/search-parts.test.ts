/** The parts of a search, each against what one can work out by hand or by trying everything. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../errors.ts'
import { noEvidence } from '../cost/cost-source.ts'
import { openDeviceCatalogue } from '../hardware/device-catalogue.ts'
import { knownModel } from '../model-shape/known-models.ts'
import type { TraceRequest } from '../workload/trace-request.ts'
import { askOf } from './ask-of-input.ts'
import { enumerateCandidates } from './enumerate-candidates.ts'
import { type FitTrial, fitCopies } from './fit-copies.ts'
import { generateTraffic } from './generate-traffic.ts'
import { dominators } from './pareto-front.ts'
import { candidateId } from './plan-candidate.ts'
import { brokenLimit, limitUse, type PlanSlo } from './plan-slo.ts'
import { pruneCandidate, steadyInput } from './prune-candidate.ts'
import { rejectionText } from './rejection.ts'
import { aloneTimes, capacityPerSecond, fewestCopies, steadyState } from './steady-state.ts'
import { trafficOf } from './traffic.ts'
import { trialRequests } from './trial-slice.ts'
import { vllmLine } from './vllm-line.ts'

const catalogue = openDeviceCatalogue()
const shape = knownModel('llama-3.1-8b')
const slo: PlanSlo = { ttftMs: 2000, tpotMs: 50, e2eMs: null, share: 0.95 }
const facts = trafficOf(
  'made',
  generateTraffic({ perSecond: 6, promptTokens: 1000, outputTokens: 200, requestCount: 500 }),
  { share: 0.95, prefixCache: true },
).facts

function request(more: Partial<TraceRequest>): TraceRequest {
  return {
    line: 1,
    arrivalMs: 0,
    promptTokens: 100,
    outputTokens: 10,
    session: null,
    gapMs: null,
    tool: null,
    blocks: null,
    blockTokens: null,
    measuredMs: null,
    ...more,
  }
}

test('the fewest copies are found as by trying every count, wherever the search starts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 50 }), (need, start) => {
      const most = 50
      const { best, below } = fitCopies(start, { most }, (copies) => {
        const ok = copies >= need
        const verdict = ok ? { ok } : { ok, saturation: 'full', broken: null }
        return { copies, verdict, report: null } as unknown as FitTrial
      })
      assert.equal(best?.copies ?? null, need <= most ? need : null)
      if (need > 1 && need <= most) assert.equal(below?.copies, need - 1)
    }),
  )
})

test('the front holds what nothing beats, and equal plans once', () => {
  const plans = [
    [1, 5],
    [2, 2],
    [3, 3],
    [2, 2],
    [4, 1],
  ].map((aims) => ({ aims }))
  assert.deepEqual(
    dominators(plans).map((by) => (by === null ? null : plans.indexOf(by))),
    [null, null, 1, 1, null],
  )
})

test('a broken limit is the one that is exceeded most, and use is that of the tightest', () => {
  const times = { ttftMs: 3000, tpotMs: 100, e2eMs: 9e9 }
  assert.deepEqual(brokenLimit(slo, times), { limit: 'tpot', limitMs: 50, valueMs: 100 })
  assert.equal(brokenLimit(slo, { ttftMs: 2000, tpotMs: 50, e2eMs: 1 }), null)
  assert.equal(limitUse(slo, times), 2)
})

test('every combination is enumerated once, and what cannot be built says why', () => {
  const mixture = knownModel('mixtral-8x7b-v0.1')
  const ask = askOf({
    shape: mixture,
    modelName: 'mixtral',
    catalogue,
    devices: ['h100-sxm', 'l4'],
    knobs: { tensorParallel: [1, 2, 3], stepTokensMax: [128, 2048], sequencesMax: [256] },
  })
  const all = enumerateCandidates(ask)
  // Two devices, tp 1 without experts shared out, tp 2 and 3 with and without, two widths of a step.
  assert.equal(all.length, 2 * (1 + 2 + 2) * 2)
  assert.equal(new Set(all.map(({ candidate }) => candidate.id)).size, all.length)
  const reasons = all.map(({ rejection }) => (rejection === null ? '' : rejectionText(rejection)))
  assert.ok(reasons.includes('32 heads cannot be shared by 3'))
  assert.ok(reasons.includes('a step of 128 tokens is too short for 256 sequences'))
})

test('a plan that does not fit says by how much, one that is too slow even alone says at what tier', () => {
  const [one] = enumerateCandidates(
    askOf({ shape, modelName: 'm', catalogue, devices: ['t4'], knobs: { tensorParallel: [1] } }),
  )
  const asked = { shape, weightBytes: null, slo: { ...slo, tpotMs: 1 }, evidence: noEvidence }
  const full = pruneCandidate(one!.candidate, asked, facts).rejection!
  assert.equal(full.kind, 'out-of-memory')
  assert.match(rejectionText(full), /^out of memory by \d\.\d GB a device: 16\.1 GB of weights/)
  const h100 = { ...one!.candidate, device: catalogue.get('h100-sxm') }
  const slow = pruneCandidate(h100, asked, facts).rejection!
  assert.match(rejectionText(slow), /^TPOT .* over 1\.0 ms \(even alone on an idle engine; T3\)$/)
  const long = pruneCandidate(h100, asked, { ...facts, longestTokens: 9e6 }).rejection!
  assert.match(rejectionText(long), /the longest request has 9000000 tokens, the cache holds \d+/)
})

test('under steady load times rise with the rate, and the fewest copies are the fewest that fit', () => {
  const [one] = enumerateCandidates(
    askOf({ shape, modelName: 'm', catalogue, devices: ['l40s'], knobs: { tensorParallel: [1] } }),
  )
  const { candidate } = one!
  const asked = { shape, weightBytes: null, slo, evidence: noEvidence }
  const { fitting } = pruneCandidate(candidate, asked, facts)
  const input = steadyInput({ candidate, fitting: fitting! }, facts, 1.2)
  const capacity = capacityPerSecond(input)
  let before = aloneTimes(input, facts.newPromptMean).tpotMs * 0.999
  for (const share of [0.1, 0.3, 0.6, 0.9]) {
    const state = steadyState(input, share * capacity)
    assert.ok(Math.abs(state.rho - share) < 1e-9)
    assert.ok(state.tpotMs >= before, `${state.tpotMs} at ${share}`)
    before = state.tpotMs
  }
  const copies = fewestCopies(input, 64, ({ tpotMs }) => tpotMs <= 50)!
  assert.ok(steadyState(input, facts.perSecond / copies).tpotMs <= 50)
  assert.ok(copies === 1 || steadyState(input, facts.perSecond / (copies - 1)).tpotMs > 50)
  assert.equal(
    fewestCopies(input, 1, () => false),
    null,
  )
})

test('traffic without a rate is refused, and a turn computes only what is new', () => {
  const options = { share: 0.95, prefixCache: true }
  assert.throws(
    () => trafficOf('one', [request({})], options),
    (error) => LociError.is(error, 'TRACE_INVALID'),
  )
  assert.throws(
    () => trafficOf('burst', [request({}), request({})], options),
    (error) => LociError.is(error, 'TRACE_INVALID'),
  )
  const turns = [
    request({ session: 'a', promptTokens: 100 }),
    request({ session: 'a', promptTokens: 150, arrivalMs: 1000 }),
  ]
  assert.equal(trafficOf('turns', turns, options).facts.newPromptMean, (100 + 40) / 2)
  const cold = trafficOf('turns', turns, { ...options, prefixCache: false })
  assert.equal(cold.facts.newPromptMean, 125)
})

test('the share of one copy holds whole sessions, begins at zero and comes quicker when asked to', () => {
  const requests = Array.from({ length: 40 }, (_, at) =>
    request({ arrivalMs: 500 + 100 * at, session: `s${at % 5}`, line: at }),
  )
  const traffic = trafficOf('made', requests, { share: 0.95, prefixCache: true })
  const task = { copies: 2, prefillCopies: 0, requestCount: 20, thins: true, stepFactor: 1 }
  const own = trialRequests(traffic, { ...task, rateFactor: 2 })
  assert.deepEqual([...new Set(own.map(({ session }) => session))], ['s0', 's2', 's4'])
  assert.deepEqual([own[0]!.arrivalMs, own[1]!.arrivalMs], [0, 100])
  assert.equal(trialRequests(traffic, { ...task, thins: false, rateFactor: 1 }).length, 20)
})

test('the line for vLLM sets what the plan decided, quoted for a shell', () => {
  const [one] = enumerateCandidates(
    askOf({
      shape,
      modelName: 'm',
      catalogue,
      devices: ['h100-sxm'],
      knobs: { tensorParallel: [2], formats: [{ weights: 'fp8', kv: 'fp8' }] },
    }),
  )
  const facts = { modelName: "it's", longestTokens: 5000, contextMax: 8000, prefixCache: true }
  assert.equal(
    vllmLine(one!.candidate, facts),
    "vllm serve 'it'\\''s' --tensor-parallel-size 2 --quantization fp8 --kv-cache-dtype fp8 " +
      '--max-num-batched-tokens 2048 --max-num-seqs 256 --gpu-memory-utilization 0.9 ' +
      '--max-model-len 8000 --enable-prefix-caching',
  )
  assert.equal(candidateId(one!.candidate), 'h100-sxm.tp2.fp8.kv-fp8.b2048')
})

test('an ask that cannot be is refused with a code and what would be right', () => {
  const base = { shape, modelName: 'm', catalogue }
  const refused: [Parameters<typeof askOf>[0], string][] = [
    [{ ...base, devices: ['h1000'] }, 'DEVICE_UNKNOWN'],
    [{ ...base, prices: { 'h100-sxm': -1 } }, 'INPUT_INVALID'],
    [{ ...base, slo: { ttftMs: 0 } }, 'INPUT_INVALID'],
    [{ ...base, slo: { share: 1 } }, 'INPUT_INVALID'],
    [{ ...base, knobs: { tensorParallel: [0] } }, 'INPUT_INVALID'],
    [{ ...base, knobs: { memoryUtilization: 1.5 } }, 'INPUT_INVALID'],
    [{ ...base, failures: -1 }, 'INPUT_INVALID'],
    [
      {
        ...base,
        knobs: { stepTokensMax: Array(400).fill(512), sequencesMax: Array(400).fill(64) },
      },
      'INPUT_TOO_LARGE',
    ],
  ]
  for (const [input, code] of refused) {
    assert.throws(
      () => askOf(input),
      (error) => LociError.is(error) && error.code === code,
      code,
    )
  }
  for (const stated of [
    { perSecond: 0 },
    { perSecond: Number.NaN },
    { promptTokens: 0 },
    { requestCount: 1 },
  ]) {
    const traffic = { perSecond: 1, promptTokens: 10, outputTokens: 10, ...stated }
    assert.throws(
      () => generateTraffic(traffic),
      (error) => LociError.is(error, 'INPUT_INVALID'),
    )
  }
})
