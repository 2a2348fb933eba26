/** Cost models: the roofline's terms, the fit, closed loops, siblings, and the bands that go with a tier. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../../errors.ts'
import { openDeviceCatalogue } from '../hardware/device-catalogue.ts'
import { knownModel } from '../model-shape/known-models.ts'
import { closedLoopStep } from './closed-loop.ts'
import { estimateStep, tierNames } from './cost-model.ts'
import { deploymentOf, deviceCount } from './deployment.ts'
import { type FitCase, fitConstants, textbookConstants } from './fit-constants.ts'
import {
  gemmBytes,
  gemmEfficiencies,
  gemmIntensity,
  gemmJoules,
  gemmSeconds,
} from './gemm-model.ts'
import { rooflineModel } from './roofline-model.ts'
import { termNames, termsOf, weighedSum } from './roofline-terms.ts'
import { siblingModel } from './sibling-model.ts'
import { decodeStep, prefillStep } from './step-batch.ts'
import { touchedShare, workOf } from './step-work.ts'

const catalogue = openDeviceCatalogue()
const h100 = catalogue.get('h100')

test('decoding one sequence reads every weight once, and the cache of its context', () => {
  const shape = knownModel('llama-3.1-8b')
  const work = workOf(deploymentOf({ shape, device: h100 }))(decodeStep(1, 1000))
  const embeddings = 128_256 * 4096
  assert.equal(work.weightBytes, 2 * (8_030_261_248 - embeddings - 4096))
  assert.equal(work.kvBytes, 1001 * 131_072)
  assert.equal(work.collectiveCount, 0)
})

test('a prompt computes half of its scores, and all of them after a prefix', () => {
  const shape = knownModel('llama-3.1-8b')
  const work = workOf(deploymentOf({ shape, device: h100 }))
  const perPair = 4 * 32 * 128 * 32
  assert.equal(work(prefillStep(1000)).attentionOps, (perPair * 1000 * 1000) / 2)
  assert.equal(work(prefillStep(10, 1000)).attentionOps, perPair * 10 * 1005)
})

test('a mixture reads the experts that its tokens touch, all of them when they are many', () => {
  assert.equal(touchedShare(8, 2, 1), 0.25)
  assert.ok(touchedShare(8, 2, 64) > 0.999)
  const shape = knownModel('mixtral-8x7b-v0.1')
  const work = workOf(deploymentOf({ shape, device: h100 }))
  assert.ok(work(decodeStep(1, 10)).weightBytes < 0.3 * work(decodeStep(256, 10)).weightBytes)
})

test('tensor parallelism shares out weights and pays two collectives a layer; stages pay hops', () => {
  const shape = knownModel('llama-3.1-70b')
  const one = workOf(deploymentOf({ shape, device: h100 }))(decodeStep(8, 100))
  const four = workOf(deploymentOf({ shape, device: h100, tensorParallel: 4 }))(decodeStep(8, 100))
  assert.equal(four.weightBytes, one.weightBytes / 4)
  assert.equal(four.collectiveCount, 160)
  const staged = deploymentOf({ shape, device: h100, tensorParallel: 4, pipelineParallel: 2 })
  assert.deepEqual([workOf(staged)(decodeStep(8, 100)).hopCount, deviceCount(staged)], [1, 8])
})

test('[LLMVIEW-COST-1] more work never takes less time, and every estimate says its tier and band', () => {
  const shape = knownModel('llama-3.1-8b')
  const model = rooflineModel(deploymentOf({ shape, device: h100 }))
  fc.assert(
    fc.property(fc.nat(500), fc.nat(20_000), fc.nat(4000), (count, context, prompt) => {
      const some = {
        ...prefillStep(prompt),
        decodeCount: count,
        decodeContextTokens: count * context,
      }
      const more = { ...some, decodeCount: count + 1, decodeContextTokens: (count + 1) * context }
      assert.ok(model.stepSeconds(more) > model.stepSeconds(some))
      const { seconds, lowSeconds, highSeconds, tier } = estimateStep(model, more)
      assert.ok(lowSeconds < seconds && seconds < highSeconds && tierNames[tier] === 'roofline')
    }),
  )
})

test('a fit finds the constants that made its cases, and keeps to the textbook where nothing tells', () => {
  const constants = { ...textbookConstants, weights: 1.7, layer: 8, prefillMatrix: 1.2 }
  const cases: FitCase[] = []
  for (const name of ['llama-3.1-8b', 'llama-3.1-70b', 'qwen3-32b']) {
    for (const device of ['h100', 'a100', 'l40s', 'b200']) {
      for (const tensorParallel of [1, 2, 8]) {
        for (const concurrency of [1, 16, 128, 512]) {
          const shape = knownModel(name)
          const terms = termsOf(
            deploymentOf({ shape, device: catalogue.get(device), tensorParallel }),
          )
          const step = terms(closedLoopStep({ concurrency, promptTokens: 2048, outputTokens: 128 }))
          cases.push({ terms: step, seconds: weighedSum(constants, step) })
        }
      }
    }
  }
  const fit = fitConstants(cases)
  const worst = Math.max(
    ...cases.map((one) => Math.abs(weighedSum(fit, one.terms) / one.seconds - 1)),
  )
  assert.ok(worst < 0.05, String(worst))
  assert.ok(Math.abs(fit.weights - 1.7) < 0.15)
  for (const name of termNames)
    assert.ok(Math.abs(fitConstants([])[name] - textbookConstants[name]) < 1e-6)
})

test('a closed loop carries the prompts of the others: whole ones, then a piece in the middle', () => {
  const step = closedLoopStep({ concurrency: 9, promptTokens: 1600, outputTokens: 128 })
  assert.deepEqual(step.prefill, [{ tokenCount: 100, contextBefore: 750 }])
  assert.deepEqual([step.decodeCount, step.decodeContextTokens], [9, 9 * 1664])
  const many = closedLoopStep({ concurrency: 257, promptTokens: 100, outputTokens: 100 })
  assert.deepEqual(
    many.prefill.map(({ tokenCount }) => Math.round(tokenCount)),
    [100, 100, 56],
  )
})

test('a sibling is scaled by the roofs of the same step, and a stranger is refused', () => {
  const shape = knownModel('llama-3.1-8b')
  const h200 = catalogue.get('h200')
  const part = {
    device: h200,
    sibling: h100,
    measured: { ...rooflineModel(deploymentOf({ shape, device: h100 })), origin: 'measured' },
    siblingRoofline: rooflineModel(deploymentOf({ shape, device: h100 })),
    ownRoofline: rooflineModel(deploymentOf({ shape, device: h200 })),
  }
  const scaled = siblingModel(part)
  assert.equal(scaled.tier, 'T2')
  const own = part.ownRoofline.stepSeconds(decodeStep(4, 100))
  assert.ok(Math.abs(scaled.stepSeconds(decodeStep(4, 100)) / own - 1) < 1e-12)
  assert.throws(
    () => siblingModel({ ...part, device: catalogue.get('mi300x') }),
    (error) => LociError.is(error, 'INPUT_INVALID'),
  )
})

test('what cannot be deployed is refused: no link, no such degree, more stages than layers', () => {
  const shape = knownModel('llama-3.1-8b')
  const apple = catalogue.get('apple m4')
  assert.throws(
    () => termsOf(deploymentOf({ shape, device: apple, tensorParallel: 2 })),
    (error) => LociError.is(error, 'DEVICE_FILE_INVALID'),
  )
  for (const part of [{ tensorParallel: 0 }, { tensorParallel: 1.5 }, { pipelineParallel: 33 }]) {
    assert.throws(
      () => deploymentOf({ shape, device: h100, ...part }),
      (error) => LociError.is(error, 'INPUT_INVALID'),
    )
  }
})

test('[GPPERF-GEMM-1] a product is bound by memory below the ridge and by compute above it, plus its start', () => {
  const device = { opsPerSecond: 989e12, bytesPerSecond: 3.35e12 }
  const { hopper } = gemmEfficiencies
  const thin = { m: 1, n: 4096, k: 4096, bytesPerElement: 2 }
  const wide = { m: 8192, n: 8192, k: 8192, bytesPerElement: 2 }
  assert.equal(gemmSeconds(thin, device, hopper), gemmBytes(thin) / (0.85 * 3.35e12) + 3e-6)
  assert.equal(gemmSeconds(wide, device, hopper), (2 * 8192 ** 3) / (0.8 * 989e12) + 3e-6)
  assert.ok(gemmIntensity(thin) < 1.01 && gemmIntensity(wide) > 2000)
  const power = { idleWatts: 75, boardWatts: 700, opsPerSecond: 989e12 }
  const joules = gemmJoules(wide, gemmSeconds(wide, device, hopper), power)
  assert.ok(joules / gemmSeconds(wide, device, hopper) > 500)
})
