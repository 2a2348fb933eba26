/** Invalidation by entry, category, scope, attribute, text, memory and time; dry runs change nothing; selectors that say nothing are refused. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import { identityParts, newAnswer, openTestCache } from '../testing/test-cache.ts'
import type { AnswerCache } from './answer-cache.ts'
import type { CacheScope } from './identity.ts'
import type { Selector } from './invalidate-answers.ts'

const hour = 3_600_000

/** Five entries, an hour apart: entry-1 to entry-5. */
async function filled(): Promise<{ cache: AnswerCache; startMs: number }> {
  const { cache, clock } = await openTestCache()
  const startMs = clock.nowMs()
  const own = (user: string, run?: string): CacheScope => ({
    kind: 'own',
    tenant: 'test',
    scope: run === undefined ? { user } : { user, run },
  })
  const put = async (
    scope: CacheScope,
    question: string,
    more: { category?: string; app?: string; memory?: string } = {},
  ) => {
    const { category = 'facts', app = 'map', memory } = more
    const identity = cache.identify(identityParts('', { scope }))
    const citations = memory === undefined ? [] : [{ id: memory, version: 1 }]
    const made = {
      ...newAnswer(`about ${question}`, { citations }),
      attributes: { app, kind: 'x' },
    }
    await cache.put({ identity, question, category }, { category, meant: null }, made)
    clock.pass(hour)
  }
  await put(own('ada'), 'How deep is the harbour?', { memory: 'm1' })
  await put(own('ada', 'r1'), 'Who plays the violin?', { app: 'music' })
  await put(own('bob'), 'How deep is the harbour?', { memory: 'm2' })
  await put({ kind: 'shared', tenant: 'test' }, 'How do I tune it?', { category: 'how-to' })
  await put({ kind: 'shared', tenant: 'other' }, 'How do I tune it?', {
    category: 'how-to',
    app: 'music',
  })
  return { cache, startMs }
}

const selections: readonly [string, (startMs: number) => Selector, readonly number[]][] = [
  ['an entry', () => ({ id: 'entry-3' as never }), [3]],
  ['an entry that is not there', () => ({ id: 'entry-9' as never }), []],
  ['a category', () => ({ category: 'how-to' }), [4, 5]],
  ['a tenant', () => ({ tenant: 'other' }), [5]],
  ['a user with all her runs', () => ({ scope: { user: 'ada' } }), [1, 2]],
  ['one run', () => ({ scope: { user: 'ada', run: 'r1' } }), [2]],
  ['an attribute', () => ({ attributes: { app: 'music' } }), [2, 5]],
  ['two attributes', () => ({ attributes: { app: 'music', kind: 'y' } }), []],
  ['a part of the question', () => ({ text: 'HARBOUR' }), [1, 3]],
  ['a part of the answer', () => ({ text: 'about who' }), [2]],
  ['the same question by another hand', () => ({ text: 'please, who plays the violin' }), [2]],
  ['a memory', () => ({ memory: 'm2' }), [3]],
  ['what is older', (start) => ({ storedBeforeMs: start + hour }), [1]],
  ['what is younger', (start) => ({ storedAfterMs: start + 2 * hour }), [4, 5]],
  ['several at once', () => ({ text: 'harbour', scope: { user: 'bob' }, category: 'facts' }), [3]],
  ['everything', () => ({ all: true }), [1, 2, 3, 4, 5]],
]

for (const [what, selectorOf, expected] of selections) {
  test(`${what} can be invalidated, and a dry run says so beforehand`, async () => {
    const { cache, startMs } = await filled()
    const selector = selectorOf(startMs)
    const ids = expected.map((index) => `entry-${index}`)
    const dry = await cache.invalidate(selector, { isDryRun: true })
    assert.deepEqual([dry.count, [...dry.ids].sort(), dry.isDryRun], [ids.length, ids, true])
    assert.equal(cache.entryCount, 5)
    const real = await cache.invalidate(selector)
    assert.deepEqual([real.count, [...real.ids].sort(), real.isDryRun], [ids.length, ids, false])
    assert.equal(cache.entryCount, 5 - ids.length)
    assert.equal((await cache.invalidate(selector)).count, 0)
  })
}

test('a selector that says nothing, or has an unknown field, is refused and removes nothing', async () => {
  const { cache } = await filled()
  const refused = async (selector: Selector, code: string, hint: RegExp): Promise<void> => {
    await assert.rejects(cache.invalidate(selector), (error: unknown) => {
      assert.ok(LociError.is(error) && error.code === code, String(error))
      assert.match(error.hint, hint)
      return true
    })
  }
  await refused({}, 'INPUT_INVALID', /all: true/)
  await refused({ all: false }, 'INPUT_INVALID', /all: true/)
  await refused({ categroy: 'facts' } as Selector, 'INPUT_UNKNOWN_KEY', /"category"/)
  await refused({ zzzzzzzzzz: 1 } as Selector, 'INPUT_UNKNOWN_KEY', /Known: id/)
  assert.equal(cache.entryCount, 5)
})
