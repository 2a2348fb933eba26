/**
 * Prepared statements, kept by their SQL.
 *
 * Bounded because SQL texts come from this folder's code only: values are always parameters, and scope patterns give
 * eight texts a query.
 */

import type { Database, Statement } from '../../host/database.ts'
import { assert } from '../../stdx/assert.ts'

const STATEMENTS_MAX = 256

export class StatementCache {
  readonly #database: Database
  readonly #statements = new Map<string, Statement>()

  constructor(database: Database) {
    this.#database = database
  }

  prepare(sql: string): Statement {
    const kept = this.#statements.get(sql)
    if (kept !== undefined) return kept
    assert(this.#statements.size < STATEMENTS_MAX, 'SQL texts are made from values')
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
