/** The encoder's forward pass by small models whose answer is known. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBytesFile } from '../../host/bytes-file.ts'
import { loadEncoder } from '../../model/architecture/load-encoder.ts'
import { readGguf } from '../../model/gguf/open-gguf.ts'
import { randomEncoder } from '../../testing/random-encoder.ts'
import { ReferenceEncoder } from './reference-encoder.ts'

async function opened(): Promise<ReferenceEncoder> {
  return new ReferenceEncoder(await loadEncoder(await readGguf(createBytesFile(randomEncoder()))))
}

test('every token sees every other, later ones too', async () => {
  const encoder = await opened()
  const [first] = encoder.statesOf([2, 10, 11, 3])
  const [changed] = encoder.statesOf([2, 10, 12, 3])
  assert.ok(first!.some((value, at) => Math.abs(value - changed![at]!) > 1e-3))
})

test('places matter, and a state has the mean and spread that its last norm gives it', async () => {
  const encoder = await opened()
  const [, a, b] = encoder.statesOf([2, 10, 11, 3])
  const [, c, d] = encoder.statesOf([2, 11, 10, 3])
  assert.notDeepEqual([a, b], [d, c])
  const spread = Math.sqrt(a!.reduce((sum, value) => sum + value ** 2, 0) / a!.length)
  assert.ok(spread > 0.8 && spread < 1.2, String(spread))
})

test('texts of one call do not know of each other', async () => {
  const encoder = await opened()
  const texts = [Int32Array.of(2, 10, 3), Int32Array.of(2, 11, 12, 13, 3)]
  const [first, second] = texts.map((text) => encoder.states([text])[0])
  assert.deepEqual(encoder.states(texts), [first, second])
})
