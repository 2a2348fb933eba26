/** The filter language, operator by operator, against hand-made cubes. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LociError } from '../errors.ts'
import type { Cube, Metadata } from '../store/cube.ts'
import { compileFilter } from './filter.ts'
import type { Filter } from './memory.ts'

function cubeWith(metadata: Metadata, parts: Partial<Cube> = {}): Cube {
  const cube = {
    id: 'c1',
    text: 'Ada plays the violin',
    role: 'user',
    speaker: null,
    session: 's1',
    kind: 'turn',
    state: 'generated',
    scope: { user: 'ada', run: '7' },
    createdAtMs: Date.parse('2026-05-08T00:00:00Z'),
    updatedAtMs: Date.parse('2026-05-09T00:00:00Z'),
    saidAtMs: Date.parse('2026-05-07T00:00:00Z'),
    expiresAtMs: null,
    metadata,
    ...parts,
  }
  return cube as unknown as Cube
}

const cube = cubeWith({
  topic: 'music',
  stars: 4,
  tags: ['a', 'b'],
  place: { city: 'Bern' },
  none: null,
})

function check(filter: Filter, expected: boolean): void {
  assert.equal(compileFilter(filter)(cube), expected, JSON.stringify(filter))
}

test('every operator agrees with its name', () => {
  check({ topic: 'music' }, true)
  check({ topic: { eq: 'art' } }, false)
  check({ topic: { ne: 'art' } }, true)
  check({ stars: { gt: 3, lte: 4 } }, true)
  check({ stars: { gte: 5 } }, false)
  check({ stars: { lt: 4 } }, false)
  check({ topic: { in: ['art', 'music'] } }, true)
  check({ topic: ['art', 'music'] }, true)
  check({ topic: { nin: ['art', 'music'] } }, false)
  check({ topic: { contains: 'usi' } }, true)
  check({ topic: { contains: 'USI' } }, false)
  check({ topic: { icontains: 'USI' } }, true)
})

test('lists match by member, nested metadata by dots, "*" by presence', () => {
  check({ tags: 'a' }, true)
  check({ tags: { contains: 'b' } }, true)
  check({ tags: { in: ['z', 'b'] } }, true)
  check({ tags: 'c' }, false)
  check({ 'place.city': 'Bern' }, true)
  check({ topic: '*' }, true)
  check({ none: '*' }, false)
  check({ absent: '*' }, false)
})

test('AND, OR and NOT combine and nest, in either spelling', () => {
  check({ AND: [{ topic: 'music' }, { stars: 4 }] }, true)
  check({ OR: [{ topic: 'art' }, { stars: 4 }] }, true)
  check({ NOT: [{ topic: 'art' }, { stars: 4 }] }, false)
  check({ $not: { topic: 'art' } }, true)
  check({ $or: [{ AND: [{ topic: 'art' }] }, { NOT: { stars: 5 } }] }, true)
})

test('fields of the cube itself can be asked, times as ISO dates', () => {
  check({ user_id: 'ada', run_id: '7' }, true)
  check({ agent_id: '*' }, false)
  check({ text: { icontains: 'VIOLIN' } }, true)
  check({ created_at: { gte: '2026-05-08', lt: '2026-05-09' } }, true)
  check({ said_at: { gt: '2026-05-07' } }, false)
  check({ expires_at: '*' }, false)
})

test('a comparison across kinds is false and throws nothing', () => {
  check({ stars: { gt: 'x' } }, false)
  check({ topic: { lt: 3 } }, false)
  check({ place: { contains: 'Bern' } }, false)
})

test('metadata cannot reach the prototype', () => {
  check({ constructor: '*' }, false)
  check({ '__proto__.toString': '*' }, false)
})

test('what is not in the language is FILTER_INVALID with a hint', () => {
  const bad: Filter[] = [
    { stars: { gtt: 3 } },
    { stars: {} },
    { topic: { in: 'music' } },
    { AND: [] },
    { OR: 'x' },
    { created_at: { gt: 'no date' } },
  ]
  for (const filter of bad) {
    assert.throws(
      () => compileFilter(filter),
      (error) => LociError.is(error, 'FILTER_INVALID'),
    )
  }
  try {
    compileFilter({ stars: { gtt: 3 } })
  } catch (error) {
    assert.match((error as LociError).hint, /did you mean gt\?/)
  }
})

test('nesting past the limit is refused', () => {
  let filter: Filter = { topic: 'music' }
  for (let depth = 0; depth < 20; depth += 1) filter = { AND: [filter] }
  assert.throws(
    () => compileFilter(filter),
    (error) => LociError.is(error, 'FILTER_INVALID'),
  )
})
