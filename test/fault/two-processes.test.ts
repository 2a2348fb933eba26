/** Two processes write into one store at once: none loses a memory, the chain is one, and each sees the other's writes. */

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { assertSound, newFolder, openAt } from './fault-kit.ts'

const run = promisify(execFile)
const MEMORIES_EACH = 5_000
const names = ['ada', 'bob'] as const

test('two processes of five thousand memories each lose none', async (context) => {
  const path = join(await newFolder(context), 'shared.db')
  const script = join(import.meta.dirname, 'writer-process.ts')
  // Both find no store and make it: that race is part of the test.
  await Promise.all(
    names.map((name) => run(process.execPath, [script, path, name, String(MEMORIES_EACH)])),
  )
  const { memory, store } = await openAt(path)
  assert.equal((await store.stats()).cubeCount, names.length * MEMORIES_EACH)
  for (const user of names) {
    const cubes = await store.scopeCubes({ scope: { user } })
    assert.deepEqual(
      cubes.map((cube) => cube.text),
      Array.from({ length: MEMORIES_EACH }, (_, index) => `${user} ${index}`),
    )
  }
  const users = (await store.log({})).map((entry) => entry.scope.user)
  const switches = users.filter((user, index) => index > 0 && user !== users[index - 1]).length
  context.diagnostic(`the writers took turns ${switches} times`)
  await assertSound(store)
  await memory.close()
})

test('a write of one handle is in the very next answer of another', async (context) => {
  const path = join(await newFolder(context), 'seen.db')
  const one = await openAt(path)
  const two = await openAt(path)
  const scope = { user: 'ada' }
  for (let index = 0; index < 20; index += 1) {
    const [writer, reader] = index % 2 === 0 ? [one, two] : [two, one]
    const { ids } = await writer.memory.remember({ scope, turns: `the harbour ${index}` })
    const { hits } = await reader.memory.recall({ scope, query: `harbour ${index}`, topK: 100 })
    assert.ok(hits.some((hit) => hit.cube.id === ids[0]))
    assert.equal((await reader.memory.list({ scope })).totalCount, index + 1)
  }
  await one.memory.close()
  await two.memory.close()
})
