/**
 * Makes the derived tables again from the log, in one transaction.
 *
 * The indexes of the log are made again too. It repairs drift, not the log: a broken chain needs a backup.
 */

import type { Database } from '../../host/database.ts'
import type { Progress } from '../store.ts'
import { DerivedTables } from './derived-tables.ts'
import { openPayload } from './payload.ts'
import { replayChunks } from './replay.ts'
import { derivedTables, derivedTablesSql } from './schema.ts'
import { inTransaction } from './transaction.ts'

/** Throws STORE_CORRUPT when a payload that should be there cannot be read; then nothing has changed. */
export function rebuildStore(database: Database, onProgress?: Progress): number {
  return inTransaction(database, () => {
    for (const table of derivedTables) database.exec(`DROP TABLE IF EXISTS main.${table}`)
    database.exec(derivedTablesSql('main'))
    database.exec('REINDEX log')
    const derived = new DerivedTables(database, 'main')
    const { total } = database.prepare('SELECT count(*) AS total FROM log').get()!
    let done = 0
    for (const rows of replayChunks(database)) {
      for (const row of rows) {
        derived.apply(row, row.is_erased === 0 ? openPayload(row.json!, row.seq).event : null)
      }
      derived.flush()
      done += rows.length
      onProgress?.(done, total as number)
    }
    return done
  })
}
