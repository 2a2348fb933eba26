/**
 * The rival of the store bench: the same rows, written into the same tables and indexes by bare prepared statements.
 *
 * It hashes nothing, checks nothing and makes no ids: its rows are read back from what the real store wrote, before the clock
 * runs. Same schema, same settings, same transactions, so what differs is what Loci does beside writing.
 */

import type { Database, SqlRow, SqlValue, Statement } from '../../host/database.ts'

/** Tables that a remembered turn writes, in the order of the real store; `scopes` once a batch. */
const turnTables = ['log', 'payloads', 'cubes', 'episodes'] as const

export interface RecordedBatch {
  /** One list of parameters a table for each turn. */
  readonly turns: readonly (readonly SqlValue[][])[]
  readonly scopes: readonly SqlValue[][]
}

function valuesOf(rows: readonly SqlRow[]): SqlValue[][] {
  return rows.map((row) => Object.values(row))
}

/** Reads back the rows that the log positions after `afterSeq` wrote, cut into batches. */
export function recordBatches(database: Database, afterSeq: number): RecordedBatch[] {
  const columns = turnTables.map((table) =>
    valuesOf(database.prepare(`SELECT * FROM ${table} WHERE seq > ? ORDER BY seq`).all(afterSeq)),
  )
  const batchIds = database
    .prepare('SELECT batch FROM log WHERE seq > ? ORDER BY seq')
    .all(afterSeq)
    .map((row) => row.batch)
  const scopes = valuesOf(database.prepare('SELECT * FROM scopes').all())
  const batches: { turns: SqlValue[][][]; scopes: SqlValue[][] }[] = []
  for (const [index, batch] of batchIds.entries()) {
    if (index === 0 || batch !== batchIds[index - 1]) batches.push({ turns: [], scopes })
    batches.at(-1)!.turns.push(columns.map((rows) => rows[index]!))
  }
  return batches
}

function insert(database: Database, table: string): Statement {
  const { columns } = database
    .prepare('SELECT count(*) AS columns FROM pragma_table_info(?)')
    .get(table)!
  const places = Array.from({ length: columns as number }, () => '?').join(', ')
  return database.prepare(`INSERT INTO ${table} VALUES (${places})`)
}

export class BareStore {
  readonly #database: Database
  readonly #statements: readonly Statement[]
  readonly #putScope: Statement
  readonly #addPayload: Statement

  constructor(database: Database) {
    this.#database = database
    this.#statements = turnTables.map((table) => insert(database, table))
    this.#addPayload = insert(database, 'payloads')
    this.#putScope = database.prepare(
      `INSERT INTO scopes VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET
       cube_count = excluded.cube_count, episode_count = excluded.episode_count,
       last_seq = excluded.last_seq, updated_at_ms = excluded.updated_at_ms`,
    )
  }

  /** All rows of a batch, in one transaction. */
  write(batch: RecordedBatch): void {
    this.#database.exec('BEGIN IMMEDIATE')
    for (const turn of batch.turns) {
      for (let table = 0; table < turn.length; table += 1) {
        this.#statements[table]!.run(...turn[table]!)
      }
    }
    for (const scope of batch.scopes) this.#putScope.run(...scope)
    this.#database.exec('COMMIT')
  }

  /** The payload rows alone: no log, no index, no derived table. */
  writePayloadOnly(batch: RecordedBatch): void {
    this.#database.exec('BEGIN IMMEDIATE')
    for (const turn of batch.turns) this.#addPayload.run(...turn[1]!)
    this.#database.exec('COMMIT')
  }
}
