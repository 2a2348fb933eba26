/**
 * Undo of a formation gives back the exact state before it, whatever it did.
 *
 * Goal: an operation, or several on one memory, that undo does not take back whole. Method: a scope with memories, facts and links; random
 * operations, good and bad, in one window; undo; everything compared with what was there. Misses: what only several windows can do together.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createNodeHost } from '../../host/node-host.ts'
import type { Cube, CubeId, Fact } from '../../store/cube.ts'
import {
  openFormedMemory,
  formedScope as scope,
  scriptedPipeline,
} from '../../testing/test-formation.ts'
import type { MemoryOperation } from './formation.ts'

const host = createNodeHost()
const MEMORIES = 5

const fact: Fact = {
  subject: 'Ada',
  relation: 'lives in',
  object: 'Rome',
  validFromMs: 100,
  validToMs: null,
  isMultiValued: false,
}

/** `m0`...: memories that are there; `h0`...: handles of what is added. */
const memory = fc.integer({ min: 0, max: MEMORIES }).map((index) => `m${index}`)
const end = fc.oneof(
  memory,
  fc.integer({ min: 0, max: 3 }).map((index) => `h${index}`),
)
const text = fc.oneof(
  fc.constantFrom('memory 1', 'Memory 2.', ''),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((some) => (some === undefined ? {} : { [key]: some }))

const drawn = fc.oneof(
  fc
    .tuple(text, optional('handle', end), optional('fact', fc.constant(fact)))
    .map(([said, handle, known]) => ({ op: 'add', text: said, ...handle, ...known })),
  fc
    .tuple(
      memory,
      optional('text', text),
      optional('fact', fc.constant(fact)),
      optional('metadata', fc.constant({ a: 1 })),
    )
    .map(([id, ...parts]) => ({ op: 'revise', id, ...Object.assign({}, ...parts) })),
  fc
    .tuple(memory, optional('successor', end), optional('validToMs', fc.constantFrom(50, 200)))
    .map(([id, ...parts]) => ({
      op: 'retire',
      id,
      reason: 'outdated',
      ...Object.assign({}, ...parts),
    })),
  fc.tuple(end, end).map(([from, to]) => ({ op: 'link', from, to, relation: 'near' })),
)

/** All that a version says, without its place in the log. */
function said(cube: Cube): object {
  const {
    version,
    seq,
    updatedAtMs,
    createdSeq,
    createdAtMs,
    recallCount,
    lastRecalledAtMs,
    ...rest
  } = cube
  return rest
}

test('undoing a formation gives back the exact state before it', async (context) => {
  let operations: readonly object[] = []
  let ids: readonly CubeId[] = []
  const pipeline = scriptedPipeline(async ({ turns }, tools) => {
    await tools.byIds(ids)
    const named = (name: unknown): unknown =>
      typeof name === 'string' && name.startsWith('m') ? (ids[Number(name.slice(1))] ?? name) : name
    const sources = turns.map(({ id }) => id)
    return operations.map((op) => {
      const places = ['id', 'from', 'to', 'successor'] as const
      const given = op as Record<string, unknown>
      const real = places.filter((one) => one in given).map((one) => [one, named(given[one])])
      return { ...given, ...Object.fromEntries(real), sources } as MemoryOperation
    })
  })
  let changed = 0
  const run = async (drawnOperations: readonly object[]): Promise<void> => {
    operations = []
    await using kept = await openFormedMemory({
      host,
      pipelines: [pipeline],
      settings: { formation: 'asked' },
    })
    const first = await kept.memory.remember({
      scope,
      turns: Array.from({ length: MEMORIES }, (_, index) => ({ text: `memory ${index}` })),
    })
    ids = (await kept.memory.formation.form({ scope, pipeline: 'echo' })).receipts[0]!.added
    operations = [
      { op: 'revise', id: 'm0', fact },
      { op: 'link', from: 'm0', to: 'm1', relation: 'near' },
    ]
    await kept.memory.formation.form({ scope, pipeline: 'scripted', ids: first.ids })
    const all = async (): Promise<Cube[]> => kept.store.scopeCubes({ scope })
    const before = await all()
    operations = drawnOperations
    const { receipts } = await kept.memory.formation.form({
      scope,
      pipeline: 'scripted',
      ids: first.ids,
    })
    const { batch, added, revised, retired } = receipts[0]!
    if (batch === null) {
      assert.deepEqual(await all(), before)
      return
    }
    changed += added.length + revised.length + retired.length
    await kept.memory.undo(batch)
    const after = await all()
    assert.deepEqual(after.slice(0, before.length).map(said), before.map(said))
    assert.ok(after.slice(before.length).every(({ state }) => state === 'forgotten'))
    assert.deepEqual((await kept.store.verify()).problems, [])
  }
  await fc.assert(fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 12 }), run), {
    numRuns: 60,
  })
  context.diagnostic(`${changed} memories were changed and given back`)
  assert.ok(changed > 60)
})
