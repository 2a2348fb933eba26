/**
 * Reads of the log itself: positions, entries, and what hangs on them by id (episodes, tombstones).
 */

import type { SqlRow, SqlValue } from '../../host/database.ts'
import type { BatchId, CubeId } from '../cube.ts'
import type { Episode, LogEvent, LogEventKind } from '../events.ts'
import type { LogEntry, LogPosition, LogQuery, Tombstone } from '../store.ts'
import { openPayload } from './payload.ts'
import { type ScopeColumns, scopeCondition, scopeOfColumns } from './scope-pattern.ts'
import type { StatementCache } from './statement-cache.ts'

function entryOf(row: SqlRow): LogEntry {
  const seq = row.seq as number
  return {
    seq,
    atMs: row.at_ms as number,
    kind: row.kind as LogEventKind,
    batch: row.batch as BatchId,
    operation: row.operation as string,
    scope: scopeOfColumns(row as unknown as ScopeColumns),
    subject: row.subject as string,
    event: eventOf(row, seq),
    hash: row.hash as string,
  }
}

function eventOf(row: SqlRow, seq: number): LogEvent | null {
  return row.is_erased === 0 ? openPayload(row.json as string, seq).event : null
}

export class LogReads {
  readonly #statements: StatementCache

  constructor(statements: StatementCache) {
    this.#statements = statements
  }

  position(): LogPosition {
    const row = this.#statements.prepare('SELECT max(seq) AS seq FROM log').get()
    return (row?.seq as number | null) ?? 0
  }

  /** Log time never goes backwards and positions have no gaps, so the row is found by halving. */
  positionAt(timeMs: number): LogPosition {
    const statement = this.#statements.prepare('SELECT at_ms FROM log WHERE seq = ?')
    let low = 0
    let high = this.position()
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const atMs = (statement.get(middle)?.at_ms as number | undefined) ?? Number.POSITIVE_INFINITY
      if (atMs <= timeMs) low = middle
      else high = middle - 1
    }
    return low
  }

  entries(query: LogQuery): LogEntry[] {
    const { scope, batch, afterSeq, limit = -1, isDescending = false } = query
    const conditions: string[] = []
    const parameters: SqlValue[] = []
    if (batch !== undefined) {
      conditions.push('l.batch = ?')
      parameters.push(batch)
    }
    if (scope !== undefined) {
      const pattern = scopeCondition(scope, 'l')
      conditions.push(pattern.sql)
      parameters.push(...pattern.parameters)
    }
    if (afterSeq !== undefined) {
      conditions.push('l.seq > ?')
      parameters.push(afterSeq)
    }
    const statement = this.#statements.prepare(
      `SELECT l.*, p.json, p.is_erased FROM log l LEFT JOIN payloads p ON p.seq = l.seq
       ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
       ORDER BY l.seq ${isDescending ? 'DESC' : 'ASC'} LIMIT ?`,
    )
    return statement.all(...parameters, limit).map(entryOf)
  }

  episode(id: string): Episode | null {
    const row = this.#statements
      .prepare(
        `SELECT e.seq, p.json, p.is_erased FROM episodes e LEFT JOIN payloads p ON p.seq = e.seq
         WHERE e.id = ?`,
      )
      .get(id)
    if (row === undefined) return null
    const event = eventOf(row, row.seq as number)
    return event?.kind === 'turn-remembered' ? event.episode : null
  }

  tombstone(id: CubeId): Tombstone | null {
    const row = this.#statements.prepare('SELECT * FROM tombstones WHERE id = ?').get(id)
    if (row === undefined) return null
    return {
      id,
      seq: row.seq as number,
      atMs: row.at_ms as number,
      reason: row.reason as string,
      erasedSeqs: JSON.parse(row.erased_seqs as string),
    }
  }
}
