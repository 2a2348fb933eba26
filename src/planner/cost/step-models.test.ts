/** The polynomial of a roofline, steps fitted from measurements, and unequal contexts. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrng } from '../../stdx/prng.ts'
import { openDeviceCatalogue } from '../hardware/device-catalogue.ts'
import { knownModel } from '../model-shape/known-models.ts'
import { engineBlocks } from '../workload/simulated-requests.ts'
import { deploymentOf } from './deployment.ts'
import { fittedStep } from './fitted-step.ts'
import { withHost } from './host-seconds.ts'
import { linearStep } from './linear-step.ts'
import { rooflineModel } from './roofline-model.ts'
import type { StepBatch } from './step-batch.ts'
import { openSkewTable, spreadOf } from './tables/attention-skew.ts'

function drawBatch(seed: number): StepBatch {
  const prng = createPrng(seed)
  const decodeCount = prng.below(100)
  return {
    prefill: Array.from({ length: prng.below(3) }, () => ({
      tokenCount: 1 + prng.below(2000),
      contextBefore: prng.below(9000),
    })),
    decodeCount: decodeCount + 1,
    decodeContextTokens: (decodeCount + 1) * (1 + prng.below(4000)),
  }
}

test('a dense roofline is priced by its polynomial to the ninth digit, a mixture as it is', () => {
  const device = openDeviceCatalogue().get('h100-sxm')
  const dense = rooflineModel(deploymentOf({ shape: knownModel('llama-3.1-8b'), device }))
  const quick = linearStep(dense)
  assert.notEqual(quick, dense)
  for (let seed = 0; seed < 200; seed += 1) {
    const batch = drawBatch(seed)
    const ratio = quick.stepSeconds(batch) / dense.stepSeconds(batch)
    assert(Math.abs(ratio - 1) < 1e-8, `seed ${seed}: ${ratio}`)
  }
  const mixture = rooflineModel(deploymentOf({ shape: knownModel('mixtral-8x7b-v0.1'), device }))
  assert.equal(linearStep(mixture), mixture)
})

test('steps that were measured give their own coefficients back, pauses left out', () => {
  const truth = ({ prefill, decodeCount, decodeContextTokens }: StepBatch): number =>
    2 +
    0.3 * decodeCount +
    0.001 * decodeContextTokens +
    prefill.reduce((sum, { tokenCount }) => sum + 0.05 * tokenCount, prefill.length > 0 ? 1 : 0)
  const steps = Array.from({ length: 200 }, (_, seed) => {
    const batch = drawBatch(seed)
    return { ...batch, ms: truth(batch) * (seed % 50 === 7 ? 30 : 1) }
  })
  const model = fittedStep(steps, 'a test')
  for (let seed = 500; seed < 550; seed += 1) {
    const batch = drawBatch(seed)
    const ratio = (model.stepSeconds(batch) * 1000) / truth(batch)
    assert(Math.abs(ratio - 1) < 0.01, `seed ${seed}: ${ratio}`)
  }
  assert.equal(model.tier, 'T0')
  assert.throws(() => fittedStep(steps.slice(0, 5), 'a test'), { code: 'INPUT_INVALID' })
})

test('the host adds to a step by its prompts and sequences', () => {
  const kernels = { ...rooflineOfNothing, stepSeconds: () => 1 }
  const host = { secondsPerStep: 0.1, secondsPerPromptStep: 0.01, secondsPerSequence: 0.001 }
  const batch = {
    prefill: [{ tokenCount: 5, contextBefore: 0 }],
    decodeCount: 2,
    decodeContextTokens: 9,
  }
  assert(Math.abs(withHost(kernels, host).stepSeconds(batch) - 1.113) < 1e-12)
})

const rooflineOfNothing = { tier: 'T3', origin: '', band80: { low: 1, high: 1 } } as const

test('what unequal contexts add is read between sequences and shares that were measured', () => {
  const table = openSkewTable(
    'n,ratio,pc,alpha,t_skew_us\n8,0.25,0,0.2,1\n8,0.75,0,0.4,1\n16,0.25,0,0.6,1\n16,0.25,64,9,1\n',
    'skew.csv',
  )!
  assert(Math.abs(table(8, 0.5) - 0.3) < 1e-12)
  assert(Math.abs(table(12, 0.25) - 0.4) < 1e-12)
  assert.deepEqual(spreadOf([10, 10, 10, 50, 99], 4), {
    meanTokens: 20,
    maxTokens: 50,
    longShare: 0.25,
  })
})

test('blocks of a trace are cut to those of the engine and stay equal where prefixes are', () => {
  const ids = [7, 9]
  assert.deepEqual(engineBlocks(ids, 32, 32), ids)
  const small = engineBlocks(ids, 32, 16)
  assert.equal(new Set(small).size, 4)
  assert.deepEqual(engineBlocks([7, 8], 32, 16).slice(0, 2), small.slice(0, 2))
  assert.equal(engineBlocks(ids, 32, 64).length, 1)
})
