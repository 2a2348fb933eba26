/**
 * Reads of cubes: by id, by scope, by change, by version; now or as of a position.
 *
 * A cube is the payload of one of its versions plus what the log knows of it. Of a past moment only the versions whose payload
 * still exists are shown: a purge reaches into every past. Each read is one statement, so it sees whole batches.
 */

import { LociError } from '../../errors.ts'
import type { SqlRow } from '../../host/database.ts'
import type { BatchId, Cube, CubeId } from '../cube.ts'
import { type Scope, scopeKey } from '../scope.ts'
import type { CubeVersion, LogPosition, Store } from '../store.ts'
import { nameDigest } from './derived-tables.ts'
import { openPayload } from './payload.ts'
import { scopeCondition } from './scope-pattern.ts'
import type { StatementCache } from './statement-cache.ts'

const currentColumns = `c.seq, c.created_seq, c.created_at_ms, c.updated_at_ms,
  p.json, p.is_erased, u.recall_count, u.last_recalled_at_ms`
const currentJoins = 'LEFT JOIN payloads p ON p.seq = c.seq LEFT JOIN usage u ON u.id = c.id'

const pastColumns = `v.seq, f.seq AS created_seq, f.at_ms AS created_at_ms, v.at_ms AS updated_at_ms,
  p.json, p.is_erased, u.recall_count, u.last_recalled_at_ms`
/** From the first version `f` of a cube to its last one at or before a position. CROSS JOIN fixes the order of the loops. */
const pastJoins = `CROSS JOIN log v ON v.seq = (
    SELECT w.seq FROM log w WHERE w.subject = f.subject AND w.version IS NOT NULL AND w.seq <= ?
    ORDER BY w.seq DESC LIMIT 1)
  LEFT JOIN payloads p ON p.seq = v.seq LEFT JOIN usage u ON u.id = f.subject`

interface CubeRow {
  readonly seq: number
  readonly created_seq: number
  readonly created_at_ms: number
  readonly updated_at_ms: number
  readonly json: string | null
  readonly is_erased: number | null
  readonly recall_count: number | null
  readonly last_recalled_at_ms: number | null
}

function cubeOf(sqlRow: SqlRow): Omit<CubeVersion, 'batch'> {
  const row = sqlRow as unknown as CubeRow
  if (row.json === null || row.is_erased !== 0) {
    throw new LociError('STORE_CORRUPT', `the payload at position ${row.seq} is missing`)
  }
  const { event } = openPayload(row.json, row.seq)
  if (event.kind !== 'turn-remembered' && event.kind !== 'cube-changed') {
    throw new LociError('STORE_CORRUPT', `the payload at position ${row.seq} holds no cube`)
  }
  const cube = {
    ...event.cube,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    createdSeq: row.created_seq,
    seq: row.seq,
    recallCount: row.recall_count ?? 0,
    lastRecalledAtMs: row.last_recalled_at_ms,
  }
  if (event.kind === 'turn-remembered') return { cube, change: 'add' }
  const { change, undoes } = event
  return undoes === undefined ? { cube, change } : { cube, change, undoes }
}

export class CubeReads {
  readonly #statements: StatementCache

  constructor(statements: StatementCache) {
    this.#statements = statements
  }

