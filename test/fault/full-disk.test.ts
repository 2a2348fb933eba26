/** A store that may not grow: what does not fit is refused whole, what was there stays, and room makes it go on. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { LociError } from '../../src/errors.ts'
import { assertSound, failsWith, newFolder, openAt } from './fault-kit.ts'

const scope = { user: 'ada' }

test('a full disk refuses with STORE_FULL, keeps what is there, and works again with room', async (context) => {
  const path = join(await newFolder(context), 'full.db')
  const small = await openAt(path, { pageCountMax: 60 })
  const kept: string[] = []
  for (let index = 0; ; index += 1) {
    const text = `${index} `.repeat(200)
    try {
      await small.memory.remember({ scope, turns: text })
      kept.push(text)
    } catch (error) {
      assert.ok(failsWith('STORE_FULL')(error))
      break
    }
  }
  assert.ok(kept.length > 5)
  const shown = async (memory: typeof small.memory): Promise<string[]> =>
    (await memory.list({ scope, limit: 1000 })).cubes.map((cube) => cube.text)
  assert.deepEqual(await shown(small.memory), kept)
  await assertSound(small.store)
  await assert.rejects(
    small.memory.remember({ scope, turns: 'too large '.repeat(5_000) }),
    (error) => LociError.is(error, 'STORE_FULL') && error.retryable,
  )
  await small.memory.close()

  const roomy = await openAt(path, { pageCountMax: 600 })
  assert.deepEqual(await shown(roomy.memory), kept)
  await roomy.memory.remember({ scope, turns: 'there is room again' })
  assert.equal((await shown(roomy.memory)).at(-1), 'there is room again')
  await assertSound(roomy.store)
  await roomy.memory.close()
})
