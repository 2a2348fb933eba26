/**
 * The derived tables: what one log row changes in them. The append applies rows as they are written, rebuild and verify replay them.
 *
 * Invariant: the tables after applying rows 1..n are a function of those rows and of which payloads are erased; so a replay of
 * the log gives the very tables that the appends left, which is what `verify` checks.
 * The counts of a scope are gathered and written once a batch: a batch of a thousand turns updates its scope's row once.
 */

import type { Database, Statement } from '../../host/database.ts'
import { sha256Hex } from '../../host/digest.ts'
import { assert } from '../../stdx/assert.ts'
import type { CubeId, CubeSnapshot } from '../cube.ts'
import type { LogEvent } from '../events.ts'
import { type Scope, scopeKey } from '../scope.ts'
import type { CubeName } from '../store.ts'
import type { LogRow } from './hash-chain.ts'
import type { Schema } from './schema.ts'
import { scopeOfColumns } from './scope-pattern.ts'

interface ScopeDelta {
  readonly scope: Scope
  cubeCount: number
  episodeCount: number
  lastSeq: number
  atMs: number
}

/** Cubes that a scope counts: all but the trash and what is kept by name. */
function countOf(state: string, isNamed: boolean): number {
  return state === 'forgotten' || isNamed ? 0 : 1
}

/** Names as they stand in the table of names. */
export function nameDigest(name: string): string {
  return sha256Hex(name)
}

