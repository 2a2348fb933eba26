/** The parts of the comparison on small generated workloads: directions that the papers claim, and work that is the same. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gammaArrivals } from '../../planner/workload/generate/arrivals.ts'
import { createPrng } from '../../stdx/prng.ts'
import { openStage, runOn } from '../serving-stage.ts'
import { AdmissionTrial } from './admission-part.ts'
import { batchPart } from './batch-part.ts'
import { generatedLengths } from './scheduling-input.ts'
import { madePrograms, programRequests } from './turn-workloads.ts'

test('[PF-GOODPUT-1] above saturation more requests meet the SLO with past-future than with its rivals', () => {
  const prng = createPrng(2)
  const input = {
    arrivalsMs: gammaArrivals({ requestsPerSecond: 4, variation: 1.5 }, 1_200, prng),
    lengths: generatedLengths(1_200, prng),
    ...{ sessions: null, notes: [], dataSha256: null },
  }
  const trial = new AdmissionTrial(input, 1_200)
  const requests = trial.requestsAt(4.2)
  const [own, aggressive, conservative] = ['past-future', 'aggressive', 'conservative'].map(
    (policy) => trial.row({ load: 1.1, policy }, requests, policy),
  )
  assert(own!.goodput > aggressive!.goodput, `${own!.goodput} against ${aggressive!.goodput}`)
  assert(own!.goodput > conservative!.goodput, `${own!.goodput} against ${conservative!.goodput}`)
  assert(own!.evictions < aggressive!.evictions / 4)
  assert.equal(conservative!.evictions, 0)
  assert(own!.peakError! < 0.1, `the peak is off by ${own!.peakError}`)
})

test('[BATCHLLM-PREFILL-1] a batch with shared prefixes computes fewer prompt tokens, and not fewer than there are', () => {
  const { rows, uniqueTokens, promptTokens } = batchPart(12)
  const [base, whole] = ['fcfs + lru', 'batchllm'].map(
    (name) => rows.find(({ scheduler }) => scheduler === name)!,
  )
  assert(whole!.prefillTokens < 0.6 * base!.prefillTokens)
  assert(whole!.prefillTokens >= uniqueTokens && base!.prefillTokens <= 1.1 * promptTokens)
})

test('[CONT-JOB-1] above saturation jobs are shorter with continuum than with end-of-turn release, and less is computed again', () => {
  const requests = programRequests(madePrograms(24), 0.2)
  const stage = openStage('h100-sxm')
  const [base, own] = (
    [
      { ordering: 'fcfs', retention: 'end-of-turn' },
      { ordering: 'continuum', retention: 'continuum' },
    ] as const
  ).map((names) => runOn(stage, { requests, names }).report)
  assert(own!.sessions.mean < 0.9 * base!.sessions.mean)
  assert(own!.reprefilledTokens < base!.reprefilledTokens)
  assert.equal(own!.endings.finished, requests.length)
})
