/** Which part of a turn an answer quotes. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bestSentences, WHOLE_CHARACTERS_MAX } from './best-sentences.ts'

const filler = 'It was a slow week and the weather did what it always does here. '

test('a short turn is quoted whole', () => {
  assert.equal(
    bestSentences('It rained. I bought a kayak.', 'a kayak?'),
    'It rained. I bought a kayak.',
  )
})

test('of a long turn the sentence with most asked words is quoted, with the one after it', () => {
  const text = `${filler.repeat(5)}I bought a red kayak in Cork. It cost too much. ${filler.repeat(3)}`
  const quoted = bestSentences(text, 'Where was the kayak bought?')
  assert.equal(quoted, '… I bought a red kayak in Cork. It cost too much. …')
})

test('a long text without sentences is cut, and one that shares nothing is quoted from its beginning', () => {
  const quoted = bestSentences('kayak '.repeat(200), 'kayak')
  assert.ok(quoted.length <= WHOLE_CHARACTERS_MAX + 4)
  assert.ok(bestSentences(filler.repeat(9), 'zither').startsWith('It was a slow week'))
})