  current(ids: readonly CubeId[]): (Cube | null)[] {
    const statement = this.#statements.prepare(
      `SELECT ${currentColumns} FROM cubes c ${currentJoins} WHERE c.id = ?`,
    )
    return ids.map((id) => {
      const row = statement.get(id)
      return row === undefined ? null : cubeOf(row).cube
    })
  }

  asOf(ids: readonly CubeId[], position: LogPosition): (Cube | null)[] {
    const statement = this.#statements.prepare(
      `SELECT ${pastColumns} FROM log f ${pastJoins}
       WHERE f.subject = ? AND f.version = 1 AND f.seq <= ? AND p.is_erased IS NOT 1`,
    )
    return ids.map((id) => {
      const row = statement.get(position, id, position)
      return row === undefined ? null : cubeOf(row).cube
    })
  }

  /** `limit` -1: all. */
  ofScope(scope: Scope, afterSeq: LogPosition, limit: number): Cube[] {
    const pattern = scopeCondition(scope, 'f')
    const statement = this.#statements.prepare(
      `SELECT ${currentColumns} FROM log f
       CROSS JOIN cubes c ON c.id = f.subject AND c.created_seq = f.seq ${currentJoins}
       WHERE ${pattern.sql} AND f.version = 1 AND f.seq > ? ORDER BY f.seq LIMIT ?`,
    )
    return statement.all(...pattern.parameters, afterSeq, limit).map((row) => cubeOf(row).cube)
  }

  named({ kind, scope, name }: Parameters<Store['named']>[0]): Cube[] {
    const statement = this.#statements.prepare(
      `SELECT ${currentColumns} FROM names n CROSS JOIN cubes c ON c.id = n.id ${currentJoins}
       WHERE n.kind = ? AND n.scope_key = ?${name === undefined ? '' : ' AND n.digest = ?'} ORDER BY n.seq`,
    )
    const digests = name === undefined ? [] : [nameDigest(name)]
    return statement.all(kind, scopeKey(scope), ...digests).map((row) => cubeOf(row).cube)
  }

  ofScopeAsOf(scope: Scope, position: LogPosition, afterSeq: LogPosition, limit: number): Cube[] {
    const pattern = scopeCondition(scope, 'f')
    const statement = this.#statements.prepare(
      `SELECT ${pastColumns} FROM log f ${pastJoins}
       WHERE ${pattern.sql} AND f.version = 1 AND f.seq > ? AND f.seq <= ? AND p.is_erased IS NOT 1
       ORDER BY f.seq LIMIT ?`,
    )
    const rows = statement.all(position, ...pattern.parameters, afterSeq, position, limit)
    return rows.map((row) => cubeOf(row).cube)
  }

  /** Current versions written after a position, oldest first. */
  changedAfter(scope: Scope, afterSeq: LogPosition): Cube[] {
    const pattern = scopeCondition(scope, 'l')
    const statement = this.#statements.prepare(
      `SELECT ${currentColumns} FROM log l
       CROSS JOIN cubes c ON c.id = l.subject AND c.seq = l.seq ${currentJoins}
       WHERE ${pattern.sql} AND l.version IS NOT NULL AND l.seq > ? ORDER BY l.seq`,
    )
    return statement.all(...pattern.parameters, afterSeq).map((row) => cubeOf(row).cube)
  }

  purgedAfter(scope: Scope, afterSeq: LogPosition): CubeId[] {
    const pattern = scopeCondition(scope, 'l')
    const statement = this.#statements.prepare(
      `SELECT l.subject FROM log l
       WHERE ${pattern.sql} AND l.kind = 'cube-purged' AND l.seq > ? ORDER BY l.seq`,
    )
    return statement.all(...pattern.parameters, afterSeq).map((row) => row.subject as CubeId)
  }

  /** Every version that was not purged, oldest first. */
  versions(id: CubeId): CubeVersion[] {
    const statement = this.#statements.prepare(
      `SELECT v.seq, f.seq AS created_seq, f.at_ms AS created_at_ms, v.at_ms AS updated_at_ms, v.batch,
         p.json, p.is_erased, u.recall_count, u.last_recalled_at_ms
       FROM log f CROSS JOIN log v ON v.subject = f.subject AND v.version IS NOT NULL
       LEFT JOIN payloads p ON p.seq = v.seq LEFT JOIN usage u ON u.id = f.subject
       WHERE f.subject = ? AND f.version = 1 AND p.is_erased IS NOT 1 ORDER BY v.seq`,
    )
    return statement.all(id).map((row) => ({ ...cubeOf(row), batch: row.batch as BatchId }))
  }
}
