/** Which stem stands for one that is never said. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WordFamilies } from './word-families.ts'

const always = (): boolean => true

function familiesOf(...stems: string[]): WordFamilies {
  const families = new WordFamilies()
  for (const stem of stems) families.add(stem)
  return families
}

test('a relative begins the asked stem or is begun by it', () => {
  assert.equal(familiesOf('allerg').relativeOf('allergi', always), 'allerg')
  assert.equal(familiesOf('allergi').relativeOf('allerg', always), 'allergi')
})

test('the nearest in length wins, then the alphabet, whatever came first', () => {
  for (const stems of [
    ['paint', 'painting'],
    ['painting', 'paint'],
  ]) {
    assert.equal(familiesOf(...stems).relativeOf('painti', always), 'paint')
  }
  for (const stems of [
    ['plant1', 'plant2'],
    ['plant2', 'plant1'],
  ]) {
    assert.equal(familiesOf(...stems).relativeOf('plant', always), 'plant1')
  }
})

test('words that only begin alike, are short, or differ by a long ending are strangers', () => {
  assert.equal(familiesOf('allegro').relativeOf('allerg', always), undefined)
  assert.equal(familiesOf('car').relativeOf('care', always), undefined)
  assert.equal(familiesOf('internationally').relativeOf('intern', always), undefined)
})

test('a stem that is no longer said stands for nothing', () => {
  const families = familiesOf('paint', 'paintbox')
  assert.equal(
    families.relativeOf('paintb', (stem) => stem !== 'paint'),
    'paintbox',
  )
  assert.equal(
    families.relativeOf('paintb', () => false),
    undefined,
  )
})
