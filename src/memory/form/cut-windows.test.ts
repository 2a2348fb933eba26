/** Windows: one session each, bounded, in order, with what was said before; nothing is taken twice or left out. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CubeId } from '../../store/cube.ts'
import { BEFORE_TURNS_MAX, WINDOW_TOKENS_MAX, WINDOW_TURNS_MAX } from '../limits.ts'
import { estimateTokens } from '../token-estimate.ts'
import { WindowCutter } from './cut-windows.ts'

const said = (id: string, session: string | null = null, text = 'short') => ({
  id: id as CubeId,
  session,
  text,
  caption: null,
})

test('sessions that went on at the same time are cut side by side, each with what it said before', () => {
  const cutter = new WindowCutter(10, [said('a0', 'a'), said('b0', 'b')])
  for (const id of ['a1', 'b1', 'a2']) assert.equal(cutter.take(said(id, id[0])), true)
  assert.deepEqual(
    cutter.windows.map(({ sources, before }) => [sources, before]),
    [
      [['a1', 'a2'], ['a0']],
      [['b1'], ['b0']],
    ],
  )
  assert.deepEqual(cutter.recent, ['a0', 'b0', 'a1', 'b1', 'a2'])
})

test('a turn that is longer than a window is a window of its own', () => {
  const cutter = new WindowCutter(10)
  const long = 'word '.repeat(WINDOW_TOKENS_MAX + 1)
  for (const cube of [said('a'), said('b', null, long), said('c')]) cutter.take(cube)
  assert.deepEqual(
    cutter.windows.map(({ sources }) => sources),
    [['a'], ['b'], ['c']],
  )
})

test('what there is no room for is not taken, and what belongs to an open window still is', () => {
  const cutter = new WindowCutter(1)
  assert.deepEqual([cutter.take(said('a', 'a')), cutter.take(said('b', 'b'))], [true, false])
  assert.equal(new WindowCutter(0).take(said('a')), false)
})

test('[MEMOS-READER-1] every turn is in one window, in order within its session, and windows keep their bounds', () => {
  const turn = fc.record({
    session: fc.constantFrom(null, 'a', 'b'),
    words: fc.integer({ min: 1, max: 700 }),
  })
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 150 }), (turns) => {
      const cutter = new WindowCutter(Number.POSITIVE_INFINITY)
      const cubes = turns.map(({ session, words }, index) =>
        said(`${index}`, session, 'w '.repeat(words)),
      )
      for (const cube of cubes) assert.equal(cutter.take(cube), true)
      const byId = new Map(cubes.map((cube) => [cube.id, cube]))
      for (const session of [null, 'a', 'b']) {
        const taken = cutter.windows
          .flatMap(({ sources }) => sources)
          .filter((id) => byId.get(id)?.session === session)
        assert.deepEqual(
          taken,
          cubes.filter((cube) => cube.session === session).map(({ id }) => id),
        )
      }
      for (const { sources, before } of cutter.windows) {
        const inside = sources.map((id) => byId.get(id)!)
        assert.equal(new Set(inside.map((cube) => cube.session)).size, 1)
        const tokens = inside.reduce((sum, cube) => sum + estimateTokens(cube.text), 0)
        assert.ok(tokens <= WINDOW_TOKENS_MAX || inside.length === 1)
        assert.ok(inside.length <= WINDOW_TURNS_MAX && before.length <= BEFORE_TURNS_MAX)
        assert.ok(before.every((id) => Number(id) < Number(sources[0])))
      }
    }),
    { numRuns: 50 },
  )
})
