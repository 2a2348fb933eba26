/** What normalising takes away, and what it must keep. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { normalisedKey } from './normalise.ts'

const same: readonly (readonly string[])[] = [
  [
    'What is the time?',
    'what is the time',
    'WHAT IS THE TIME??',
    "What's the time...",
    '  What   is the time !',
  ],
  [
    'How do I fix it?',
    'Hi, how do I fix it? Thanks!',
    'Could you please tell me how do I fix it',
    'Okay, how do I fix it?',
  ],
  ["Why doesn't it start?", 'Why does not it start?', 'why doesnt it start'],
  ['Is 5% enough?', 'Is 5 percent enough?'],
  ['Is 1,000 enough?', 'is 1000 enough'],
  ['He said "Hi"?', 'he said “Hi”?'],
  ['Is U.S. law strict?', 'Is US law strict?'],
  ['How deep is it? 🙂', 'How deep is it?'],
  ['Is it naïve?', 'Is it nai\u0308ve?'],
]

const different: readonly (readonly [string, string])[] = [
  ['Is it safe?', 'Is it not safe?'],
  ['Is a = b?', 'Is a != b?'],
  ['Is x ≤ 3?', 'Is x ≥ 3?'],
  ['Is it .5?', 'Is it 5?'],
  ["Is it 5'?", 'Is it 5"?'],
  ['Is A- good?', 'Is A good?'],
  ['Is IT hard?', 'Is it hard?'],
  ['Is 5 MB enough?', 'Is 5 Mb enough?'],
  ['Is 5MB enough?', 'Is 5Mb enough?'],
  ['What is x²?', 'What is x2?'],
  ['What is 5½?', 'What is 51/2?'],
  ['What is -5?', 'What is 5?'],
  ['What is 10-20?', 'What is 1020?'],
  ['What does `a` do?', 'What does `A` do?'],
  ['What is "Go"?', 'What is "go"?'],
  ['What is C++?', 'What is C?'],
  ['What is ₽5?', 'What is ₺5?'],
  ['Is 👍 good?', 'Is 👎 good?'],
  ['What does año mean?', 'What does ano mean?'],
  ['How do you say thank you?', 'How do you say?'],
  ['What happens if you know?', 'What happens?'],
  ['The day is long. What now?', 'The day is short. What now?'],
]

for (const group of same) {
  test(`"${group[0]}" has one key in ${group.length} hands`, () => {
    assert.deepEqual(
      new Set(group.map(normalisedKey)).size,
      1,
      JSON.stringify(group.map(normalisedKey)),
    )
  })
}

for (const [one, other] of different) {
  test(`"${one}" is not "${other}"`, () => {
    assert.notEqual(normalisedKey(one), normalisedKey(other))
  })
}

test('nothing to compare, or too much, has no key', () => {
  assert.equal(normalisedKey('?!... ,'), null)
  assert.equal(normalisedKey(''), null)
  assert.equal(normalisedKey('word '.repeat(1_000)), null)
})

test('any text is read, quickly and the same way twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      assert.equal(normalisedKey(text), normalisedKey(text))
    }),
    { numRuns: 1_000, seed: 42 },
  )
  for (const text of [
    '('.repeat(1_900),
    '"'.repeat(1_900),
    'a-'.repeat(900),
    "'".repeat(1_999),
    '5.'.repeat(900),
    '🙂'.repeat(900),
  ])
    normalisedKey(text)
})
