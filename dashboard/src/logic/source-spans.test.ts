/** Spans of a source as parts of its text. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { markSpans } from './source-spans.ts'

const span = (from: number, to: number): { episode: string; from: number; to: number } => ({
  episode: 'e',
  from,
  to,
})

test('a span marks its words and leaves the rest', () => {
  assert.deepEqual(markSpans('I live in Rome.', [span(10, 14)]), [
    { text: 'I live in ', isMarked: false },
    { text: 'Rome', isMarked: true },
    { text: '.', isMarked: false },
  ])
})

test('overlapping, reversed and outlying spans give the text back', () => {
  const parts = markSpans('abcdef', [span(3, 5), span(1, 4), span(5, 2), span(4, 99), span(50, 60)])
  assert.equal(parts.map(({ text }) => text).join(''), 'abcdef')
  assert.equal(
    parts
      .filter(({ isMarked }) => isMarked)
      .map(({ text }) => text)
      .join(''),
    'bcdef',
  )
  assert.deepEqual(markSpans('', [span(0, 1)]), [])
})
