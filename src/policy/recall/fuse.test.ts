/** Fusion by hand: two looks, each with its own number of best slots; evidence; channels that fill nothing. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handMadeQuestion, handMadeScope } from '../../../test/recall/hand-made-scope.ts'
import type { Channel } from './channel.ts'
import { FeatureTable } from './feature-table.ts'
import { evidenceTest, type Fusion, fuse } from './fuse.ts'

const scope = handMadeScope([
  { says: 'a' },
  { says: 'b', isDead: true },
  { says: 'c' },
  { says: 'd' },
  { says: 'e' },
])

/** A channel that fills one column, and notes the first look that it was told of. */
function channelOf(name: string, values: readonly number[], parts: Partial<Channel> = {}) {
  const told: number[][] = []
  const channel: Channel = {
    name,
    features: [name],
    isEvidence: true,
    fill: (_scope, _question, table, first) => {
      if (first !== undefined) told.push([...first])
      if (values.length > 0) table.open(name).set(values)
    },
    because: () => '',
    ...parts,
  }
  return { channel, told }
}

const fusionOf = (...channels: readonly Channel[]): Fusion => ({
  channels,
  scope,
  question: handMadeQuestion(scope, ''),
  table: new FeatureTable(),
})

test('a slot is the sum of its columns, each times its weight', () => {
  const fusion = fusionOf(
    channelOf('a', [1, 2, 3, 0, 0]).channel,
    channelOf('b', [0, 0, 1, 1, 0]).channel,
  )
  const fused = new Float64Array(5).fill(9)
  fuse(fusion, { a: 2, b: -0.5, unknown: 7 }, fused)
  assert.deepEqual([...fused], [2, 4, 5.5, -0.5, 0])
  assert.deepEqual([0, 1, 2, 3, 4].map(evidenceTest(fusion)!), [true, true, true, true, false])
})

test('a second look is told of as many best slots as it asked for, live and evident, and adds to them', () => {
  const three = channelOf('three', [0, 0, 0, 0, 8], { looksAgainAt: 3, isEvidence: false })
  const one = channelOf('one', [0, 0, 0, 10, 0], { looksAgainAt: 1, isEvidence: false })
  const own = channelOf('a', [1, 9, 3, 2, 0])
  const fused = new Float64Array(5)
  fuse(fusionOf(three.channel, one.channel, own.channel), { a: 1, three: 1, one: 0.5 }, fused)
  assert.deepEqual(three.told, [[2, 3, 0]])
  assert.deepEqual(one.told, [[2]])
  assert.deepEqual([...fused], [1, 9, 3, 7, 8])
})

test('without evidence nobody looks again', () => {
  const again = channelOf('again', [1, 1, 1, 1, 1], { looksAgainAt: 3, isEvidence: false })
  const fusion = fusionOf(channelOf('a', []).channel, again.channel)
  fuse(fusion, { again: 1 }, new Float64Array(5))
  assert.deepEqual(again.told, [])
  assert.equal(evidenceTest(fusion), undefined)
})

test('of a channel that names its evidence only that counts', () => {
  const { channel } = channelOf('a', [1, 0, 0, 0, 0], {
    features: ['a', 'near'],
    evidence: ['near'],
  })
  const fusion = fusionOf(channel)
  fuse(fusion, { a: 1 }, new Float64Array(5))
  assert.equal(evidenceTest(fusion), undefined)
  fusion.table.open('near').set([0, 0, 1, 0, 0])
  assert.deepEqual([0, 2].map(evidenceTest(fusion)!), [false, true])
})
