/** Context under a budget: never over it, whole while it fits, oldest first, citable. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openLoci } from '../open-loci.ts'
import type { Memory } from './memory.ts'
import { estimateTokens } from './token-estimate.ts'

const scope = { user: 'ada' }
const START_MS = Date.UTC(2024, 0, 8, 10)
const DAY_MS = 86_400_000
const subjects = 'kayak loom beehive canoe easel drone harbour violin'.split(' ')

/** Eight sessions of five turns, each about one subject. */
async function rememberedLife(): Promise<Memory> {
  const memory = await openLoci({ path: ':memory:' })
  for (const [number, subject] of subjects.entries()) {
    const texts = [
      'Hello again, how was the week?',
      `I finally bought a ${subject}.`,
      'Really? What will you do with it?',
      'Take it to Bergen, of course.',
      'Send a picture when you do.',
    ]
    await memory.remember({
      scope,
      session: `session ${number + 1}`,
      turns: texts.map((text, at) => ({
        text,
        speaker: at % 2 === 0 ? 'Tomas' : 'Ines',
        at: START_MS + number * DAY_MS,
      })),
    })
  }
  return memory
}

test('the token count never passes the budget and is the estimate of the text, for any question and budget', async () => {
  await using memory = await rememberedLife()
  const asked = fc.record({
    words: fc.array(fc.constantFrom(...subjects, 'Ines', 'Bergen', 'zither'), { minLength: 1 }),
    budgetTokens: fc.integer({ min: 1, max: 900 }),
    topK: fc.integer({ min: 1, max: 40 }),
  })
  const property = fc.asyncProperty(asked, async ({ words, budgetTokens, topK }) => {
    const query = words.join(' ')
    const context = await memory.context({ scope, query, budgetTokens, topK })
    assert.ok(context.tokenCount <= budgetTokens)
    assert.equal(context.tokenCount, estimateTokens(context.text))
    assert.equal(context.mode === 'empty', context.ids.length === 0)
    assert.equal(new Set(context.ids).size, context.ids.length)
  })
  await fc.assert(property, { numRuns: 120 })
})

test('the whole history is given verbatim while it fits, oldest first, with dates, speakers and ends of ids', async () => {
  await using memory = await rememberedLife()
  const context = await memory.context({ scope, query: 'kayak', budgetTokens: 5_000 })
  assert.equal(context.mode, 'whole')
  assert.equal(context.ids.length, 40)
  const lines = context.text.split('\n')
  assert.equal(lines[0], '## 2024-01-08 10:00, session 1')
  assert.match(lines[2]!, /^\[#[0-9a-f]{8,}\] Ines: I finally bought a kayak\.$/)
  const handle = /#([0-9a-f]+)/.exec(lines[2]!)![1]!
  assert.ok(context.ids[1]!.endsWith(handle))
})

test('when it does not fit, the best passages come with their neighbours, oldest first', async () => {
  await using memory = await rememberedLife()
  const query = 'the violin and the canoe'
  const context = await memory.context({ scope, query, budgetTokens: 160, topK: 2 })
  assert.equal(context.mode, 'passages')
  const canoe = context.text.indexOf('bought a canoe')
  const violin = context.text.indexOf('bought a violin')
  assert.ok(canoe >= 0 && violin > canoe, context.text)
  assert.match(context.text, /how was the week\?\n.*bought a canoe\.\n.*What will you do/)
})

test('a first hit that is too long alone is cut to fit, and nothing known gives an empty text', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const filler = 'and then we walked on along the river '.repeat(60)
  await memory.remember({ scope, turns: `The kayak was red ${filler}` })
  const cut = await memory.context({ scope, query: 'kayak', budgetTokens: 60 })
  assert.equal(cut.mode, 'passages')
  assert.match(cut.text, /The kayak was red .*…$/)
  assert.ok(cut.tokenCount <= 60 && cut.tokenCount > 50)
  const nothing = await memory.context({ scope: { user: 'bob' }, query: 'kayak' })
  assert.deepEqual(nothing, { text: '', tokenCount: 0, mode: 'empty', ids: [], notes: [] })
})

test('what is forgotten or filtered out is in no context', async () => {
  await using memory = await rememberedLife()
  await memory.forget({ scope, query: 'kayak', topK: 1 })
  const whole = await memory.context({ scope, query: 'kayak', budgetTokens: 5_000 })
  assert.ok(!whole.text.includes('bought a kayak'))
  const filter = { session: 'session 2' }
  const some = await memory.context({ scope, query: 'loom', budgetTokens: 5_000, filter })
  assert.equal(some.ids.length, 5)
})
