/** Reads by scope pattern of what is not a cube: the scopes themselves, entities, links; and the store's counts. */

import type { SqlRow } from '../../host/database.ts'
import type { Entity, Link } from '../events.ts'
import { type Scope, scopeCovers } from '../scope.ts'
import type { LogPosition, ScopeSummary, StoreStats } from '../store.ts'
import { openPayload } from './payload.ts'
import { type ScopeColumns, scopeCondition, scopeOfColumns } from './scope-pattern.ts'
import type { StatementCache } from './statement-cache.ts'

function scopeOf(row: SqlRow): Scope {
  return scopeOfColumns(row as unknown as ScopeColumns)
}

export class ScopeReads {
  readonly #statements: StatementCache

  constructor(statements: StatementCache) {
    this.#statements = statements
  }

  /** Latest change first. */
  scopes(pattern: Scope): ScopeSummary[] {
    const rows = this.#statements.prepare('SELECT * FROM scopes ORDER BY last_seq DESC').all()
    const summaries = rows.map((row) => ({
      scope: scopeOf(row),
      cubeCount: row.cube_count as number,
      lastSeq: row.last_seq as LogPosition,
      updatedAtMs: row.updated_at_ms as number,
    }))
    return summaries.filter(({ scope }) => scopeCovers(pattern, scope))
  }

  /** In the order they were first or last put. */
  entities(scope: Scope): Entity[] {
    const pattern = scopeCondition(scope, 'e')
    const rows = this.#statements
      .prepare(
        `SELECT e.seq, p.json FROM entities e CROSS JOIN payloads p ON p.seq = e.seq
         WHERE ${pattern.sql} ORDER BY e.seq`,
      )
      .all(...pattern.parameters)
    return rows.flatMap((row) => {
      const { event } = openPayload(row.json as string, row.seq as number)
      return event.kind === 'entity-put' ? [event.entity] : []
    })
  }

  links(scope: Scope): Link[] {
    const pattern = scopeCondition(scope, 'k')
    const rows = this.#statements
      .prepare(
        `SELECT k.seq, p.json FROM links k CROSS JOIN payloads p ON p.seq = k.seq
         WHERE ${pattern.sql} ORDER BY k.seq`,
      )
      .all(...pattern.parameters)
    return rows.flatMap((row) => {
      const { event } = openPayload(row.json as string, row.seq as number)
      return event.kind === 'link-put' ? [event.link] : []
    })
  }

  counts(): Pick<StoreStats, 'scopeCount' | 'cubeCount' | 'episodeCount' | 'tombstoneCount'> {
    const row = this.#statements
      .prepare(
        `SELECT count(*) AS scopes, total(cube_count) AS cubes, total(episode_count) AS episodes,
         (SELECT count(*) FROM tombstones) AS tombstones FROM scopes`,
      )
      .get()!
    return {
      scopeCount: row.scopes as number,
      cubeCount: row.cubes as number,
      episodeCount: row.episodes as number,
      tombstoneCount: row.tombstones as number,
    }
  }
}
