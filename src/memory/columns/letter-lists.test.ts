/** Likeness by letters, by hand. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LetterLists, trigramsOf } from './letter-lists.ts'

test('a word is its trigrams with a mark at either end; short words have none', () => {
  assert.deepEqual([...trigramsOf('кот')], ['^ко', 'кот', 'от$'])
  assert.equal(trigramsOf('ко').size, 0)
  assert.equal(trigramsOf('').size, 0)
})

test('endings differ, words stay alike; others are not', () => {
  const lists = new LetterLists()
  for (const [word, text] of ['кошка', 'кошелек', 'лодка'].entries()) lists.add(word, text)
  // ^ко кош ошк of five and five.
  assert.deepEqual(lists.like('кошки', 0.5), [{ word: 0, share: 0.6 }])
  assert.deepEqual(lists.like('музей', 0.1), [])
  assert.ok(lists.byteCount > 0)
})
