/**
 * The file format of a store: tables and indexes, and the field names of each event's payload as they lie in the file.
 *
 * Read with SQLite itself, not with our reader. A change here needs a migration (src/store/sqlite/schema.ts).
 */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { createNodeHost } from '../../src/host/node-host.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import type { BatchId } from '../../src/store/cube.ts'
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts'
import { assertPinned } from './pin.ts'

/** `cube.provenance.episodes[]`: the paths of a payload's leaves, free-form metadata left closed. */
function fieldPaths(value: unknown, path = ''): string[] {
  if (Array.isArray(value))
    return value.length === 0 ? [`${path}[]`] : fieldPaths(value[0], `${path}[]`)
  if (
    typeof value !== 'object' ||
    value === null ||
    /\.(?:metadata|extra|scope|facts)$|^facts$/.test(path)
  )
    return [path]
  return Object.entries(value).flatMap(([key, item]) =>
    fieldPaths(item, path === '' ? key : `${path}.${key}`),
  )
}

async function writeEveryKind(path: string): Promise<void> {
  const host = createNodeHost()
  const store = await openSqliteStore({ host, path })
  await using memory = await openMemory({ host, store })
  const scope = { user: 'ada', agent: 'planner', run: '7' }
  const { ids, batch } = await memory.remember({
    scope,
    turns: [
      { text: 'beans', speaker: 'Ada', caption: 'a bed', metadata: { a: 1 }, extra: { b: 2 } },
      { text: 'peas' },
    ],
    idempotencyKey: 'k',
  })
  await memory.update({ id: ids[0]!, text: 'beans too' })
  await memory.relate({
    scope,
    entities: [{ name: 'Ada', type: 'person' }],
    links: [{ source: 'Ada', relation: 'grows', target: 'beans' }],
  })
  await memory.recall({ scope, query: 'beans' })
  const { batch: forgotten } = await memory.forget({ ids: [ids[1]!] })
  await memory.undo(forgotten)
  await memory.purge({ ids: [ids[1]!] })
  const { entities } = await memory.graph(scope)
  await store.append({
    batch: `${batch}-graph` as BatchId,
    operation: 'purge',
    nowMs: 0,
    events: [{ kind: 'graph-purged', scope, id: entities[0]!.id, reason: 'asked' }],
  })
  await store.append({
    batch: `${batch}-noted` as BatchId,
    operation: 'note',
    nowMs: 0,
    events: [{ kind: 'noted', scope, about: 'key-made', facts: { id: 'k' } }],
  })
}

function readFormat(path: string): unknown {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const schema = database
      .prepare(
        'SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name',
      )
      .all()
      .map(
        (row) =>
          `${row.type} ${row.name}: ${String(row.sql).replace(/--.*$/gm, '').replace(/\s+/g, ' ')}`,
      )
    const pragma = (name: string): unknown => database.prepare(`PRAGMA ${name}`).get()![name]
    const payloads: Record<string, Set<string>> = {}
    for (const { json } of database
      .prepare('SELECT json FROM payloads WHERE is_erased = 0 ORDER BY seq')
      .all()) {
      const event = JSON.parse(String(json))
      const name = event.change === undefined ? event.kind : `${event.kind}/${event.change}`
      payloads[name] ??= new Set()
      for (const field of fieldPaths(event)) payloads[name].add(field)
    }
    return {
      applicationId: pragma('application_id'),
      userVersion: pragma('user_version'),
      schema,
      payloads: Object.fromEntries(
        Object.entries(payloads).map(([name, fields]) => [name, [...fields].sort()]),
      ),
    }
  } finally {
    database.close()
  }
}

test('the file format of a store is the pinned one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loci-format-'))
  try {
    const path = join(folder, 'store.db')
    await writeEveryKind(path)
    assertPinned('store-format', readFormat(path))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('field paths tell a renamed field', () => {
  assert.deepEqual(fieldPaths({ a: { b: [{ c: 1 }] }, d: [], e: { metadata: { x: 1 } } }), [
    'a.b[].c',
    'd[]',
    'e.metadata',
  ])
})
