/** A misspelt word is read as the word that was meant, or not at all; real words, names and opposites are never guessed at. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { correctTyping, isKnownWord, type WordList } from './correct-typing.ts'

const ranks = new Map(
  'people improve writing because shipping human intent injured additive coma camp iran brown legal typical employer employee reduce increase minute before'
    .split(' ')
    .map((word, rank) => [word, rank]),
)
const words: WordList = { rankOf: (word) => ranks.get(word) }
const read = (word: string): string => correctTyping(words, word) ?? '-'

test('swapped, missing, doubled and neighbouring letters are read', () => {
  const slips = [
    'imporve',
    'improev',
    'imprve',
    'immprove',
    'improvr',
    'writng',
    'becuase',
    'peopel',
    'humam',
  ]
  assert.deepEqual(slips.map(read), [
    'improve',
    'improve',
    'improve',
    'improve',
    'improve',
    'writing',
    'because',
    'people',
    'human',
  ])
})

test('known words and their inflections are as they are', () => {
  for (const word of ['people', 'improves', 'improving', 'improved', 'shippings'])
    assert.ok(isKnownWord(words, word), word)
  assert.equal(read('improves'), '-')
})

test('what is no slip is left alone', () => {
  const kept = {
    'another first letter': 'atypical',
    'a key that does not touch': 'invent',
    'a rare word of its own': 'addictive',
    'another rare word': 'comma',
    'a role': 'employeer',
    'a name': 'irann',
    'a unit': 'mniute',
    'too short': 'hte',
    'not plain letters': 'imp0rve',
    'a plural that nobody forms': 'injureds',
  }
  for (const [what, word] of Object.entries(kept)) assert.equal(read(word), '-', what)
})
