/** A vectoriser that fails or answers nonsense is one without opinion, and is told. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import {
  newAnswer,
  openTestCache,
  putAnswer,
  requestOf,
  wordVector,
} from '../testing/test-cache.ts'
import type { VectorOf } from './category-of.ts'
import { usableVectors } from './usable-vectors.ts'

const scaled = (factor: number) => (text: string) =>
  wordVector(text)?.map((value) => value * factor) ?? null

const stored = 'What grows in the old garden behind the house?'
const reworded = 'What grows in old garden behind the house?'

const faults: Readonly<Record<string, VectorOf>> = {
  throws: () => {
    throw new LociError('EMBEDDER_UNAVAILABLE', 'gone')
  },
  rejects: () => Promise.reject(new LociError('EMBEDDER_TIMEOUT', 'slow')),
  NaN: scaled(Number.NaN),
  zeros: scaled(0),
  'another length': scaled(2),
  'another dimension': (text) =>
    wordVector(text)!
      .subarray(1)
      .map((value) => value * 1),
}

test('a usable vector and an opinion that is lacking pass, and are no trouble', async () => {
  const troubles: unknown[] = []
  const vectorOf = usableVectors(
    (text) => (text === '' ? null : wordVector(text)),
    (error) => troubles.push(error),
  )
  assert.deepEqual(await vectorOf('a garden'), wordVector('a garden'))
  assert.equal(await vectorOf(''), null)
  assert.deepEqual(troubles, [])
})

for (const [what, fault] of Object.entries(faults)) {
  test(`a vectoriser that ${what} in mid-run leaves exact and normalised matches, and the model answers`, async () => {
    let isFaulty = false
    const { cache, troubles } = await openTestCache({
      vectorOf: (text) => (isFaulty ? fault(text) : wordVector(text)),
    })
    const ask = (question: string) => requestOf(cache, 'ada', question)
    await putAnswer(cache, ask(stored), newAnswer('beans'))
    isFaulty = true
    const stages = []
    for (const question of [stored, stored.toUpperCase(), reworded]) {
      const found = await cache.lookup(ask(question))
      stages.push(found.outcome === 'hit' ? found.stage : found.reason)
    }
    assert.deepEqual(stages, ['exact', 'normalised', 'no-vector'])
    assert.ok(troubles.length > 0 && troubles.every((error) => LociError.is(error)))
    const fresh = await cache.answerWith(ask('Who plays?'), async () => newAnswer('Ada'))
    assert.equal(fresh.answer.text, 'Ada')
    assert.equal((await cache.lookup(ask('who plays'))).outcome, 'hit')
    isFaulty = false
    const healed = await cache.lookup(ask(reworded))
    assert.equal(healed.outcome === 'hit' && healed.stage, 'semantic')
  })
}

test('a vectoriser that fails from the start leaves a cache of words', async () => {
  const { cache, troubles } = await openTestCache({ vectorOf: faults.throws! })
  await putAnswer(cache, requestOf(cache, 'ada', 'What grows?'), newAnswer('beans'))
  assert.equal((await cache.lookup(requestOf(cache, 'ada', 'what grows'))).outcome, 'hit')
  assert.ok(troubles.length > 0)
})
