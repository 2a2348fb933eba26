/** Rank fusion by hand: exact values, shared ranks, channels that count once, slots that nobody may see. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Channel } from './channel.ts'
import { FeatureTable } from './feature-table.ts'
import { addRanks, fuseRanks } from './rank-fusion.ts'

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

test('what a former question left is overwritten', () => {
  const fused = Float64Array.from([7, 7])
  fuseRanks({ channels: [channel('a', ['a'])], scope: live(1, 1), table: tableOf(2, {}) }, fused)
  assert.deepEqual([...fused], [0, 0])
})
