/**
 * What there is of a scope pattern or of purged ids, table by table: the reads of forgetting.
 *
 * Every count goes out from log rows, whose scope columns outlive the payloads, so that a row that a purge failed to take along is counted
 * wherever it lies. Tables that hold ids or digests only are counted too: their rows belong to the forgotten.
 */

import type { SqlValue } from '../../host/database.ts'
import type { CubeId } from '../cube.ts'
import { ownerOf, type Scope, scopeKey } from '../scope.ts'
import type { Erasable, RowCounts } from '../stored-forgetting.ts'
import { type ScopeColumns, scopeCondition, scopeOfColumns } from './scope-pattern.ts'
import type { StatementCache } from './statement-cache.ts'

const contentKinds = "('turn-remembered', 'cube-changed', 'entity-put', 'link-put')"

/** `l`: rows of the log in the pattern. */
const perScope: Readonly<Record<string, string>> = {
  payloads: `FROM log l CROSS JOIN payloads p ON p.seq = l.seq
    WHERE %l AND l.kind IN ${contentKinds} AND p.is_erased = 0`,
  cubes: 'FROM log l CROSS JOIN cubes c ON c.id = l.subject WHERE %l AND l.version = 1',
  episodes: 'FROM episodes e CROSS JOIN log l ON l.seq = e.seq WHERE %l',
  names: 'FROM log l CROSS JOIN names n ON n.id = l.subject WHERE %l AND l.version = 1',
  entities: 'FROM entities l WHERE %l',
  links: 'FROM links l WHERE %l',
  usage: 'FROM log l CROSS JOIN usage u ON u.id = l.subject WHERE %l AND l.version = 1',
  vectors: `FROM log l CROSS JOIN vectors v ON v.id = l.subject WHERE %l AND l.version = 1`,
  'vectors (previous)': `FROM log l CROSS JOIN vectors v ON v.previous = l.subject WHERE %l AND l.version = 1`,
  'vectors (next)': `FROM log l CROSS JOIN vectors v ON v.next = l.subject WHERE %l AND l.version = 1`,
  formations: 'FROM formations l WHERE %l',
  formation_scopes: 'FROM formation_scopes l WHERE %l',
  answer_citations: `FROM log l CROSS JOIN answer_citations a ON a.cube = l.subject
    WHERE %l AND l.version = 1`,
}

/** `?1`: an id that has a tombstone. */
const perId: Readonly<Record<string, string>> = {
  payloads: `FROM log l CROSS JOIN tombstones t ON t.id = l.subject CROSS JOIN payloads p ON p.seq = l.seq
    WHERE l.subject = ?1 AND l.kind IN ${contentKinds} AND l.seq < t.seq
    AND (p.is_erased = 0 OR replace(hex(p.key), '0', '') <> '' OR replace(hex(p.json), '0', '') <> '')`,
  cubes: 'FROM cubes WHERE id = ?1',
  names: 'FROM names WHERE id = ?1',
  usage: 'FROM usage WHERE id = ?1',
  vectors: 'FROM vectors WHERE id = ?1',
  'vectors (previous)': 'FROM vectors WHERE previous = ?1',
  'vectors (next)': 'FROM vectors WHERE next = ?1',
  answer_citations: 'FROM answer_citations WHERE cube = ?1',
}

export class ErasureReads {
  readonly #statements: StatementCache

  constructor(statements: StatementCache) {
    this.#statements = statements
  }

  erasable(scope: Scope, afterSeq: number, limit: number): Erasable[] {
    const pattern = scopeCondition(scope, 'l')
    const rows = this.#statements
      .prepare(
        `SELECT l.seq, l.subject, l.kind, l.scope_user, l.scope_agent, l.scope_run
         FROM log l CROSS JOIN payloads p ON p.seq = l.seq
         WHERE ${pattern.sql} AND l.seq > ? AND l.kind IN ${contentKinds} AND p.is_erased = 0
         ORDER BY l.seq LIMIT ?`,
      )
      .all(...pattern.parameters, afterSeq, limit)
    const byId = new Map<string, Erasable>()
    for (const row of rows) {
      byId.set(row.subject as string, {
        seq: row.seq as number,
        id: row.subject as string,
        isGraph: row.kind === 'entity-put' || row.kind === 'link-put',
        scope: scopeOfColumns(row as unknown as ScopeColumns),
      })
    }
    return [...byId.values()]
  }

