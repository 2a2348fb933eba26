/** Nearness of texts by their stems, and the sentences that a summary is made of. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { centralSentences, SUMMARY_SENTENCES_MAX } from './central-sentences.ts'
import { RelatedTexts } from './related-texts.ts'

test('inflected words are one, function words are none, and the nearest comes first', () => {
  const texts = ['Ada paints boats.', 'She is painting a boat.', 'Ben has a boat.', 'It is so.']
  const related = new RelatedTexts(texts)
  assert.deepEqual(
    related.nearest(0, 5, 0.01).map(({ index }) => index),
    [1, 2],
  )
  assert.ok(related.similarity(0, 1) > related.similarity(0, 2))
  assert.deepEqual([related.similarity(0, 3), related.similarity(3, 3)], [0, 0])
  assert.ok(Math.abs(related.similarity(0, 0) - 1) < 1e-9)
})

test('texts of any script compare; no text and empty texts do no harm', () => {
  const related = new RelatedTexts(['私は東京に住んでいます', '東京に住む', '🐈 🐈', '🐈', ''])
  assert.ok(related.similarity(0, 1) > 0.2)
  assert.equal(related.similarity(2, 3), 1)
  assert.deepEqual(related.nearest(4, 3, 0), [])
})

test('a summary quotes the sentences that most have in common, in their order, and none twice', () => {
  const text = centralSentences([
    'Grace plans the Norway trip. It rains.',
    'Grace plans the Norway trip!',
    'The Norway trip begins in May. Ben has a cold.',
  ])
  assert.equal(
    text,
    'Grace plans the Norway trip. It rains. The Norway trip begins in May. Ben has a cold.',
  )
  const many = Array.from({ length: 50 }, (_, n) => `The trip has stop ${n} at place ${n * 7}.`)
  assert.ok(centralSentences(many).split('. ').length <= SUMMARY_SENTENCES_MAX)
  assert.equal(centralSentences(['', '  ']), '')
  assert.ok(centralSentences(['x'.repeat(100_000)]).length <= 1_200)
})
