/** Core blocks as they are being written. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blockNameProblem, fillOf } from './block-draft.ts'

test('characters are code points: an emoji is one', () => {
  assert.deepEqual(fillOf('a👍', 4), {
    characterCount: 2,
    leftCount: 2,
    percent: 50,
    level: 'roomy',
  })
})

test('a block is tight at nine tenths and over beyond its limit', () => {
  assert.equal(fillOf('a'.repeat(9), 10).level, 'tight')
  assert.equal(fillOf('a'.repeat(10), 10).level, 'tight')
  const over = fillOf('a'.repeat(13), 10)
  assert.deepEqual([over.level, over.leftCount, over.percent], ['over', -3, 100])
})

test('a name is needed and must be free', () => {
  assert.equal(blockNameProblem(' ', []), 'Give it a name.')
  assert.equal(blockNameProblem('persona ', ['persona']), 'There is a block of this name already.')
  assert.equal(blockNameProblem('human', ['persona']), null)
})
