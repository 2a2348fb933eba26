/** Pages of a list: with a count of all, and without, which must show the same memories in the same order. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLoci } from '../open-loci.ts'
import type { ListInput, Memory } from './memory.ts'

const scope = { user: 'ada' }

async function walk(memory: Memory, input: Omit<ListInput, 'scope' | 'cursor'>) {
  const texts: string[] = []
  const counts: number[] = []
  let cursor: string | undefined
  do {
    const page = await memory.list({ scope, ...input, cursor })
    texts.push(...page.cubes.map(({ text }) => text))
    counts.push(page.totalCount)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return { texts, counts }
}

test('a walk over uncounted pages shows what counted pages show', async () => {
  await using memory = await openLoci({ path: ':memory:' })
  const turns = Array.from({ length: 10 }, (_, index) => ({
    text: `turn ${index}`,
    metadata: { isEven: index % 2 === 0 },
  }))
  const { ids } = await memory.remember({ scope, turns })
  await memory.forget({ ids: [ids[3]!] })
  await memory.remember({ scope: { user: 'bob' }, turns: 'not hers' })
  for (const filter of [undefined, { isEven: true }, { isEven: 'neither' }]) {
    for (const limit of [1, 2, 3, 9, 10]) {
      const counted = await walk(memory, { limit, filter })
      const uncounted = await walk(memory, { limit, filter, isCounted: false })
      assert.deepEqual(uncounted.texts, counted.texts)
      assert.ok(counted.counts.every((count) => count === counted.texts.length))
      assert.ok(uncounted.counts.every((count) => count <= limit + 1))
    }
  }
})
