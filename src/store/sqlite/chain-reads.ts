/**
 * The log as it is hashed, and every text of every table: what an audit and a search for residues read.
 *
 * Texts are read from whatever tables the file has, by SQLite's own list, so that a table added later is searched too.
 */

import type { Database, SqlRow } from '../../host/database.ts'
import { nextTurn } from '../../host/timers.ts'
import type { ChainQuery, ChainRow, LivingText } from '../stored-forgetting.ts'
import { GENESIS_HASH } from './hash-chain.ts'
import { type ScopeColumns, scopeCondition, scopeOfColumns } from './scope-pattern.ts'
import type { StatementCache } from './statement-cache.ts'

const TEXT_CHUNK_ROWS = 500

function chainRowOf(row: SqlRow): ChainRow {
  return {
    seq: row.seq as number,
    atMs: row.at_ms as number,
    kind: row.kind as string,
    batch: row.batch as string,
    operation: row.operation as string,
    user: row.scope_user as string | null,
    agent: row.scope_agent as string | null,
    run: row.scope_run as string | null,
    subject: row.subject as string,
    version: row.version as number | null,
    idempotency: row.idempotency as string | null,
    payloadHash: row.payload_hash as string,
    previousHash: (row.previous_hash as string | null) ?? GENESIS_HASH,
    hash: row.hash as string,
    json: row.json as string | null,
  }
}

export class ChainReads {
  readonly #database: Database
  readonly #statements: StatementCache

  constructor(database: Database, statements: StatementCache) {
    this.#database = database
    this.#statements = statements
  }

  rows({ scope = {}, afterSeq, limit, isBare = false }: ChainQuery): ChainRow[] {
    const pattern = scopeCondition(scope, 'l')
    const json = isBare ? 'NULL' : 'CASE p.is_erased WHEN 0 THEN p.json END'
    const payloads = isBare ? '' : 'LEFT JOIN payloads p ON p.seq = l.seq'
    const rows = this.#statements
      .prepare(
        `SELECT l.*, b.hash AS previous_hash, ${json} AS json FROM log l
         LEFT JOIN log b ON b.seq = l.seq - 1 ${payloads}
         WHERE ${pattern.sql} AND l.seq > ? ORDER BY l.seq LIMIT ?`,
      )
      .all(...pattern.parameters, afterSeq, limit)
    return rows.map(chainRowOf)
  }

  async *texts(): AsyncGenerator<LivingText> {
    yield* this.#payloadTexts()
    const tables = this.#database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    for (const { name } of tables.all()) {
      if (name !== 'payloads') yield* this.#textsOf(name as string)
    }
  }

  async *#payloadTexts(): AsyncGenerator<LivingText> {
    for (let afterSeq = -1; ; ) {
      const rows = this.#statements
        .prepare(
          `SELECT p.seq, p.json, l.scope_user, l.scope_agent, l.scope_run FROM payloads p
           LEFT JOIN log l ON l.seq = p.seq WHERE p.seq > ? ORDER BY p.seq LIMIT ${TEXT_CHUNK_ROWS}`,
        )
        .all(afterSeq)
      for (const row of rows) {
        const scope = scopeOfColumns(row as unknown as ScopeColumns)
        yield { table: 'payloads', scope, text: row.json as string }
      }
      if (rows.length < TEXT_CHUNK_ROWS) return
      afterSeq = rows.at(-1)!.seq as number
      await nextTurn()
    }
  }

  /** Names of tables come from SQLite's list of this file, never from a caller. */
  async *#textsOf(table: string): AsyncGenerator<LivingText> {
    const quoted = `"${table.replaceAll('"', '""')}"`
    const statement = this.#database.prepare(
      `SELECT * FROM ${quoted} LIMIT ${TEXT_CHUNK_ROWS} OFFSET ?`,
    )
    for (let offset = 0; ; offset += TEXT_CHUNK_ROWS) {
      const rows = statement.all(offset)
      for (const row of rows) {
        for (const value of Object.values(row)) {
          if (typeof value === 'string') yield { table, scope: null, text: value }
          else if (value instanceof Uint8Array)
            yield { table, scope: null, text: decoder.decode(value) }
        }
      }
      if (rows.length < TEXT_CHUNK_ROWS) return
      await nextTurn()
    }
  }
}

const decoder = new TextDecoder()
