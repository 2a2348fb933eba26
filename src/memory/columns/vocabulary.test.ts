/** Likes by hand, and after any coming and going of words. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { handMadeMeanings } from '../../../test/recall/hand-made-vectors.ts'
import { Vocabulary } from './vocabulary.ts'

const meanings = handMadeMeanings({
  doctor: [0, 0],
  physician: [0, 20],
  nurse: [0, 40],
  medic: [0, -20],
  tea: [1, 0],
})

const cosineOf = (degrees: number): number => Math.cos((degrees * Math.PI) / 180)

/** Words as `scope-rows` puts them, a term each. */
function vocabularyOf(...words: readonly string[]) {
  const vocabulary = new Vocabulary(meanings)
  const numbers = new Map<string, number>()
  const hold = (word: string): void => {
    const number = vocabulary.add(word, termOf(word))
    numbers.set(word, number)
    vocabulary.hold(number)
  }
  for (const word of words) hold(word)
  return { vocabulary, hold, release: (word: string) => vocabulary.release(numbers.get(word)!) }
}

const all = ['doctor', 'physician', 'nurse', 'medic', 'tea', 'unknown']
const termOf = (word: string): number => 10 * all.indexOf(word)
const textsOf = (vocabulary: Vocabulary, word: string): string[] =>
  vocabulary.likes(word, 0.38, 60).map(({ text }) => text)

test('likes are the words nearer than the bound, nearest first, with their terms; itself included', () => {
  const { vocabulary } = vocabularyOf(...all)
  const likes = vocabulary.likes('doctor', 0.38, 60)
  assert.deepEqual(
    likes.map(({ text, term }) => [text, term]),
    [
      ['doctor', 0],
      // As near as each other: by the alphabet.
      ['medic', 30],
      ['physician', 10],
      ['nurse', 20],
    ],
  )
  for (const [at, degrees] of [0, 20, 20, 40].entries()) {
    assert.ok(Math.abs(likes[at]!.cosine - cosineOf(degrees)) < 0.01)
  }
})

test('the bound and the limit hold, whatever was asked before', () => {
  const { vocabulary } = vocabularyOf(...all)
  assert.equal(vocabulary.likes('doctor', 0.38, 60).length, 4)
  assert.equal(vocabulary.likes('doctor', 0.9, 60).length, 3)
  assert.deepEqual(
    vocabulary.likes('doctor', 0.38, 2).map(({ text }) => text),
    ['doctor', 'medic'],
  )
})

test('a word that the table does not know is like others of that kind by its letters; without a table nothing is like anything', () => {
  const { vocabulary } = vocabularyOf(...all)
  const [like, ...more] = vocabulary.likes('unknowns', 0.38, 60)
  assert.deepEqual([like?.text, like?.isByLetters, more], ['unknown', true, []])
  const bare = new Vocabulary(null)
  bare.hold(bare.add('doctor', 0))
  assert.deepEqual(bare.likes('doctor', 0.38, 60), [])
})

test('what was remembered is forgotten when a word comes or its last holder goes', () => {
  const { vocabulary, hold, release } = vocabularyOf('physician', 'physician')
  assert.deepEqual(textsOf(vocabulary, 'doctor'), ['physician'])
  hold('nurse')
  assert.deepEqual(textsOf(vocabulary, 'doctor'), ['physician', 'nurse'])
  release('physician')
  assert.deepEqual(textsOf(vocabulary, 'doctor'), ['physician', 'nurse'])
  release('physician')
  assert.deepEqual(textsOf(vocabulary, 'doctor'), ['nurse'])
  hold('physician')
  assert.deepEqual(textsOf(vocabulary, 'doctor'), ['physician', 'nurse'])
})

test('two languages may write a word alike: it has a number for each of its terms', () => {
  const vocabulary = new Vocabulary(meanings)
  const one = vocabulary.add('tea', 1)
  const other = vocabulary.add('tea', 2)
  assert.notEqual(one, other)
  assert.deepEqual([vocabulary.add('tea', 1), vocabulary.add('tea', 2)], [one, other])
  assert.deepEqual([vocabulary.termOf(one), vocabulary.termOf(other)], [1, 2])
  assert.deepEqual([vocabulary.textOf(one), vocabulary.textOf(other)], ['tea', 'tea'])
})

test('likes depend only on the words that are held, never on how they came and went', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...all)), { maxLength: 40 })
  const property = fc.property(steps, (some) => {
    const { vocabulary, hold, release } = vocabularyOf()
    const held = new Map<string, number>()
    for (const [comes, word] of some) {
      const count = held.get(word) ?? 0
      if (!comes && count === 0) continue
      if (comes) hold(word)
      else release(word)
      held.set(word, count + (comes ? 1 : -1))
      for (const asked of all) vocabulary.likes(asked, 0.38, 60)
    }
    const live = [...held].flatMap(([word, count]) => (count > 0 ? [word] : []))
    const fresh = vocabularyOf(...live.sort()).vocabulary
    for (const asked of all) {
      assert.deepEqual(vocabulary.likes(asked, 0.38, 60), fresh.likes(asked, 0.38, 60))
    }
  })
  fc.assert(property)
})

test('remembered likes are bounded and counted', () => {
  const { vocabulary } = vocabularyOf(...all)
  const before = vocabulary.byteCount
  for (let number = 0; number < 4_000; number += 1) vocabulary.likes(`word${number}`, 0.38, 60)
  const grown = vocabulary.byteCount
  assert.ok(grown > before + 4_000 * 64)
  for (let number = 4_000; number < 12_000; number += 1) vocabulary.likes(`word${number}`, 0.38, 60)
  assert.ok(vocabulary.byteCount < grown + 500 * 96)
})
