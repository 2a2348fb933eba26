/**
 * The real database: `node:sqlite`, and the one place where SQLite's result codes become our errors.
 *
 * `host/node-host.ts` hands it out.
 */

import { backup, DatabaseSync } from 'node:sqlite'
import { type ErrorCode, LociError } from '../errors.ts'
import type { Database, OpenDatabaseOptions, SqlRow, SqlValue, Statement } from './database.ts'

const BUSY_TIMEOUT_MS_DEFAULT = 10_000

/** Primary SQLite result codes (sqlite.org/rescode.html) that mean something to an operator. */
const codeByResult: Readonly<Record<number, ErrorCode>> = {
  5: 'STORE_BUSY',
  6: 'STORE_BUSY',
  8: 'STORE_WRITE_FAILED',
  10: 'STORE_WRITE_FAILED',
  11: 'STORE_CORRUPT',
  13: 'STORE_FULL',
  14: 'STORE_OPEN_FAILED',
  26: 'STORE_NOT_A_STORE',
}

/** Runs `action`; a driver error becomes a LociError, anything else passes. */
function guarded<T>(what: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    throw toStoreError(what, cause)
  }
}

function toStoreError(what: string, cause: unknown): unknown {
  const result = (cause as { errcode?: unknown }).errcode
  if (typeof result !== 'number') return cause
  const code = codeByResult[result & 0xff]
  if (code === undefined) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  return new LociError(code, `${what}: ${message} (SQLite result ${result})`, { cause })
}

class SqliteStatement implements Statement {
  readonly #statement: ReturnType<DatabaseSync['prepare']>
  readonly #what: string

  constructor(statement: ReturnType<DatabaseSync['prepare']>, what: string) {
    this.#statement = statement
    this.#what = what
  }

  run(...parameters: SqlValue[]): { readonly changes: number } {
    return guarded(this.#what, () => ({
      changes: Number(this.#statement.run(...parameters).changes),
    }))
  }

  get(...parameters: SqlValue[]): SqlRow | undefined {
    return guarded(this.#what, () => this.#statement.get(...parameters) as SqlRow | undefined)
  }

  all(...parameters: SqlValue[]): SqlRow[] {
    return guarded(this.#what, () => this.#statement.all(...parameters) as SqlRow[])
  }

  *iterate(...parameters: SqlValue[]): IterableIterator<SqlRow> {
    const rows = guarded(this.#what, () => this.#statement.iterate(...parameters))
    for (;;) {
      const step = guarded(this.#what, () => rows.next())
      if (step.done === true) return
      yield step.value as SqlRow
    }
  }
}

class SqliteDatabase implements Database {
  readonly path: string
  readonly #connection: DatabaseSync

  constructor(path: string, connection: DatabaseSync) {
    this.path = path
    this.#connection = connection
  }

  get isInTransaction(): boolean {
    return this.#connection.isOpen && this.#connection.isTransaction
  }

  exec(sql: string): void {
    guarded('running SQL', () => this.#connection.exec(sql))
  }

  prepare(sql: string): Statement {
    const what = sql.trimStart().slice(0, 40).replace(/\s+/g, ' ')
    return guarded('preparing SQL', () => new SqliteStatement(this.#connection.prepare(sql), what))
  }

  async backup(path: string, onProgress?: (done: number, total: number) => void): Promise<void> {
    const pageCount = await backup(this.#connection, path, {
      rate: 1000,
      progress: ({ totalPages, remainingPages }) =>
        onProgress?.(totalPages - remainingPages, totalPages),
    }).catch((cause: unknown) => {
      throw toStoreError('copying the database', cause)
    })
    onProgress?.(pageCount, pageCount)
  }

  close(): void {
    if (this.#connection.isOpen) this.#connection.close()
  }
}

/** Opens (or creates) a database file; `:memory:` for one that dies with the process. */
export function openSqliteDatabase(path: string, options: OpenDatabaseOptions = {}): Database {
  return guarded(`opening ${path}`, () => {
    const connection = new DatabaseSync(path, {
      timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS_DEFAULT,
      readOnly: options.isReadOnly ?? false,
    })
    return new SqliteDatabase(path, connection)
  })
}
