import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LociError } from '../errors.ts'
import { faultyEmbedder } from '../testing/faulty-embedder.ts'
import { batchedEmbedder, batchesOf } from './batched-embedder.ts'

test('batches end at either limit, and a text that is too long goes alone', () => {
  const texts = ['aaaa', 'bbbb', 'cccc', 'd'.repeat(11), 'e']
  const batches = [...batchesOf(texts, { textsMax: 2, charactersMax: 10 })]
  assert.deepEqual(batches, [['aaaa', 'bbbb'], ['cccc'], ['d'.repeat(11)], ['e']])
})

test('batches put back together are the texts, and none passes a limit', () => {
  const texts = fc.array(fc.string({ maxLength: 30 }))
  const limit = fc.integer({ min: 1, max: 20 })
  fc.assert(
    fc.property(texts, limit, limit, (all, textsMax, charactersMax) => {
      const batches = [...batchesOf(all, { textsMax, charactersMax })]
      assert.deepEqual(batches.flat(), all)
      for (const batch of batches) {
        const characterCount = batch.reduce((sum, text) => sum + text.length, 0)
        assert.ok(batch.length >= 1 && batch.length <= textsMax)
        assert.ok(characterCount <= charactersMax || batch.length === 1)
      }
    }),
    { seed: 4 },
  )
})

test('one failing batch fails the call, and later batches are not started', async () => {
  const inner = faultyEmbedder({ faults: ['none', 'unreachable'] })
  const embedder = batchedEmbedder(inner, { textsMax: 1, charactersMax: 100 })
  await assert.rejects(embedder.embed(['a', 'b', 'c']), (error) =>
    LociError.is(error, 'EMBEDDER_UNAVAILABLE'),
  )
  assert.deepEqual(inner.calls, [['a'], ['b']])
})
