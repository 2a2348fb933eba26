/**
 * Vectors in SQLite: what they belong to in `vectors`, their content in `vector_bytes`.
 *
 * Two tables because of forgetting. SQLite moves rows between pages when a neighbour is deleted or squeezed in, and what it leaves behind of
 * a moved row is out of reach when that row is erased later. Ids may be moved; content may not: its rows are appended, zeroed in place,
 * written over when another vector of the same size comes, and given back only by `store rebuild`, which copies the living ones.
 * Invariant: each living row of `vector_bytes` has exactly one row of `vectors`.
 */

import type { Database, SqlRow, SqlValue, Statement } from '../../host/database.ts'
import { assert } from '../../stdx/assert.ts'
import type { CubeId } from '../cube.ts'
import type { LogPosition } from '../store.ts'
import {
  type StoredEmbedder,
  type StoredVector,
  VECTOR_SOURCE_CHARACTERS,
  type VectorCount,
  type VectorPart,
  type VectorQuery,
  vectorParts,
} from '../stored-vector.ts'
import { scopeCondition } from './scope-pattern.ts'
import type { StatementCache } from './statement-cache.ts'
import { inTransaction } from './transaction.ts'
import { VectorErasure } from './vector-erasure.ts'
import { withoutWaiting } from './without-waiting.ts'

/** Vectors that one transaction of `deleteVectors` erases; the next caller waits no longer. */
const DELETE_CHUNK = 200

function prepareAll(statements: StatementCache) {
  const prepare = (sql: string): Statement => statements.prepare(sql)
  return {
    note: prepare(
      'UPDATE embedders SET tick = tick + ?, done_seq = max(done_seq, ?) WHERE fingerprint = ?',
    ),
    tick: prepare('SELECT tick FROM embedders WHERE fingerprint = ?'),
    state: prepare('SELECT state FROM cubes WHERE id = ?'),
    old: prepare(
      `SELECT b.slot, b.byte_count FROM vectors v JOIN vector_bytes b ON b.slot = v.slot
       WHERE v.fingerprint = ? AND v.id = ? AND v.part = ?`,
    ),
    free: prepare('SELECT slot FROM vector_bytes WHERE is_free = 1 AND byte_count = ? LIMIT 1'),
    overwrite: prepare('UPDATE vector_bytes SET is_free = 0, source = ?, bytes = ? WHERE slot = ?'),
    nextSlot: prepare('SELECT coalesce(max(slot), 0) + 1 AS slot FROM vector_bytes'),
    add: prepare('INSERT INTO vector_bytes VALUES (?, ?, 0, ?, ?)'),
    put: prepare('INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?, ?, ?)'),
    chunk: prepare(
      `SELECT fingerprint, id, part, slot FROM vectors WHERE fingerprint = ? LIMIT ${DELETE_CHUNK}`,
    ),
  }
}

export class VectorTables {
  readonly #database: Database
  readonly #statements: StatementCache
  readonly #sql: ReturnType<typeof prepareAll>
  readonly #erasure: VectorErasure

  constructor(database: Database, statements: StatementCache) {
    this.#database = database
    this.#statements = statements
    this.#sql = prepareAll(statements)
    this.#erasure = new VectorErasure(database)
  }

  embedders(): StoredEmbedder[] {
    const rows = this.#statements.prepare('SELECT * FROM embedders ORDER BY role DESC').all()
    return rows.map((row) => ({
      fingerprint: row.fingerprint as string,
      role: row.role as StoredEmbedder['role'],
      opened: JSON.parse(row.opened as string),
      donePosition: row.done_seq as LogPosition,
    }))
  }

