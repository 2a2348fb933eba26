/**
 * A database whose writes fail on request: wraps any other and asks a `FaultSwitch` before each one.
 *
 * Reads, settings and ROLLBACK never fail here; neither do temporary tables, which are no part of the file.
 */

import type {
  Database,
  OpenDatabase,
  OpenDatabaseOptions,
  SqlRow,
  SqlValue,
  Statement,
} from '../host/database.ts'
import type { FaultSwitch } from './fault-switch.ts'

const writeVerb = /^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|REINDEX|COMMIT)\b/i

function isWrite(sql: string): boolean {
  return writeVerb.test(sql) && !/\btemp\./i.test(sql)
}

class FaultyStatement implements Statement {
  readonly #statement: Statement
  readonly #faults: FaultSwitch
  readonly #sql: string
  readonly #isWrite: boolean

  constructor(statement: Statement, sql: string, faults: FaultSwitch) {
    this.#statement = statement
    this.#faults = faults
    this.#sql = sql.trim().slice(0, 40)
    this.#isWrite = isWrite(sql)
  }

  run(...parameters: SqlValue[]): { readonly changes: number } {
    if (this.#isWrite) this.#faults.beforeWrite(this.#sql)
    return this.#statement.run(...parameters)
  }

  get(...parameters: SqlValue[]): SqlRow | undefined {
    return this.#statement.get(...parameters)
  }

  all(...parameters: SqlValue[]): SqlRow[] {
    return this.#statement.all(...parameters)
  }

  iterate(...parameters: SqlValue[]): IterableIterator<SqlRow> {
    return this.#statement.iterate(...parameters)
  }
}

class FaultyDatabase implements Database {
  readonly #database: Database
  readonly #faults: FaultSwitch

  constructor(database: Database, faults: FaultSwitch) {
    this.#database = database
    this.#faults = faults
  }

  get path(): string {
    return this.#database.path
  }

  get isInTransaction(): boolean {
    return this.#database.isInTransaction
  }

  exec(sql: string): void {
    if (isWrite(sql)) this.#faults.beforeWrite(sql.trim().slice(0, 40))
    this.#database.exec(sql)
  }

  prepare(sql: string): Statement {
    return new FaultyStatement(this.#database.prepare(sql), sql, this.#faults)
  }

  async backup(path: string, onProgress?: (done: number, total: number) => void): Promise<void> {
    this.#faults.beforeWrite('backup')
    await this.#database.backup(path, onProgress)
  }

  close(): void {
    this.#database.close()
  }
}

/** `openDatabase` whose databases obey `faults`. */
export function faultyOpenDatabase(openDatabase: OpenDatabase, faults: FaultSwitch): OpenDatabase {
  return (path: string, options?: OpenDatabaseOptions) =>
    new FaultyDatabase(openDatabase(path, options), faults)
}
