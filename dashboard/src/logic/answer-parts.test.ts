/** Marks of an answer become places in its citations; what is no mark stays text. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerParts } from './answer-parts.ts'

const citation = (
  id: string,
): { id: string; text: string; speaker: null; saidAtMs: number; score: number } => ({
  id,
  text: '',
  speaker: null,
  saidAtMs: 0,
  score: 1,
})

test('a mark is the place of the citation whose id ends with it', () => {
  const answer = {
    isKnown: true,
    text: 'One. [#aa11]\nTwo. [#bb22]',
    citations: [citation('x-bb22'), citation('x-aa11')],
  }
  assert.deepEqual(answerParts(answer), [
    { kind: 'text', text: 'One.' },
    { kind: 'citation', id: 'x-aa11', number: 2 },
    { kind: 'text', text: '\nTwo.' },
    { kind: 'citation', id: 'x-bb22', number: 1 },
  ])
})

test('a mark that no citation ends with stays text', () => {
  const answer = { isKnown: true, text: 'See [#beef].', citations: [] }
  assert.equal(
    answerParts(answer)
      .map((part) => (part.kind === 'text' ? part.text : ''))
      .join(''),
    'See [#beef].',
  )
})