  inventory(scope: Scope): RowCounts {
    const pattern = scopeCondition(scope, 'l')
    const counts: Record<string, number> = {}
    for (const [table, sql] of Object.entries(perScope)) {
      const count = this.#count(sql.replace('%l', pattern.sql), pattern.parameters)
      if (count > 0) counts[table] = count
    }
    const answers = this.answersOf(this.#ownersIn(scope))
    return answers === 0 ? counts : { ...counts, answers }
  }

  /** Whoever a scope pattern reaches. */
  #ownersIn(scope: Scope): Scope[] {
    const pattern = scopeCondition(scope, 's')
    const rows = this.#statements
      .prepare(`SELECT scope_user, scope_agent, scope_run FROM scopes s WHERE ${pattern.sql}`)
      .all(...pattern.parameters)
    return [scope, ...rows.map((row) => scopeOfColumns(row as unknown as ScopeColumns))]
  }

  answersOf(scopes: readonly Scope[]): number {
    return this.#count('FROM answers WHERE owner IN (SELECT value FROM json_each(?))', [
      JSON.stringify(ownerKeys(scopes)),
    ])
  }

  remainsOf(ids: readonly string[]): RowCounts {
    const counts: Record<string, number> = {}
    for (const [table, sql] of Object.entries(perId)) {
      let count = 0
      for (const id of ids) count += this.#count(sql, [id])
      if (count > 0) counts[table] = count
    }
    return counts
  }

  /** Of the log rows after `afterSeq` up to `toSeq`: cubes outside of the pattern whose provenance or links lead into it. */
  foreignCitations(scope: Scope, [afterSeq, toSeq]: readonly [number, number]): CubeId[] {
    const outside = scopeCondition(scope, 'l')
    const inside = scopeCondition(scope, 'o')
    const citing = `FROM log l CROSS JOIN payloads p ON p.seq = l.seq AND p.is_erased = 0
      CROSS JOIN json_each(p.json, '$.cube.%path') j`
    const own = `l.seq > ? AND l.seq <= ? AND l.kind = 'cube-changed' AND NOT coalesce(${outside.sql}, 0)`
    const part = (path: string, target: string): string =>
      `SELECT l.subject ${citing.replace('%path', path)} ${target} WHERE ${own} AND ${inside.sql}`
    const byCube = (value: string): string =>
      `CROSS JOIN log o ON o.subject = ${value} AND o.version = 1`
    const byEpisode = `CROSS JOIN episodes e ON e.id = j.value CROSS JOIN log o ON o.seq = e.seq`
    const rows = this.#statements
      .prepare(
        [
          part('provenance.parents', byCube('j.value')),
          part('provenance.episodes', byEpisode),
          part('links', byCube("json_extract(j.value, '$.to')")),
        ].join(' UNION '),
      )
      .all(
        ...Array(3)
          .fill([afterSeq, toSeq, ...outside.parameters, ...inside.parameters])
          .flat(),
      )
    return rows.map((row) => row.subject as CubeId)
  }

  episodeCube(id: string): CubeId | null {
    const row = this.#statements
      .prepare('SELECT l.subject FROM episodes e CROSS JOIN log l ON l.seq = e.seq WHERE e.id = ?')
      .get(id)
    return (row?.subject as CubeId | undefined) ?? null
  }

  #count(sql: string, parameters: readonly SqlValue[]): number {
    const row = this.#statements.prepare(`SELECT count(*) AS count ${sql}`).get(...parameters)
    return row!.count as number
  }
}

export function ownerKeys(scopes: readonly Scope[]): string[] {
  return [...new Set(scopes.map((scope) => scopeKey(ownerOf(scope))))]
}
