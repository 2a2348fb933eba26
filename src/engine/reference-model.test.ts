/** The reference forward pass against a second one, written apart, and what a sequence keeps to. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomModel, randomShapes } from '../bench/golden/random-model.ts'
import { wholeTextForward } from '../bench/golden/whole-text-forward.ts'
import { LociError } from '../errors.ts'
import { createBytesFile } from '../host/bytes-file.ts'
import { loadWeights, type ModelWeights } from '../model/architecture/load-weights.ts'
import { readGguf } from '../model/gguf/open-gguf.ts'
import { type TensorType, tensorTypeNamed } from '../model/gguf/tensor-types.ts'
import { createPrng } from '../stdx/prng.ts'
import { ReferenceModel } from './reference-model.ts'

async function weightsOf(
  shape: (typeof randomShapes)[number],
  type?: TensorType,
): Promise<ModelWeights> {
  return loadWeights(await readGguf(createBytesFile(randomModel(shape, 7, type))))
}

function drawnIds(count: number, vocabularySize: number): number[] {
  const prng = createPrng(23)
  return Array.from({ length: count }, () => prng.below(vocabularySize))
}

for (const shape of randomShapes) {
  test(`${shape.architecture}: logits are those of a second forward pass`, async () => {
    const weights = await weightsOf(shape)
    const ids = drawnIds(20, shape.vocabularySize)
    const sequence = new ReferenceModel(weights).openSequence()
    for (const [position, row] of wholeTextForward(weights, ids).entries()) {
      for (const [id, logit] of sequence.run(ids[position]!).entries()) {
        const off = Math.abs(logit - row[id]!)
        // Keys and values are kept in float32.
        assert.ok(off < 1e-5, `position ${position}, token ${id}: off by ${off}`)
      }
    }
    assert.equal(sequence.length, ids.length)
  })
}

test('each variant of a model changes its logits, so that each is tested above', async () => {
  const base = randomShapes[0]!
  const logits = async (change: Partial<typeof base>): Promise<string> => {
    const sequence = new ReferenceModel(await weightsOf({ ...base, ...change })).openSequence()
    sequence.run(1)
    return sequence.run(2).subarray(0, 3).join(' ')
  }
  const variants = [
    {},
    { linearFactor: 2 },
    { ropeDimensionCount: 8 },
    { hasRopeFrequencies: false },
    { hasOptionalBiases: false },
    { isTied: true },
    { kvHeadCount: 1 },
  ]
  const all = await Promise.all(variants.map(logits))
  assert.equal(new Set(all).size, variants.length)
})

test('sequences of one model do not know of each other', async () => {
  const model = new ReferenceModel(await weightsOf(randomShapes[3]!))
  const alone = model.openSequence()
  const other = model.openSequence()
  for (const id of [5, 6, 7]) other.run(id)
  const first = alone.run(3)
  other.run(3)
  const again = model.openSequence()
  assert.deepEqual(again.run(3), first)
  assert.deepEqual(again.run(4), alone.run(4))
})

test('blocks of 32 and odd rows compute: quantised weights are close to their originals', async () => {
  const [shape] = randomShapes
  const plain = new ReferenceModel(await weightsOf(shape!)).openSequence().run(5)
  const type = tensorTypeNamed('Q8_0')!
  const quantised = new ReferenceModel(await weightsOf(shape!, type)).openSequence().run(5)
  const off = plain.map((logit, id) => Math.abs(logit - quantised[id]!))
  assert.ok(Math.max(...off) > 0 && Math.max(...off) < 0.2, `off by ${Math.max(...off)}`)
})

test('the context ends with a typed error and the sequence stays as it was', async () => {
  const shape = { ...randomShapes[1]!, contextLength: 3 }
  const sequence = new ReferenceModel(await weightsOf(shape)).openSequence()
  for (const id of [1, 2, 3]) sequence.run(id)
  assert.throws(
    () => sequence.run(4),
    (error) => LociError.is(error, 'MODEL_CONTEXT_OVERFLOW'),
  )
  assert.equal(sequence.length, 3)
})
