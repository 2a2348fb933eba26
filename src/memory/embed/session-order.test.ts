/** Neighbours of turns in one scope, against a naive reading of the same rules, and what a change touches. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { CubeId } from '../../store/cube.ts'
import { SESSION_GAP_MS } from '../columns/session-chains.ts'
import { type OrderedCube, SessionOrder } from './session-order.ts'

function cube(name: string, parts: Partial<OrderedCube> = {}): OrderedCube {
  return {
    id: name as CubeId,
    session: 's',
    kind: 'turn',
    createdSeq: Number(name.slice(1)),
    saidAtMs: 0,
    ...parts,
  }
}

function around(order: SessionOrder, name: string): (string | null)[] {
  const { previous, next } = order.around(name as CubeId)
  return [previous, next]
}

test('neighbours are those of the session, in log order, whatever the order of putting', () => {
  const order = new SessionOrder()
  for (const name of ['c3', 'c1', 'c2']) order.put(cube(name))
  order.put(cube('c4', { session: 'other' }))
  assert.deepEqual(around(order, 'c1'), [null, 'c2'])
  assert.deepEqual(around(order, 'c2'), ['c1', 'c3'])
  assert.deepEqual(around(order, 'c4'), [null, null])
})

test('turns without a session are parted by a long pause, and notes stand alone', () => {
  const order = new SessionOrder()
  order.put(cube('c1', { session: null }))
  order.put(cube('c2', { session: null, saidAtMs: SESSION_GAP_MS }))
  order.put(cube('c3', { session: null, saidAtMs: 2 * SESSION_GAP_MS + 1 }))
  order.put(cube('c4', { session: null, kind: 'note' }))
  assert.deepEqual(around(order, 'c2'), ['c1', null])
  assert.deepEqual(around(order, 'c3'), [null, null])
  assert.deepEqual(around(order, 'c4'), [null, null])
})

test('a change tells whose windows it touches', () => {
  const order = new SessionOrder()
  for (const name of ['c1', 'c2', 'c3', 'c5']) order.put(cube(name))
  assert.deepEqual(order.put(cube('c4')), ['c4', 'c3', 'c5'])
  assert.deepEqual(order.delete('c2' as CubeId), ['c1', 'c3'])
  assert.deepEqual(order.delete('c2' as CubeId), [])
  assert.deepEqual(around(order, 'c3'), ['c1', 'c4'])
  assert.deepEqual(order.put(cube('c4', { session: 'other' })), ['c4', 'c3', 'c5'])
})

test('any sequence of puts and deletes gives the neighbours that a fresh order gives', () => {
  const change = fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    session: fc.constantFrom('s', 't', null),
    isGone: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const order = new SessionOrder()
      const live = new Map<string, OrderedCube>()
      for (const { id, session, isGone } of changes) {
        const name = `c${id}`
        if (isGone) {
          order.delete(name as CubeId)
          live.delete(name)
        } else {
          live.set(name, cube(name, { session }))
          order.put(live.get(name)!)
        }
      }
      const fresh = new SessionOrder()
      for (const one of live.values()) fresh.put(one)
      assert.equal(order.size, live.size)
      for (const name of live.keys()) assert.deepEqual(around(order, name), around(fresh, name))
    }),
  )
})
