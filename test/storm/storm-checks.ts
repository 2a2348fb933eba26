/**
 * The comparisons of a storm: what the runtime shows against what the naive memory knows, whole.
 *
 * Present: every scope pattern, the trash, the counts. Past: lists and single cubes as of a position. Recall: exactly the
 * cubes that say the word. Each message names what differs, because the trace alone does not.
 */

import assert from 'node:assert/strict'
import { LociError } from '../../src/errors.ts'
import type { Memory } from '../../src/memory/memory.ts'
import type { Cube, CubeId } from '../../src/store/cube.ts'
import { type NaiveCube, type NaiveMemory, type NaivePattern, naiveView } from './naive-memory.ts'

const always = Number.NEGATIVE_INFINITY
const patterns = [
  { user: 'ada' },
  { user: 'bob' },
  { run: 'r1' },
  { user: 'ada', run: 'r2' },
] as const

/** Both sides in the order of the answer, so that a difference in content is what is reported. */
function assertSame(answer: readonly Cube[], expected: readonly NaiveCube[], what: string): void {
  const place = new Map(answer.map((cube, index) => [cube.id, index]))
  const sorted = [...expected].sort((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1))
  assert.deepEqual(answer.map(naiveView), sorted, `${what} differs`)
}

export async function comparePresent(
  memory: Memory,
  naive: NaiveMemory,
  nowMs: number,
): Promise<void> {
  for (const scope of patterns) {
    const page = await memory.list({ scope, limit: 1000 })
    assertSame(page.cubes, naive.seen(naive.world, scope, nowMs), 'the present')
  }
  for (const user of ['ada', 'bob']) {
    const trash = await memory.list({ scope: { user }, state: 'forgotten', limit: 1000 })
    const forgotten = [...naive.world.values()].filter(
      (cube) => cube.user === user && cube.state === 'forgotten',
    )
    assertSame(trash.cubes, forgotten, 'the trash')
  }
  const summaries = await memory.scopes({ user: 'bob' })
  const live = naive.seen(naive.world, { user: 'bob' }, always)
  const counted = summaries.reduce((sum, summary) => sum + summary.cubeCount, 0)
  assert.equal(counted, live.length, 'the count of a scope differs')
}

export async function comparePast(
  memory: Memory,
  naive: NaiveMemory,
  position: number,
): Promise<void> {
  const world = naive.at(position)
  for (const scope of patterns) {
    const past = { scope, asOf: { position }, includeExpired: true, limit: 1000 }
    const page = await memory.list(past)
    assertSame(page.cubes, naive.seen(world, scope, always), `position ${position}`)
  }
  for (const id of [...naive.world.keys(), ...naive.purged].slice(0, 5)) {
    const found = await memory.get(id, { position }).catch((error: unknown) => error)
    const expected = world.get(id)
    if (expected !== undefined) assertSame([found as Cube], [expected], `${id} at ${position}`)
    else assert.ok(LociError.is(found), `${id} should not be there at ${position}`)
  }
  const missing = await memory.get('no-such-id' as CubeId).catch((error: unknown) => error)
  assert.ok(LociError.is(missing, 'MEMORY_NOT_FOUND'))
}

export interface RecallQuestion extends NaivePattern {
  readonly user: string
  readonly topic: string
  /** Undefined: now. */
  readonly position: number | undefined
}

/** Every visible cube that says the word is a hit, and every hit is visible with its words. */
export async function compareRecall(
  memory: Memory,
  naive: NaiveMemory,
  { user, run, topic, position }: RecallQuestion,
): Promise<void> {
  const found = await memory.recall({
    scope: run === undefined ? { user } : { user, run },
    query: topic,
    topK: 1000,
    includeExpired: true,
    ...(position === undefined ? {} : { asOf: { position } }),
  })
  const world = position === undefined ? naive.world : naive.at(position)
  const seen = naive.seen(world, { user, run }, always)
  const hitIds = new Set(found.hits.map((hit) => hit.cube.id))
  for (const cube of seen) {
    if (!cube.text.includes(topic)) continue
    assert.ok(hitIds.has(cube.id), `recall of ${topic} differs: it missed ${cube.text}`)
  }
  const seenById = new Map(seen.map((cube) => [cube.id, cube]))
  for (const { cube } of found.hits) {
    assert.deepEqual(naiveView(cube), seenById.get(cube.id), `a hit of ${topic} differs`)
  }
}
