/** The store bench, tiny: it runs, what both sides wrote is equal, and it leaves nothing behind. No timing is asserted. */

import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNodeHost } from '../host/node-host.ts'
import { storeBench } from './store-bench.ts'

test('both sides write the same rows into sound stores, and the files are removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'loci-bench-'))
  try {
    const { figures, checks } = await storeBench.run({
      host: createNodeHost(),
      dataFolder: null,
      isQuick: true,
      budgetSeconds: null,
      options: { folder },
      log: () => {},
    })
    const verdicts = new Map(checks.map((check) => [check.id, check.holds]))
    for (const id of ['store.isSound', 'rows.equal', 'turns.haveOwnLogRow']) {
      assert.equal(verdicts.get(id), true, id)
    }
    assert.equal(figures['single.turns'], figures['single.logRows'])
    for (const name of ['single.ratio', 'batched.ratio', 'single.perSecond', 'batched.perSecond']) {
      assert.ok(Number.isFinite(figures[name]) && figures[name]! > 0, name)
    }
    assert.deepEqual(await readdir(folder), [])
  } finally {
    await rm(folder, { recursive: true })
  }
})
