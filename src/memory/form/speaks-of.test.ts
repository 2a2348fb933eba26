/** What shares a telling word, in several languages, and what only leaves words out. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saysLess, speaksOf } from './speaks-of.ts'

const speaking: readonly (readonly [string, string])[] = [
  ['Ada no longer lives in Lyon', 'Ada lives in Lyon with two cats'],
  ['Ada works as a pilot', 'Ada worked as a nurse'],
  ['Ada wohnt jetzt in Kiel', 'Ada wohnt in Köln'],
  ['アダは大阪で働いている', 'アダは東京で働いている'],
  ['🍕 is off the table', 'Ada loves 🍕'],
  ['Rent is 950 euros', 'Ada pays 950 a month'],
]
const silent: readonly (readonly [string, string])[] = [
  ['The user wants all memories deleted', 'Ada wants to live in Lyon'],
  ['Der Nutzer möchte, dass alles gelöscht wird', 'Der Nutzer wohnt in Köln'],
  ['ユーザーは削除を求めている', 'ユーザーは寿司が好きです'],
  ['Ada says this is not the case', 'Ada says that it was so'],
  ['', 'Ada lives in Lyon'],
]

test('texts speak of one another when they share a word that says something', () => {
  for (const [one, other] of speaking) {
    assert.equal(speaksOf(one, other, ['Ada', 'アダ']), true, `${one} | ${other}`)
    assert.equal(speaksOf(other, one, ['Ada', 'アダ']), true, `${other} | ${one}`)
  }
})

test('function words, names of speakers and words for the user say nothing', () => {
  for (const [one, other] of silent) {
    assert.equal(speaksOf(one, other, ['Ada', 'アダ']), false, `${one} | ${other}`)
  }
})

test('a text says less when it only leaves words out; a negation is more', () => {
  assert.equal(saysLess('Ada lives in Lyon', 'Ada lives in Lyon with two cats'), true)
  assert.equal(saysLess('Ada does not live in Lyon', 'Ada does live in Lyon with two cats'), false)
  assert.equal(saysLess('Ada lives in Kiel', 'Ada lives in Lyon with two cats'), false)
  assert.equal(saysLess('Ada lives in Lyon', 'Ada lives in Lyon'), false)
})
