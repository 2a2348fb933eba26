/** Bars: lengths compare within an answer, order and colours are fixed, negative shares come last. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChannelScore, Cube, Hit } from '../api-types.ts'
import { barScale, barSegments, channelColour, explainChannel } from './score-bar.ts'

const share = (channel: string, contribution: number): ChannelScore => ({
  channel,
  contribution,
  because: '',
})
const hit = (why: readonly ChannelScore[]): Hit => ({ cube: {} as Cube, score: 1, why })

test('the scale is the largest positive sum; negative shares do not shorten it', () => {
  assert.equal(
    barScale([
      hit([share('words', 2)]),
      hit([share('words', 1), share('time', 3), share('shape', -2)]),
    ]),
    4,
  )
  assert.equal(barScale([]), 0)
})

test('segments follow the channel order, whatever the order of the answer', () => {
  assert.deepEqual(barSegments([share('time', 1), share('words', 3)], 4), [
    { channel: 'words', colour: 1, percent: 75, isNegative: false },
    { channel: 'time', colour: 6, percent: 25, isNegative: false },
  ])
})

test('negative shares come after the positive ones', () => {
  const segments = barSegments([share('words', -1), share('recency', 2)], 2)
  assert.deepEqual(
    segments.map(({ channel, isNegative }) => [channel, isNegative]),
    [
      ['recency', false],
      ['words', true],
    ],
  )
})

test('a share too small to see is left out, and an empty scale has no bar', () => {
  assert.deepEqual(barSegments([share('words', 0.001)], 4), [])
  assert.deepEqual(barSegments([share('words', 1)], 0), [])
})

test('an unknown channel has the neutral colour and its own name', () => {
  assert.equal(channelColour('vectors'), 0)
  assert.equal(explainChannel('vectors'), 'vectors')
  assert.equal(channelColour('recency'), 8)
})
