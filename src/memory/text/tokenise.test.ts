/** What counts as a word, in any script. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createStemmer } from './stem.ts'
import { forEachWord } from './tokenise.ts'

function wordsOf(text: string): string[] {
  const words: string[] = []
  forEachWord(text, (word) => words.push(word))
  return words
}

function namesOf(text: string): string[] {
  const names: string[] = []
  forEachWord(text, (word, isName) => {
    if (isName) names.push(word)
  })
  return names
}

test('case, accents, possessives and apostrophes are folded; digits are words', () => {
  assert.deepEqual(wordsOf("Caroline's CAFÉ didn't open in 2023, self-care!"), [
    'caroline',
    'cafe',
    'didnt',
    'open',
    'in',
    '2023',
    'self',
    'care',
  ])
})

test('scripts without blanks become pairs of characters, and an emoji is a word', () => {
  assert.deepEqual(wordsOf('我去博物馆'), ['我去', '去博', '博物', '物馆'])
  assert.deepEqual(wordsOf('好'), ['好'])
  assert.deepEqual(wordsOf('so happy 🎉'), ['so', 'happy', '🎉'])
  assert.deepEqual(wordsOf('Мы купили лодку'), ['мы', 'купили', 'лодку'])
})

test('a name is a capital that no sentence begin explains', () => {
  assert.deepEqual(namesOf('Yesterday Vera met Tom. She left. "Who came?"'), ['vera', 'tom'])
})

test('any string gives words of at most 64 characters, none of them empty', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 300 })
  const property = fc.property(texts, (text) => {
    for (const word of wordsOf(text)) assert.ok(word.length > 0 && word.length <= 64)
  })
  fc.assert(property, { numRuns: 500 })
})

test('a stem is the same from the cache, from its older half and afresh; foreign words are their own', () => {
  const small = createStemmer(2)
  const fresh = createStemmer()
  const words = ['painting', 'painted', 'лодку', 'cafe2', 'allergies', 'painting', 'painted']
  assert.deepEqual(words.map(small), words.map(fresh))
  assert.deepEqual(words.slice(0, 4).map(fresh), ['paint', 'paint', 'лодку', 'cafe2'])
})
