/** Marks: words of the same stem, never the middle of a word, and no text lost. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { markWords } from './mark-words.ts'

const marked = (text: string, terms: readonly string[]): string[] =>
  markWords(text, terms)
    .filter((part) => part.isMarked)
    .map((part) => part.text)

test('endings are forgiven in both directions', () => {
  assert.deepEqual(marked('She adopted two dogs', ['adopt', 'dog']), ['adopted', 'dogs'])
  assert.deepEqual(marked('A dance in the city', ['dancing', 'cities']), ['dance', 'city'])
})

test('a word inside another is not marked, nor a short one by accident', () => {
  assert.deepEqual(marked('The cartoon is an art', ['art']), ['art'])
  assert.deepEqual(marked('I am in it', ['is']), [])
})

test('without terms nothing is marked', () => {
  assert.deepEqual(markWords('a b', ['']), [{ text: 'a b', isMarked: false }])
})

test('the parts give the text back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (text, terms) => {
      const parts = markWords(text, terms)
      assert.equal(parts.map((part) => part.text).join(''), text)
    }),
  )
})
