/** Every read by scope, id or batch walks an index: a full scan would make one user's recall pay for everybody's memories. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNodeHost } from '../../host/node-host.ts'
import type { Scope } from '../scope.ts'
import { CubeReads } from './cube-reads.ts'
import { LogReads } from './log-reads.ts'
import { openConnection } from './open-connection.ts'
import { ScopeReads } from './scope-reads.ts'
import { StatementCache } from './statement-cache.ts'
import { VectorTables } from './vector-tables.ts'

class PlanRecorder extends StatementCache {
  readonly texts = new Set<string>()

  override prepare(sql: string): ReturnType<StatementCache['prepare']> {
    this.texts.add(sql)
    return super.prepare(sql)
  }
}

const patterns: readonly Scope[] = [
  { user: 'a' },
  { agent: 'a' },
  { run: 'a' },
  { user: 'a', agent: 'b' },
  { user: 'a', run: 'b' },
  { user: 'a', agent: 'b', run: 'c' },
]

test('no read scans a table', () => {
  const database = openConnection({ host: createNodeHost(), path: ':memory:' })
  const recorder = new PlanRecorder(database)
  const cubes = new CubeReads(recorder)
  const log = new LogReads(recorder)
  const scopes = new ScopeReads(recorder)
  const vectors = new VectorTables(database, recorder)
  for (const scope of patterns) {
    cubes.ofScope(scope, 0, 10)
    cubes.ofScopeAsOf(scope, 5, 0, 10)
    cubes.changedAfter(scope, 1)
    cubes.purgedAfter(scope, 1)
    log.entries({ scope, afterSeq: 1, isDescending: true })
    scopes.entities(scope)
    scopes.links(scope)
    vectors.vectors({ fingerprint: 'f', of: { scope } })
    vectors.vectors({ fingerprint: 'f', of: { scope }, afterTick: 3, hasBytes: false })
  }
  vectors.vectors({ fingerprint: 'f', of: { ids: ['x' as never] } })
  cubes.current(['x' as never])
  cubes.asOf(['x' as never], 1)
  cubes.versions('x' as never)
  log.entries({ batch: 'x' as never })
  log.position()
  log.positionAt(1)
  log.episode('x')
  log.tombstone('x' as never)
  for (const sql of recorder.texts) {
    const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
    const scans = plan.map((row) => String(row.detail)).filter((detail) => /^SCAN/.test(detail))
    assert.deepEqual(scans, [], sql)
  }
  assert.ok(recorder.texts.size > patterns.length * 6)
  database.close()
})

test('a pattern of several names uses the index of the narrowest', () => {
  const database = openConnection({ host: createNodeHost(), path: ':memory:' })
  const recorder = new PlanRecorder(database)
  new CubeReads(recorder).ofScope({ user: 'a', agent: 'b', run: 'c' }, 0, 10)
  const [sql] = recorder.texts
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
  assert.match(String(plan[0]?.detail), /USING INDEX log_run \(scope_run=\? AND rowid>\?\)/)
  database.close()
})
