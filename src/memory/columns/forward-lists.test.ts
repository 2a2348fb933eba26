import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ForwardLists } from './forward-lists.ts'

function listOf(lists: ForwardLists, slot: number): [word: number, count: number][] {
  const found: [number, number][] = []
  lists.forEach(slot, (word, count) => found.push([word, count]))
  return found
}

test('a slot has the words that it was given, in order, however many slots and words there are', () => {
  const lists = new ForwardLists()
  const given = Array.from(
    { length: 300 },
    (_, slot) => new Map(Array.from({ length: slot % 13 }, (_, at) => [slot * 13 + at, at + 1])),
  )
  for (const words of given) lists.add(words)
  for (const [slot, words] of given.entries()) assert.deepEqual(listOf(lists, slot), [...words])
})

test('a slot without words has none, and a word said more than 255 times counts as 255', () => {
  const lists = new ForwardLists()
  lists.add(new Map())
  lists.add(new Map([[7, 1_000]]))
  assert.deepEqual(listOf(lists, 0), [])
  assert.deepEqual(listOf(lists, 1), [[7, 255]])
})

test('one slot may say more words than the pool had room for', () => {
  const lists = new ForwardLists()
  lists.add(new Map(Array.from({ length: 5_000 }, (_, word) => [word, 1])))
  assert.equal(listOf(lists, 0).length, 5_000)
  assert.ok(lists.byteCount >= 5_000 * 5)
})
