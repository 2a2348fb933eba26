/**
 * Whether the derived tables are what the log says: replays it into temporary twins and compares both ways.
 *
 * Owns the twins' life: made in the temporary schema of the connection, gone with the rollback.
 */

import type { Database } from '../../host/database.ts'
import { AssertionFailure } from '../../stdx/assert.ts'
import type { LogEvent } from '../events.ts'
import { DerivedTables } from './derived-tables.ts'
import type { LogRow } from './hash-chain.ts'
import { pragma } from './open-connection.ts'
import type { ProblemList } from './problem-list.ts'
import { derivedTablesOf, derivedTablesSql } from './schema.ts'

const ROWS_A_TABLE_MAX = 10

export class DriftCheck {
  readonly #database: Database
  readonly #problems: ProblemList
  readonly #twins: DerivedTables

  constructor(database: Database, problems: ProblemList) {
    database.exec(derivedTablesSql('temp'))
    this.#database = database
    this.#problems = problems
    this.#twins = new DerivedTables(database, 'temp')
  }

  apply(row: LogRow, event: LogEvent | null): void {
    try {
      this.#twins.apply(row, event)
    } catch (error) {
      // A version without its predecessor: the log is damaged before this row, and that is reported there too.
      if (!(error instanceof AssertionFailure)) throw error
      this.#problems.add('drift', row.seq, error.message)
    }
  }

  flush(): void {
    this.#twins.flush()
  }

  compare(): void {
    const format = Number(pragma(this.#database, 'user_version'))
    for (const table of derivedTablesOf(format)) {
      this.#report(table, 'temp', 'main', 'lacks or differs in')
      this.#report(table, 'main', 'temp', 'has, against the log,')
    }
  }

  #report(table: string, inside: string, outside: string, verb: string): void {
    // The twins' columns: a table of a format before may have more.
    const columns = this.#database
      .prepare('SELECT name FROM pragma_table_info(?, ?)')
      .all(table, 'temp')
      .map(({ name }) => name)
      .join(', ')
    const rows = this.#database
      .prepare(
        `SELECT ${columns} FROM ${inside}.${table} EXCEPT SELECT ${columns} FROM ${outside}.${table}
         LIMIT ${ROWS_A_TABLE_MAX}`,
      )
      .all()
    for (const row of rows) {
      const seq = (row.seq ?? row.last_seq ?? null) as number | null
      this.#problems.add('drift', seq, `the table ${table} ${verb} the row of ${row.id ?? row.key}`)
    }
  }
}
