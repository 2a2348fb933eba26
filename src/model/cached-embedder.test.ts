import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { faultyEmbedder } from '../testing/faulty-embedder.ts'
import { cachedEmbedder } from './cached-embedder.ts'

/** An entry of a short text weighs about 200 + 2 per character + 64 bytes of row. */
const ROOM_FOR_TWO = 600

test('a text is embedded once, within a call and between calls, blank ones too', async () => {
  const inner = faultyEmbedder()
  const embedder = cachedEmbedder(inner, { bytesMax: 10_000 })
  const first = await embedder.embed(['a', 'b', 'a', ''])
  assert.deepEqual(inner.calls, [['a', 'b', '']])
  assert.deepEqual(await embedder.embed(['', 'b', 'c']), [
    null,
    first[1],
    ...(await inner.embed(['c'])),
  ])
  assert.deepEqual(inner.calls.slice(1, 2), [['c']])
  const { hitCount, missCount, entryCount } = embedder.cacheStats()
  assert.deepEqual(
    { hitCount, missCount, entryCount },
    { hitCount: 3, missCount: 4, entryCount: 4 },
  )
})

test('the least recently used text goes when the room is full', async () => {
  const inner = faultyEmbedder()
  const embedder = cachedEmbedder(inner, { bytesMax: ROOM_FOR_TWO })
  await embedder.embed(['a', 'b'])
  await embedder.embed(['a'])
  await embedder.embed(['c'])
  await embedder.embed(['a'])
  assert.deepEqual(inner.calls, [['a', 'b'], ['c']])
  await embedder.embed(['b'])
  assert.deepEqual(inner.calls.at(-1), ['b'])
  assert.ok(embedder.cacheStats().bytes <= ROOM_FOR_TWO)
})

test('a failed call leaves nothing behind', async () => {
  const embedder = cachedEmbedder(faultyEmbedder({ faults: ['unreachable'] }), { bytesMax: 10_000 })
  await assert.rejects(embedder.embed(['a']), (error) =>
    LociError.is(error, 'EMBEDDER_UNAVAILABLE'),
  )
  assert.equal(embedder.cacheStats().entryCount, 0)
  assert.notEqual((await embedder.embed(['a']))[0], null)
})

test('closing empties the cache', async () => {
  const embedder = cachedEmbedder(faultyEmbedder(), { bytesMax: 10_000 })
  await embedder.embed(['a'])
  await embedder.close()
  assert.equal(embedder.cacheStats().bytes, 0)
})
