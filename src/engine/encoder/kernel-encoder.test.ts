/** The encoder on kernels against the plain reference, for every type that files come in, and what a run may not change. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBytesFile } from '../../host/bytes-file.ts'
import { nodeDisk } from '../../host/node-disk.ts'
import { createEngineOps } from '../../kernels/create-engine-ops.ts'
import { type EngineModule, openEngineModule } from '../../kernels/open-engine-module.ts'
import { type LoadedEncoder, loadEncoder } from '../../model/architecture/load-encoder.ts'
import { readGguf } from '../../model/gguf/open-gguf.ts'
import { tensorTypeNamed } from '../../model/gguf/tensor-types.ts'
import { gelu } from '../../stdx/erf.ts'
import { createPrng } from '../../stdx/prng.ts'
import { randomEncoder } from '../../testing/random-encoder.ts'
import { GeluTable } from './gelu-table.ts'
import { KernelEncoder } from './kernel-encoder.ts'
import { createEncoderMemory, packEncoder, planEncoder } from './place-encoder.ts'
import { ReferenceEncoder } from './reference-encoder.ts'

const SEED = 5
/** Activations of 16 bits against float64. */
const STATE_ERROR_MAX = 2e-3

const modules: EngineModule[] = [
  await openEngineModule({ disk: nodeDisk, choice: 'reference' }),
  await openEngineModule({ disk: nodeDisk }),
]

async function loaded(type: string): Promise<LoadedEncoder> {
  const bytes = randomEncoder({}, SEED, tensorTypeNamed(type)!)
  return loadEncoder(await readGguf(createBytesFile(bytes)))
}

function onKernels(encoder: LoadedEncoder, { mode, module }: EngineModule): KernelEncoder {
  const plan = planEncoder(encoder.model, encoder.tensors, 128)
  const memory = createEncoderMemory(plan)
  packEncoder(plan, memory, encoder.tensors)
  const ops = createEngineOps(mode, memory, module)
  return new KernelEncoder({ loaded: encoder, plan, memory, ops })
}

function drawnTexts(lengths: readonly number[]): Int32Array[] {
  const prng = createPrng(SEED)
  return lengths.map((length) => Int32Array.from({ length }, () => prng.below(90)))
}

function farthest(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0)
}

for (const opened of modules) {
  const skip = opened.reason !== null && opened.reason !== 'testing' ? opened.reason : false
  for (const type of ['F32', 'F16', 'Q8_0', 'Q4_0', 'Q5_0']) {
    test(`${opened.mode} kernels, ${type}: states are the reference's`, { skip }, async () => {
      const encoder = await loaded(type)
      const texts = drawnTexts([1, 7, 64, 40])
      const wanted = new ReferenceEncoder(encoder).states(texts)
      const states = onKernels(encoder, opened).states(texts)
      for (const [index, state] of states.entries()) {
        const off = farthest(state, wanted[index]!)
        assert.ok(off < STATE_ERROR_MAX, `seed ${SEED}, text ${index}: off by ${off}`)
      }
    })
  }

  test(`${opened.mode} kernels: a text's states are its own, whatever runs beside it`, {
    skip,
  }, async () => {
    const encoder = onKernels(await loaded('Q8_0'), opened)
    const texts = drawnTexts([3, 31, 16, 5])
    const together = encoder.states(texts)
    for (const [index, text] of texts.entries()) {
      assert.deepEqual(encoder.states([text]), [together[index]])
    }
  })
}

test('both implementations of the kernels give the same bits', {
  skip: modules[1]!.reason ?? false,
}, async () => {
  const encoder = await loaded('Q4_0')
  const texts = drawnTexts([9, 33])
  const [reference, simd] = modules.map((opened) => onKernels(encoder, opened).states(texts))
  assert.deepEqual(reference, simd)
})

test('the table of GELU is exact to 3e-8, at its ends too', () => {
  const numbers = Float32Array.from({ length: 20_001 }, (_, at) => at / 1000 - 10)
  const exact = Float64Array.from(numbers, gelu)
  new GeluTable().apply(numbers, 0, numbers.length)
  for (const [at, value] of numbers.entries()) {
    const off = Math.abs(value - exact[at]!)
    // What is stored is single precision.
    assert.ok(off < 3e-8 + Math.abs(value) * 6e-8, `${exact[at]}: off by ${off}`)
  }
  const odd = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
  new GeluTable().apply(odd, 0, 3)
  assert.deepEqual([...odd], [Number.NaN, Number.POSITIVE_INFINITY, 0])
})
