/** Quantities and days against each other: equal across units, more exact, absent, different, bound otherwise. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClaimDate, Quantity } from './claim.ts'
import { compareClocks, compareDates, compareQuantities } from './compare-values.ts'

const length = (value: number, bound = ''): Quantity => ({
  dimension: 'length',
  value,
  of: '',
  bound,
})
const label = (value: number, of: string): Quantity => ({
  dimension: 'label',
  value,
  of,
  bound: '',
})
const day = (fromDay: number, toDay = fromDay, more: Partial<ClaimDate> = {}): ClaimDate => ({
  fromDay,
  toDay,
  isYearless: false,
  weekday: null,
  bound: '',
  ...more,
})
const nothing = { conflicts: [], onlyA: 0, onlyB: 0, narrower: 0, broader: 0 }

test('quantities of one dimension compare by value, within what a conversion loses', () => {
  assert.deepEqual(compareQuantities([length(5_000)], [length(5_000)]), { ...nothing, of: [] })
  assert.equal(compareQuantities([length(5_000)], [length(4_989)]).conflicts.length, 0)
  assert.equal(compareQuantities([length(5_000)], [length(6_000)]).conflicts.length, 1)
  assert.equal(compareQuantities([length(5_000)], []).onlyA, 1)
})

test('a bound is part of a quantity; what was about becomes exact', () => {
  assert.equal(compareQuantities([length(5, 'at least')], [length(5)]).conflicts.length, 1)
  assert.equal(compareQuantities([length(5_000, 'about')], [length(5_200)]).narrower, 1)
})

test('a label that differs says of what', () => {
  assert.deepEqual(compareQuantities([label(12, 'ticket')], [label(21, 'ticket')]).of, ['ticket'])
})

test('a day within a month is more exact; another day is another', () => {
  assert.equal(compareDates([day(100, 130)], [day(110)], true).narrower, 1)
  assert.equal(compareDates([day(110)], [day(100, 130)], true).broader, 1)
  assert.deepEqual(compareDates([day(110)], [day(111)], true).conflicts, ['another date'])
  assert.equal(
    compareDates([day(110, 110, { bound: 'since' })], [day(110)], true).conflicts.length,
    1,
  )
})

test('a bare weekday is any such day in the present and one day in the past', () => {
  const tuesday = (at: number): ClaimDate => day(at, at, { weekday: 2 })
  assert.deepEqual(compareDates([tuesday(100)], [tuesday(107)], false), nothing)
  assert.equal(compareDates([tuesday(100)], [tuesday(107)], true).conflicts.length, 1)
})

test('a day without a year is that day of any year', () => {
  const inYear = (at: number): ClaimDate => day(at, at, { isYearless: true })
  assert.deepEqual(compareDates([inYear(100)], [inYear(465)], true), nothing)
  assert.equal(compareDates([inYear(100)], [inYear(120)], true).conflicts.length, 1)
})

test('times of day are the same minutes', () => {
  assert.deepEqual(compareClocks([900], [900]), nothing)
  assert.equal(compareClocks([900], [960]).conflicts.length, 1)
})
