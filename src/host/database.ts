/**
 * An embedded SQL database as the store needs it: synchronous statements on one connection.
 *
 * `host/sqlite-database.ts` is the real one; `testing/faulty-database.ts` wraps any other and fails on request. Every
 * operating failure leaves here as a LociError of the STORE_ family with the driver's message in it.
 */

export type SqlValue = null | number | bigint | string | Uint8Array
export type SqlRow = Record<string, SqlValue>

export interface Statement {
  run(...parameters: SqlValue[]): { readonly changes: number }
  get(...parameters: SqlValue[]): SqlRow | undefined
  all(...parameters: SqlValue[]): SqlRow[]
  iterate(...parameters: SqlValue[]): IterableIterator<SqlRow>
}

export interface Database {
  readonly path: string
  /** Whether a transaction is open; some failures end it without being asked. */
  readonly isInTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): Statement
  /** Copies the whole database to `path` while it is in use. */
  backup(path: string, onProgress?: (pagesDone: number, pagesTotal: number) => void): Promise<void>
  close(): void
}

export interface OpenDatabaseOptions {
  /** How long a statement waits for another process's lock. */
  readonly busyTimeoutMs?: number
  readonly isReadOnly?: boolean
}

export type OpenDatabase = (path: string, options?: OpenDatabaseOptions) => Database
