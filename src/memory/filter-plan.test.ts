import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scope } from '../store/scope.ts'
import { planFilter } from './filter-plan.ts'
import { FILTER_SCOPES_MAX } from './limits.ts'
import type { Filter } from './memory.ts'

const kept: Scope[] = [{ user: 'ada', run: '1' }, { user: 'ada' }, { user: 'bob' }, { agent: 'x' }]
const memory = {
  scopes: async () => kept.map((scope) => ({ scope, cubeCount: 1, lastSeq: 1, updatedAtMs: 0 })),
}
const plan = (filters: Filter, names: Scope = {}): ReturnType<typeof planFilter> =>
  planFilter(memory, names, filters)

test('plain names become the scope and leave no filter behind', async () => {
  assert.deepEqual(await plan({ user_id: 'ada' }), { scopes: [{ user: 'ada' }], filter: undefined })
  assert.deepEqual(await plan({ AND: [{ user_id: 'ada' }, { run_id: 7 }] }), {
    scopes: [{ user: 'ada', run: '7' }],
    filter: undefined,
  })
  assert.deepEqual(await plan({}, { user: 'ada' }), {
    scopes: [{ user: 'ada' }],
    filter: undefined,
  })
})

test('what is not a name stays in the filter', async () => {
  assert.deepEqual(await plan({ AND: [{ user_id: 'ada' }, { a: 1 }, { NOT: [{ b: 2 }] }] }), {
    scopes: [{ user: 'ada' }],
    filter: { AND: [{ a: 1 }, { NOT: [{ b: 2 }] }] },
  })
})

test('alternatives become scopes, and the filter then keeps every word about them', async () => {
  const filters = {
    OR: [{ user_id: 'ada', a: 1 }, { AND: [{ user_id: 'bob' }, { agent_id: 'x' }] }],
  }
  assert.deepEqual(await plan(filters), {
    scopes: [{ user: 'ada' }, { user: 'bob', agent: 'x' }],
    filter: filters,
  })
})

test('names outside and inside must agree', async () => {
  assert.deepEqual((await plan({ user_id: 'bob' }, { user: 'ada' })).scopes, [])
  assert.deepEqual((await plan({ run_id: '1' }, { user: 'ada' })).scopes, [
    { user: 'ada', run: '1' },
  ])
  assert.deepEqual((await plan({ user_id: { in: ['ada', 'bob'] } }, { user: 'bob' })).scopes, [
    { user: 'bob' },
  ])
})

test('a star stands for the names that are known, and narrows with a name', async () => {
  assert.deepEqual((await plan({ user_id: '*' })).scopes, [{ user: 'ada' }, { user: 'bob' }])
  assert.deepEqual((await plan({ user_id: '*', run_id: '1' })).scopes, [{ user: 'ada', run: '1' }])
  assert.deepEqual((await plan({ AND: [{ user_id: '*' }, { user_id: 'bob' }] })).scopes, [
    { user: 'bob' },
  ])
})

test('a filter that could mean anybody is SCOPE_MISSING, negated names included', async () => {
  for (const filters of [
    {},
    { a: 1 },
    { NOT: [{ user_id: 'bob' }] },
    { user_id: { ne: 'bob' } },
    { OR: [{ user_id: 'ada' }, { a: 1 }] },
  ]) {
    await assert.rejects(plan(filters as Filter), { code: 'SCOPE_MISSING' })
  }
})

test('too many alternatives are refused, also as a product', async () => {
  const names = Array.from({ length: FILTER_SCOPES_MAX }, (_, index) => `n${index}`)
  assert.equal((await plan({ user_id: { in: names } })).scopes.length, FILTER_SCOPES_MAX)
  const both = { user_id: { in: names }, run_id: { in: ['1', '2'] } }
  await assert.rejects(plan(both), { code: 'FILTER_INVALID' })
})
