import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, LociError } from '../errors.ts'
import { type EmbedderFault, faultyEmbedder } from '../testing/faulty-embedder.ts'
import { checkedEmbedder } from './checked-embedder.ts'

const faultCodes: readonly (readonly [EmbedderFault, ErrorCode, RegExp])[] = [
  ['hang', 'EMBEDDER_TIMEOUT', /no answer in 20 ms/],
  ['timeout', 'EMBEDDER_TIMEOUT', /in time/],
  ['unreachable', 'EMBEDDER_UNAVAILABLE', /reached/],
  ['broken', 'EMBEDDER_UNAVAILABLE', /a fault without a code/],
  ['fewer-rows', 'EMBEDDER_INVALID_ANSWER', /1 rows for 2 texts/],
  ['more-rows', 'EMBEDDER_INVALID_ANSWER', /4 rows for 2 texts/],
  ['other-dimension', 'EMBEDDER_INVALID_ANSWER', /17 dimensions instead of 16/],
  ['nan', 'EMBEDDER_INVALID_ANSWER', /NaN/],
  ['zeros', 'EMBEDDER_INVALID_ANSWER', /zeros/],
  ['not-unit', 'EMBEDDER_INVALID_ANSWER', /length is not 1/],
]

for (const [fault, code, message] of faultCodes) {
  test(`a fault "${fault}" becomes ${code}, and the next call is answered`, async () => {
    const inner = faultyEmbedder({ faults: [fault] })
    const embedder = checkedEmbedder(inner, { timeoutMs: fault === 'hang' ? 20 : 60_000 })
    await assert.rejects(embedder.embed(['one', 'two']), (error) => {
      assert.ok(LociError.is(error, code), String(error))
      assert.match(error.message, message)
      return true
    })
    const rows = await embedder.embed(['one', 'two'])
    assert.deepEqual(rows, await inner.embed(['one', 'two']))
  })
}

test('a caller who leaves gets its own reason, even from an embedder that hangs', async () => {
  const embedder = checkedEmbedder(faultyEmbedder({ faults: ['hang'] }), { timeoutMs: 60_000 })
  const caller = new AbortController()
  const outcome = embedder.embed(['one'], { signal: caller.signal })
  caller.abort('gone')
  await assert.rejects(outcome, (error) => error === 'gone')
})

test('the checked embedder offers no unchecked way around it', () => {
  const { capabilities } = checkedEmbedder(faultyEmbedder(), { timeoutMs: 1 })
  assert.equal(capabilities.isSynchronous, false)
  assert.equal(capabilities.hasTokenStates, false)
})