  putEmbedders(embedders: readonly StoredEmbedder[]): void {
    const roles = new Set(embedders.map(({ role }) => role))
    assert(roles.size === embedders.length, 'at most one embedder serves and one is being made')
    const others = this.#statements.prepare(
      'DELETE FROM embedders WHERE fingerprint NOT IN (SELECT value FROM json_each(?))',
    )
    const put = this.#statements.prepare(
      `INSERT INTO embedders VALUES (?, ?, ?, 0, ?) ON CONFLICT(fingerprint) DO UPDATE SET
       role = excluded.role, opened = excluded.opened, done_seq = excluded.done_seq`,
    )
    inTransaction(this.#database, () => {
      others.run(JSON.stringify(embedders.map(({ fingerprint }) => fingerprint)))
      for (const { fingerprint, role, opened, donePosition } of embedders) {
        put.run(fingerprint, role, JSON.stringify(opened), donePosition)
      }
    })
  }

  put(
    fingerprint: string,
    vectors: readonly StoredVector[],
    donePosition: LogPosition,
  ): number | null {
    const putAll = (): number | null => {
      const isKnown = this.#sql.note.run(Math.sign(vectors.length), donePosition, fingerprint)
      if (isKnown.changes === 0) return null
      const tick = this.tick(fingerprint)!
      let count = 0
      for (const vector of vectors) {
        if (!this.#isWanted(vector)) continue
        this.#putOne(fingerprint, vector, tick)
        count += 1
      }
      return count
    }
    return withoutWaiting(this.#database, () => inTransaction(this.#database, putAll))
  }

  vectors(query: VectorQuery): StoredVector[] {
    const { fingerprint, of, parts = vectorParts, afterTick = -1, hasBytes = true } = query
    const columns = `v.id, v.part, v.previous, v.next, b.source${hasBytes ? ', b.bytes' : ''}`
    const wanted = `v.fingerprint = ? AND v.tick > ? AND v.part IN (?, ?, ?)`
    const parameters: SqlValue[] = [fingerprint, afterTick, ...padded(parts)]
    if ('ids' in of) {
      const statement = this.#statements.prepare(
        `SELECT ${columns} FROM vectors v JOIN vector_bytes b ON b.slot = v.slot
         WHERE v.id = ? AND ${wanted.replace('v.tick', '+v.tick')}`,
      )
      return of.ids.flatMap((id) => statement.all(id, ...parameters).map(vectorOf))
    }
    const pattern = scopeCondition(of.scope, 'f')
    // What is new is found from the vectors, which are few then; all of a scope from the scope.
    const joins =
      afterTick < 0
        ? 'log f CROSS JOIN vectors v ON v.id = f.subject'
        : 'vectors v CROSS JOIN log f INDEXED BY log_subject ON f.subject = v.id'
    const statement = this.#statements.prepare(
      `SELECT ${columns} FROM ${joins} AND f.version = 1
       CROSS JOIN vector_bytes b ON b.slot = v.slot
       WHERE ${pattern.sql} AND ${afterTick < 0 ? wanted.replace('v.tick', '+v.tick') : wanted}`,
    )
    return statement.all(...pattern.parameters, ...parameters).map(vectorOf)
  }

  tick(fingerprint: string): number | null {
    return (this.#sql.tick.get(fingerprint)?.tick as number | undefined) ?? null
  }

  counts(): VectorCount[] {
    const rows = this.#statements
      .prepare(
        `SELECT fingerprint, part, count(*) AS vector_count FROM vectors
         GROUP BY fingerprint, part ORDER BY fingerprint, part`,
      )
      .all()
    return rows.map((row) => ({
      fingerprint: row.fingerprint as string,
      part: row.part as VectorPart,
      count: row.vector_count as number,
    }))
  }

  /** Erases a chunk; returns how many, 0 when there are no more. */
  deleteChunk(fingerprint: string): number {
    const eraseChunk = (): number => {
      const rows = this.#sql.chunk.all(fingerprint)
      for (const row of rows) this.#erasure.eraseRow(row)
      return rows.length
    }
    return withoutWaiting(this.#database, () => inTransaction(this.#database, eraseChunk))
  }

  /** Whether every cube whose text is in it is still there. */
  #isWanted({ id, previous, next }: StoredVector): boolean {
    return [id, previous, next].every((one) => {
      if (one === null) return true
      const state = this.#sql.state.get(one)?.state
      return state !== undefined && state !== 'forgotten'
    })
  }

  #putOne(fingerprint: string, vector: StoredVector, tick: number): void {
    const { id, part, previous, next, source, bytes } = vector
    assert(source.length === VECTOR_SOURCE_CHARACTERS, 'digests have one length')
    const old = this.#sql.old.get(fingerprint, id, part)
    if (old !== undefined && old.byte_count !== bytes.length) this.#erasure.eraseBytes(old.slot!)
    const place =
      old?.byte_count === bytes.length ? old.slot! : this.#sql.free.get(bytes.length)?.slot
    const slot = place ?? this.#sql.nextSlot.get()!.slot!
    if (place === undefined) this.#sql.add.run(slot, bytes.length, source, bytes)
    else this.#sql.overwrite.run(source, bytes, place)
    this.#sql.put.run(fingerprint, id, part, previous, next, tick, slot)
  }
}

/** As many as there are parts, so that one SQL text serves every choice. */
function padded(parts: readonly VectorPart[]): SqlValue[] {
  return vectorParts.map((_, index) => parts[index] ?? parts[0] ?? '')
}

const noBytes = new Uint8Array(0)

function vectorOf(row: SqlRow): StoredVector {
  return {
    id: row.id as CubeId,
    part: row.part as VectorPart,
    source: row.source as string,
    previous: row.previous as CubeId | null,
    next: row.next as CubeId | null,
    bytes: (row.bytes as Uint8Array | undefined) ?? noBytes,
  }
}
