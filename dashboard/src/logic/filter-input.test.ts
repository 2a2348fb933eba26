/** What a reader types as a filter. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFilter } from './filter-input.ts'

test('words ask for texts, speakers and sessions that contain them', () => {
  const contains = { icontains: 'green tea' }
  assert.deepEqual(readFilter(' green tea '), {
    outcome: 'filter',
    filter: { OR: [{ text: contains }, { speaker: contains }, { session: contains }] },
  })
})

test('a brace begins the filter language itself', () => {
  assert.deepEqual(readFilter('{"speaker": "Ada"}'), {
    outcome: 'filter',
    filter: { speaker: 'Ada' },
  })
})

test('a filter that is still being typed is unfinished, an empty box none', () => {
  assert.equal(readFilter('{"speaker":').outcome, 'unfinished')
  assert.equal(readFilter('  ').outcome, 'none')
})
