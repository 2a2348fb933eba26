/** LLM-Viewer's operators: each correction alone changes what it names and nothing else. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDeviceCatalogue } from '../hardware/device-catalogue.ts'
import { knownModel } from '../model-shape/known-models.ts'
import {
  corrections,
  fusedAttention,
  type Operator,
  type OperatorRules,
  operatorsOf,
  published,
  underRoof,
} from './operators.ts'

const bytes = { weight: 2, activation: 2, kv: 2 }
const prefill = { stage: 'prefill', batch: 1, tokens: 2048 } as const
const decode = { stage: 'decode', batch: 4, tokens: 2048 } as const

function changed(rules: Partial<OperatorRules>, stage: typeof prefill | typeof decode): string[] {
  const shape = knownModel('llama-3.1-8b')
  const before = operatorsOf(shape, stage, bytes, published)
  const after = operatorsOf(shape, stage, bytes, { ...published, ...rules })
  return after
    .filter((one, at) => one.ops !== before[at]!.ops || one.bytes !== before[at]!.bytes)
    .map(({ name }) => name)
}

function named(operators: readonly Operator[], name: string): Operator {
  return operators.find((one) => one.name === name)!
}

test('[LLMVIEW-FIX-1] each correction changes the operators that it names and no other', () => {
  assert.deepEqual(changed({ groupsHeads: true }, decode), ['qk_matmul', 'sv_matmul'])
  assert.deepEqual(changed({ halvesCausal: true }, prefill), ['qk_matmul', 'sv_matmul', 'softmax'])
  assert.deepEqual(changed({ halvesCausal: true }, decode), [])
  assert.deepEqual(changed({ countsOutputTwice: true }, decode), ['lm_head'])
  assert.deepEqual(changed({ storesHeadSize: true }, decode), [])
  assert.equal(new Set(corrections.map(({ id }) => id)).size, corrections.length)
})

test('grouped heads read an eighth of the cache, and the table of hardware is corrected', () => {
  const shape = knownModel('llama-3.1-70b')
  const wrong = named(operatorsOf(shape, decode, bytes, published), 'qk_matmul')
  const right = named(
    operatorsOf(shape, decode, bytes, { ...published, groupsHeads: true }),
    'qk_matmul',
  )
  const cache = 4 * 2048 * 128 * 2
  assert.equal(wrong.bytes - right.bytes, cache * (64 - 8))
  assert.equal(openDeviceCatalogue().get('h100').memoryBandwidth.value, 3350e9)
})

test('a fused kernel stores rows of the head size, and stands under the roof by its bytes', () => {
  const shape = knownModel('llama-2-7b')
  const options = { onChipBytes: 21_504_000, rules: { ...published, storesHeadSize: true } }
  const right = fusedAttention(shape, prefill, bytes, options)
  const wrong = fusedAttention(shape, prefill, bytes, { ...options, rules: published })
  assert.equal(wrong.bytes - right.bytes, 2048 * 32 * (2048 - 128) * 2)
  const roof = { opsPerSecond: 155e12, bytesPerSecond: 768e9 }
  assert.equal(underRoof(right, roof).bound, 'memory')
  assert.deepEqual(underRoof({ ops: 10, bytes: 10 }, roof).bound, 'memory')
  assert.equal(underRoof({ ops: 768e9, bytes: 768e9 }, roof).seconds, 1)
})
