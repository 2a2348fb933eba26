/** Rank fusion by hand: exact values, shared ranks, channels that count once, slots that nobody may see. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Channel } from './channel.ts'
import { FeatureTable } from './feature-table.ts'
import { addRanks, fuseRanks, rankShareAt } from './rank-fusion.ts'

const channel = (name: string, features: string[], isEvidence = true): Channel => ({
  name,
  features,
  isEvidence,
  fill: () => {},
  because: () => '',
})

function tableOf(slotCount: number, columns: Readonly<Record<string, number[]>>): FeatureTable {
  const table = new FeatureTable()
  table.begin(slotCount)
  for (const [name, values] of Object.entries(columns)) table.open(name).set(values)
  return table
}

const live = (...flags: number[]): { slotCount: number; isLive: Uint8Array } => ({
  slotCount: flags.length,
  isLive: Uint8Array.from(flags),
})

test('a value has its place, equal values share the mean of theirs, 0 has none', () => {
  const fused = new Float64Array(5)
  addRanks([2, 5, 0, 2, 1], live(1, 1, 1, 1, 1), 1, fused)
  assert.deepEqual([...fused], [1 / 62.5, 1 / 61, 0, 1 / 62.5, 1 / 64])
})

test('dead slots take no place', () => {
  const fused = new Float64Array(3)
  addRanks([9, 5, 1], live(0, 1, 1), 1, fused)
  assert.deepEqual([...fused], [0, 1 / 61, 1 / 62])
})

test('a channel counts once, by the mean of its open columns; what is no evidence takes no part', () => {
  const channels = [
    channel('a', ['a1', 'a2', 'silent']),
    channel('b', ['b']),
    channel('c', ['c'], false),
  ]
  const table = tableOf(2, { a1: [1, 2], a2: [2, 1], b: [0, 3], c: [9, 0] })
  const fused = new Float64Array(2)
  fuseRanks({ channels, scope: live(1, 1), table }, fused)
  assert.deepEqual([...fused], [0.5 / 62 + 0.5 / 61, 0.5 / 61 + 0.5 / 62 + 1 / 61])
})

test('what a channel adds to a slot is told by itself, and the shares add up to the fused value', () => {
  const value = fc.integer({ min: 0, max: 4 })
  const slots = fc.array(
    fc.record({ a1: value, a2: value, b: value, w: value, isLive: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  const channels = [
    channel('a', ['a1', 'a2', 'silent']),
    channel('b', ['b']),
    { ...channel('wish', ['w'], false), isWish: true },
  ]
  const property = fc.property(slots, (rows) => {
    const column = (name: 'a1' | 'a2' | 'b' | 'w'): number[] => rows.map((row) => row[name])
    const columns = { a1: column('a1'), a2: column('a2'), b: column('b'), w: column('w') }
    const fusion = {
      channels,
      scope: live(...rows.map(({ isLive }) => Number(isLive))),
      table: tableOf(rows.length, columns),
    }
    const fused = new Float64Array(rows.length)
    fuseRanks(fusion, fused)
    for (const [slot, { isLive }] of rows.entries()) {
      if (!isLive) continue
      const sum = channels.reduce((all, one) => all + rankShareAt(one, fusion, slot), 0)
      assert.ok(Math.abs(sum - fused[slot]!) < 1e-12)
    }
  })
  fc.assert(property)
})

test('what a former question left is overwritten', () => {
  const fused = Float64Array.from([7, 7])
  fuseRanks({ channels: [channel('a', ['a'])], scope: live(1, 1), table: tableOf(2, {}) }, fused)
  assert.deepEqual([...fused], [0, 0])
})