function prepareAll(database: Database, schema: Schema): Record<StatementName, Statement> {
  const prepare = (sql: string): Statement => database.prepare(sql.replaceAll('%s', schema))
  return {
    addCube: prepare('INSERT INTO %s.cubes VALUES (?, ?, ?, ?, ?, ?, ?)'),
    cube: prepare('SELECT version, state FROM %s.cubes WHERE id = ?'),
    changeCube: prepare(
      'UPDATE %s.cubes SET seq = ?, version = ?, state = ?, updated_at_ms = ? WHERE id = ?',
    ),
    deleteCube: prepare('DELETE FROM %s.cubes WHERE id = ?'),
    addEpisode: prepare('INSERT INTO %s.episodes VALUES (?, ?)'),
    deleteEpisode: prepare('DELETE FROM %s.episodes WHERE id = ?'),
    putSeqs: prepare(
      `SELECT seq FROM main.log WHERE subject = ? AND kind IN ('entity-put', 'link-put') AND seq < ?
       ORDER BY seq`,
    ),
    versionSeqs: prepare(
      'SELECT seq FROM main.log WHERE subject = ? AND version IS NOT NULL AND seq < ? ORDER BY seq',
    ),
    addName: prepare('INSERT INTO %s.names VALUES (?, ?, ?, ?, ?)'),
    named: prepare('SELECT id FROM %s.names WHERE kind = ? AND scope_key = ? AND digest = ?'),
    deleteName: prepare('DELETE FROM %s.names WHERE id = ?'),
    addTombstone: prepare(
      'INSERT INTO %s.tombstones VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    // What was put again after a purge may be purged again.
    renewTombstone: prepare('INSERT OR REPLACE INTO %s.tombstones VALUES (?, ?, ?, ?, ?)'),
    putEntity: prepare('INSERT OR REPLACE INTO %s.entities VALUES (?, ?, ?, ?, ?)'),
    deleteEntity: prepare('DELETE FROM %s.entities WHERE id = ?'),
    putLink: prepare('INSERT OR REPLACE INTO %s.links VALUES (?, ?, ?, ?, ?)'),
    deleteLink: prepare('DELETE FROM %s.links WHERE id = ?'),
    addToScope: prepare(
      `INSERT INTO %s.scopes VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET
       cube_count = cube_count + excluded.cube_count, episode_count = episode_count + excluded.episode_count,
       last_seq = excluded.last_seq, updated_at_ms = excluded.updated_at_ms`,
    ),
  }
}

type StatementName =
  | 'addCube'
  | 'cube'
  | 'changeCube'
  | 'deleteCube'
  | 'addEpisode'
  | 'deleteEpisode'
  | 'putSeqs'
  | 'versionSeqs'
  | 'addName'
  | 'named'
  | 'deleteName'
  | 'addTombstone'
  | 'renewTombstone'
  | 'putEntity'
  | 'deleteEntity'
  | 'putLink'
  | 'deleteLink'
  | 'addToScope'

export class DerivedTables {
  readonly #sql: Record<StatementName, Statement>
  readonly #deltas = new Map<string, ScopeDelta>()
  #lastScope: Scope | undefined
  #lastDelta: ScopeDelta | undefined

  constructor(database: Database, schema: Schema) {
    this.#sql = prepareAll(database, schema)
  }

  /** Applies one log row; `event` is null when its payload was erased. `scope` is the row's scope, if the caller has it. */
  apply(row: LogRow, event: LogEvent | null, scope: Scope = scopeOfColumns(row)): void {
    if (row.kind === 'noted') return
    const delta = this.#deltaOf(scope)
    delta.lastSeq = row.seq
    delta.atMs = row.at_ms
    if (event === null) return
    switch (event.kind) {
      case 'turn-remembered':
        this.#sql.addEpisode.run(event.episode.id, row.seq)
        delta.episodeCount += 1
        this.#putCube(row, event.cube, delta)
        break
      case 'cube-changed':
        this.#putCube(row, event.cube, delta)
        break
      case 'cube-purged':
        this.#purge(row, event.reason, delta)
        break
      case 'entity-put':
        if (event.isLive) this.#sql.putEntity.run(...graphColumns(row))
        else this.#sql.deleteEntity.run(row.subject)
        break
      case 'link-put':
        if (event.isLive) this.#sql.putLink.run(...graphColumns(row))
        else this.#sql.deleteLink.run(row.subject)
        break
      case 'graph-purged':
        this.#purgeGraph(row, event.reason)
        break
      case 'noted':
        break
      default:
        event satisfies never
    }
  }

  /** Current version of a cube; 0 when there is none. */
  versionOf(id: string): number {
    return (this.#sql.cube.get(id)?.version as number | undefined) ?? 0
  }

  /** The cube that has a name; undefined when it is free. */
  named({ kind, scope, name }: CubeName): CubeId | undefined {
    const row = this.#sql.named.get(kind, scopeKey(scope), nameDigest(name))
    return row?.id as CubeId | undefined
  }

  /** Log positions of a cube's versions before a position. */
  versionSeqs(id: string, beforeSeq: number): number[] {
    return this.#sql.versionSeqs.all(id, beforeSeq).map((row) => row.seq as number)
  }

  /** Log positions before one at which an entity or link was put or taken back. */
  putSeqs(id: string, beforeSeq: number): number[] {
    return this.#sql.putSeqs.all(id, beforeSeq).map((row) => row.seq as number)
  }

  /** Lets go of an episode whose payload is about to be erased. A replay never sees it, so there it is no call. */
  deleteEpisode(id: string, scope: Scope): void {
    if (this.#sql.deleteEpisode.run(id).changes === 1) this.#deltaOf(scope).episodeCount -= 1
  }

  /** Writes the gathered counts; to be called before the commit. */
  flush(): void {
    for (const [key, { scope, cubeCount, episodeCount, lastSeq, atMs }] of this.#deltas) {
      const { user = null, agent = null, run = null } = scope
      this.#sql.addToScope.run(key, user, agent, run, cubeCount, episodeCount, lastSeq, atMs)
    }
    this.drop()
  }

  /** Forgets gathered counts: their transaction was rolled back. */
  drop(): void {
    this.#deltas.clear()
    this.#lastScope = undefined
    this.#lastDelta = undefined
  }

  #deltaOf(scope: Scope): ScopeDelta {
    // The events of one call share one scope object, so most rows need no key.
    if (scope === this.#lastScope) return this.#lastDelta!
    const key = scopeKey(scope)
    const delta = this.#deltas.get(key) ?? {
      scope,
      cubeCount: 0,
      episodeCount: 0,
      lastSeq: 0,
      atMs: 0,
    }
    this.#deltas.set(key, delta)
    this.#lastScope = scope
    this.#lastDelta = delta
    return delta
  }

  #putCube(row: LogRow, cube: CubeSnapshot, delta: ScopeDelta): void {
    const { seq, at_ms: atMs } = row
    const isNamed = cube.name !== undefined
    if (cube.version === 1) {
      if (isNamed) {
        const digest = nameDigest(cube.name)
        this.#sql.addName.run(cube.kind, scopeKey(cube.scope), digest, cube.id, seq)
      }
      this.#sql.addCube.run(cube.id, seq, seq, 1, cube.state, atMs, atMs)
      delta.cubeCount += countOf(cube.state, isNamed)
      return
    }
    const before = this.#sql.cube.get(cube.id)
    assert(before?.version === cube.version - 1, `version ${cube.version} does not follow its cube`)
    this.#sql.changeCube.run(seq, cube.version, cube.state, atMs, cube.id)
    delta.cubeCount += countOf(cube.state, isNamed) - countOf(before.state as string, isNamed)
  }

  #purge(row: LogRow, reason: string, delta: ScopeDelta): void {
    const erasedSeqs = JSON.stringify(this.versionSeqs(row.subject, row.seq))
    this.#sql.addTombstone.run(row.subject, row.seq, row.at_ms, reason, erasedSeqs)
    const before = this.#sql.cube.get(row.subject)
    if (before === undefined) return
    this.#sql.deleteCube.run(row.subject)
    const isNamed = this.#sql.deleteName.run(row.subject).changes === 1
    delta.cubeCount -= countOf(before.state as string, isNamed)
  }

  #purgeGraph(row: LogRow, reason: string): void {
    const erasedSeqs = JSON.stringify(this.putSeqs(row.subject, row.seq))
    this.#sql.renewTombstone.run(row.subject, row.seq, row.at_ms, reason, erasedSeqs)
    this.#sql.deleteEntity.run(row.subject)
    this.#sql.deleteLink.run(row.subject)
  }
}

function graphColumns(row: LogRow): (string | number | null)[] {
  return [row.subject, row.scope_user, row.scope_agent, row.scope_run, row.seq]
}
