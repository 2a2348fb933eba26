/** The word diff: exact parts, and that the two texts can be read back from them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { diffText } from './text-diff.ts'

const read = (before: string, after: string, change: 'removed' | 'added'): string =>
  diffText(before, after)
    .filter((part) => part.change === 'same' || part.change === change)
    .map((part) => part.text)
    .join('')

test('one changed word is one removal and one insertion', () => {
  assert.deepEqual(diffText('walk twelve days in May', 'walk ten days in May'), [
    { change: 'same', text: 'walk' },
    { change: 'removed', text: ' twelve' },
    { change: 'added', text: ' ten' },
    { change: 'same', text: ' days in May' },
  ])
})

test('equal texts have one same part, empty texts none', () => {
  assert.deepEqual(diffText('a b', 'a b'), [{ change: 'same', text: 'a b' }])
  assert.deepEqual(diffText('', ''), [])
})

test('words added at the end and removed at the start are found', () => {
  assert.deepEqual(diffText('so I left', 'I left early'), [
    { change: 'removed', text: 'so I' },
    { change: 'added', text: 'I' },
    { change: 'same', text: ' left' },
    { change: 'added', text: ' early' },
  ])
})

test('a text beyond the bound is one removal and one insertion', () => {
  const long = 'word '.repeat(2_001)
  assert.deepEqual(
    diffText(long, 'short').map((part) => part.change),
    ['removed', 'added'],
  )
})

test('removed and same parts give the old text, added and same parts the new one', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ' ', '  ', '\n', 'été'))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (before, after) => {
      assert.equal(read(before, after, 'removed'), before)
      assert.equal(read(before, after, 'added'), after)
    }),
  )
})
