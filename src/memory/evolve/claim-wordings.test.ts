/** Sentences of one relation come out in one wording, and nothing that is said is lost on the way. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createClaimWordings, wordedOneWay } from './claim-wordings.ts'

const wordings = createClaimWordings()

test('wordings of one relation become one', () => {
  const groups = [
    [
      "Anna 's rent is $950",
      'Anna pays $950 every month in rent',
      'Anna pays a monthly rent of $950',
    ],
    ['my manager is Susan', 'I report to Susan', 'Susan is my boss'],
    ['Cafe Luna sells maps', 'maps are sold at Cafe Luna', 'You can buy maps at Cafe Luna'],
    ["the api 's timeout is 5 s", 'the api times out after 5 s', 'the api has a timeout of 5 s'],
  ]
  for (const [wanted, ...texts] of groups)
    for (const text of texts) assert.equal(wordedOneWay(text, wordings), wanted)
})

test('negation, adverbs and what stands behind stay', () => {
  assert.equal(
    wordedOneWay('Anna does not report to Susan since May', wordings),
    "Anna 's manager is not Susan since May",
  )
  assert.equal(
    wordedOneWay('Anna no longer pays $950 in rent, utilities included', wordings),
    "Anna 's rent is no longer $950, utilities included",
  )
})

test('what was so is not worded as what is so', () => {
  for (const text of ['Anna paid $950 in rent', 'Anna reported to Susan'])
    assert.equal(wordedOneWay(text, wordings), text)
})

test('any text has a wording, and it is worded the same twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      assert.equal(wordedOneWay(text, wordings), wordedOneWay(text, wordings))
    }),
    { numRuns: 200 },
  )
})
