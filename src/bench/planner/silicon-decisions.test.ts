/** Decisions by hand: what is a case, a violation, a regret, and nothing of a held-out device in what predicts it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitConstants } from '../../planner/cost/fit-constants.ts'
import { openDeviceCatalogue } from '../../planner/hardware/device-catalogue.ts'
import { readApexRuns } from './apex-runs.ts'
import { holdOutEach } from './held-out.ts'
import { madeSilicon } from './made-silicon.ts'
import { chooseByModel, decide } from './silicon-decisions.ts'
import { readSilicon, type SiliconRow } from './silicon-rows.ts'

/** Six configurations of one copy on one device; times grow with the batch. */
function group(milliseconds: readonly number[]): SiliconRow[] {
  return milliseconds.map((time, at) => ({
    device: 'h100-sxm',
    model: 'm',
    isDense: true,
    group: 'g',
    concurrency: 2 ** (at + 1),
    tensorParallel: 1,
    deviceCount: 1,
    seconds: time / 1000,
    terms: [],
  }))
}

test('[APEX-PLAN-1] a true model never violates and regrets nothing; one that flatters violates; a margin costs', () => {
  const rows = group([5, 6, 8, 11, 18, 40])
  const perfect = decide(
    rows,
    chooseByModel((row) => row.seconds, 1),
  )
  assert.deepEqual([perfect.caseCount, perfect.violationShare, perfect.regretMedian], [5, 0, 0])
  const flattering = decide(
    rows,
    chooseByModel((row) => row.seconds / 3, 1),
  )
  // The limits of 10 and 15 ms are broken by the configuration of 18 ms, which gives the most.
  assert.equal(flattering.violationShare, 2 / 5)
  const careful = decide(
    rows,
    chooseByModel((row) => row.seconds, 1.3),
  )
  assert.equal(careful.violationShare, 0)
  assert.ok(careful.regretMean > 0)
  const mute = decide(rows, () => null)
  assert.deepEqual([mute.unanswered, mute.regretMedian], [5, 1])
  assert.equal(
    decide(
      rows.slice(1),
      chooseByModel((row) => row.seconds, 1),
    ).caseCount,
    0,
  )
})

test('constants for a device are fitted on the others alone', () => {
  const rows = madeSilicon(3)
  for (const { device, constants, rows: own } of holdOutEach(rows)) {
    assert.ok(own.every((row) => row.device === device))
    assert.deepEqual(constants, fitConstants(rows.filter((row) => row.device !== device)))
  }
})

test('rows are read by the names of their columns, and what is left out has its reason', () => {
  const head =
    'mode,model_path,system,backend,isl,osl,gemm_quant_mode,batch_size,tp_size,pp_size,silicon_tpot_ms\n'
  const text = [
    'agg,meta-llama/Llama-3.1-8B,h100_sxm,vllm,1024,128,fp8,8,1,1,7.5',
    'agg,Qwen/Qwen3-32B,gb200,vllm,1024,128,fp8,8,1,1,7.5',
    'disagg,meta-llama/Llama-3.1-8B,h100_sxm,vllm,1024,128,fp8,8,1,1,7.5',
    'agg,someone/Unheard-7B,h100_sxm,vllm,1024,128,fp8,8,1,1,7.5',
    'agg,meta-llama/Llama-3.1-8B,abacus,vllm,1024,128,fp8,8,1,1,7.5',
  ]
  const { rows, leftOut } = readSilicon(head + text.join('\n'), 's.csv', openDeviceCatalogue())
  assert.equal(rows.length, 1)
  assert.deepEqual(leftOut, {
    'contradict themselves': 1,
    disaggregated: 1,
    'shape of the model not known': 1,
    'device not known': 1,
  })
})

test('a run of APEX names its plan and its rate', () => {
  const head = 'name,ttft_s,tpot_s,trace_prompt_tokens,trace_output_tokens,requests\n'
  const runs = readApexRuns(
    `${head}llama_lmsys_025_validation_4DP2TP_0,0.04,0.03,1000,2000,10\n`,
    'a.csv',
  )
  assert.deepEqual(runs[0], {
    name: 'llama_lmsys_025_validation_4DP2TP_0',
    tensorParallel: 2,
    requestsPerSecond: 0.0625,
    promptTokens: 100,
    outputTokens: 200,
    measuredSeconds: 0.03,
  })
})
