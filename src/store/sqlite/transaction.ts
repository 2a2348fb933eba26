/**
 * One write transaction on the one connection: all or nothing, and the connection is usable afterwards whatever happened.
 *
 * The action must not await: a connection has one transaction, and another caller's statements would land in it.
 */

import type { Database } from '../../host/database.ts'

/** Takes the write lock first (IMMEDIATE), so that what `action` reads is what it changes. */
export function inTransaction<T>(database: Database, action: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = action()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk makes SQLite roll back on its own; a second ROLLBACK would hide the first error.
    if (database.isInTransaction) database.exec('ROLLBACK')
    throw error
  }
}
