/** The SQLite driver keeps the contract of `Store`: on a file, and in memory where one handle is enough. */

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { LociError } from '../../errors.ts'
import { createNodeHost } from '../../host/node-host.ts'
import type { ConformanceTools } from '../../testing/store-conformance/conformance-case.ts'
import { storeConformance } from '../../testing/store-conformance/store-conformance.ts'
import type { Store } from '../store.ts'
import { openSqliteStore } from './open-sqlite-store.ts'

const host = createNodeHost()
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loci-store-'))
})
after(() => rm(folder, { recursive: true }))

function toolsOn(newPath: () => string, opened: Store[]): ConformanceTools {
  const openAt = async (path: string): Promise<Store> => {
    const store = await openSqliteStore({ host, path })
    opened.push(store)
    return store
  }
  return {
    open: () => openAt(newPath()),
    async openTwice() {
      const path = newPath()
      return [await openAt(path), await openAt(path)]
    },
    equal: assert.deepEqual,
    rejects: (promise, code) =>
      assert.rejects(promise, (error) => LociError.is(error) && error.code === code),
  }
}

test('a bare file name is a file in the folder of the process, and no folder is made for it', async () => {
  const made: string[] = []
  const disk = { ...host.disk, makeFolder: async (path: string) => void made.push(path) }
  const openDatabase: typeof host.openDatabase = () => host.openDatabase(':memory:')
  const apart = { ...host, disk, openDatabase }
  for (const path of ['a.db', 'folder/a.db', '/a.db']) {
    await (await openSqliteStore({ host: apart, path })).close()
  }
  assert.deepEqual(made, ['folder'])
})

let fileCount = 0
for (const { name, run } of storeConformance) {
  test(`on a file: ${name}`, async () => {
    const opened: Store[] = []
    fileCount += 1
    const path = join(folder, `${fileCount}.db`)
    await run(toolsOn(() => path, opened))
    for (const store of opened) await store.close()
  })
  test(`in memory: ${name}`, async (context) => {
    const opened: Store[] = []
    const tools = toolsOn(() => ':memory:', opened)
    let needsTwo = false
    const openTwice = (): never => {
      needsTwo = true
      throw new Error('a store in memory has one handle')
    }
    try {
      await run({ ...tools, openTwice })
    } catch (error) {
      if (!needsTwo) throw error
      context.skip('it needs two handles on one store, and a store in memory has one')
    }
    for (const store of opened) await store.close()
  })
}
