/** What is answered without a model, and what is declined. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLoci } from '../open-loci.ts'
import { answerFromMemory } from './extractive-answer.ts'

const scope = { user: 'ada' }

async function rememberedLife(): ReturnType<typeof openLoci> {
  const memory = await openLoci({ path: ':memory:' })
  await memory.remember({
    scope,
    turns: [
      { speaker: 'Ada', text: 'My sister Vera moved to Bilbao and opened a bakery.' },
      { speaker: 'Ada', text: 'I am allergic to peanuts.' },
      { speaker: 'Bob', text: 'The harbour was full of lanterns on Friday.' },
    ],
  })
  return memory
}

test('an answer quotes the turn that holds what was asked, with its citation', async () => {
  await using memory = await rememberedLife()
  const answer = await answerFromMemory(memory, { scope, question: 'Where did Vera move?' })
  assert.equal(answer.isKnown, true)
  assert.match(answer.text, /Bilbao/)
  assert.equal(answer.citations.length, 1)
  assert.match(answer.citations[0]!.text, /Vera moved to Bilbao/)
})

test('a word is found by another ending of it', async () => {
  await using memory = await rememberedLife()
  const answer = await answerFromMemory(memory, { scope, question: 'Which allergies has Ada?' })
  assert.match(answer.text, /peanuts/)
})

test('what was never said is declined, also when a name of the conversation is in the question', async () => {
  await using memory = await rememberedLife()
  for (const question of [
    'What is the blood type of Ada?',
    'Which telescope did Vera inherit?',
    'Who won the chess match?',
  ]) {
    const answer = await answerFromMemory(memory, { scope, question })
    assert.deepEqual([answer.isKnown, answer.citations], [false, []], question)
  }
})
