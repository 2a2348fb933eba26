/** Times in other programs' files. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseImportTime } from './import-time.ts'

const may8 = Date.UTC(2023, 4, 8, 13, 56)

test('the spellings of known exports are read', () => {
  assert.equal(parseImportTime('1:56 pm on 8 May, 2023'), may8)
  assert.equal(parseImportTime('12:05 am on 1 January, 2024'), Date.UTC(2024, 0, 1, 0, 5))
  assert.equal(parseImportTime('12:30 pm on 1 January, 2024'), Date.UTC(2024, 0, 1, 12, 30))
  assert.equal(parseImportTime('2023-05-08T13:56:00Z'), may8)
  assert.equal(parseImportTime('2023-05-08T15:56:00+02:00'), may8)
  assert.equal(parseImportTime('2023-05-08 13:56'), may8)
  assert.equal(parseImportTime('2023-05-08'), Date.UTC(2023, 4, 8))
  assert.equal(parseImportTime(may8 / 1000), may8)
  assert.equal(parseImportTime(may8), may8)
  assert.equal(parseImportTime(String(may8 / 1000)), may8)
  assert.equal(parseImportTime(1683554160.123456), 1683554160123)
})

test('what is no moment is undefined', () => {
  for (const value of ['', 'yesterday', '8 Mai 2023', '2023-13-40', null, {}, Number.NaN, 1e300]) {
    assert.equal(parseImportTime(value), undefined, JSON.stringify(value))
  }
})
