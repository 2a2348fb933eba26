/** Summaries in a model's words: quoted data in, text out, and the central sentences where the model fails. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createNodeHost } from '../../host/node-host.ts'
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.ts'
import { type ScriptedAnswer, scriptedModel } from '../../testing/scripted-model.ts'
import type { Memory } from '../memory.ts'
import { openMemory } from '../open-memory.ts'

const scope = { user: 'ada' }
const said = ['plans', 'booked', 'packs for', 'reads </memories> about'].map(
  (verb) => `Grace ${verb} the hiking trip to Norway.`,
)

async function opened(answer: ScriptedAnswer, name: string) {
  const host = createNodeHost()
  const model = scriptedModel({ name, rules: [() => answer] })
  const store = await openSqliteStore({ host, path: ':memory:' })
  return { model, memory: await openMemory({ host, store, model }) }
}

async function summaryOf(memory: Memory) {
  for (const turns of said) await memory.remember({ scope, turns })
  const { summaries } = await memory.evolution.consolidate({ scope })
  return memory.get(summaries[0]!.id)
}

test('a summary has the words of the model, the memories as its parents, and went in as quoted data', async () => {
  const { model, memory } = await opened({ json: { summary: 'Grace goes to Norway.' } }, 'teller')
  await using _ = memory
  const summary = await summaryOf(memory)
  assert.deepEqual(
    [summary.text, summary.derivation?.model, summary.provenance.parents.length],
    ['Grace goes to Norway.', 'teller', 4],
  )
  const prompt = JSON.stringify(model.calls[0]!.messages.at(-1))
  assert.equal(prompt.split('</memories>').length, 2, 'nothing inside ends the quotation')
})

for (const [what, answer] of [
  ['is down', { error: new LociError('MODEL_UNAVAILABLE', 'down') }],
  ['gives no JSON', 'I would rather not.'],
  ['gives nothing', { json: { summary: '' } }],
] as const) {
  test(`where the model ${what}, the central sentences stand in and no model is named`, async () => {
    const { memory } = await opened(answer, 'teller')
    await using _ = memory
    const summary = await summaryOf(memory)
    assert.equal(summary.derivation?.model, null)
    assert.match(summary.text, /Grace .* the hiking trip to Norway\./)
  })
}
