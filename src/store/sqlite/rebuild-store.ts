/**
 * Makes the derived tables again from the log, in one transaction.
 *
 * The indexes of the log are made again too. Vectors cannot be made here: those whose cube is there are kept, and the room of erased
 * ones is given back. It repairs drift, not the log: a broken chain needs a backup.
 */

import type { Database } from '../../host/database.ts'
import type { Progress } from '../store.ts'
import { DerivedTables } from './derived-tables.ts'
import { openPayload } from './payload.ts'
import { replayChunks } from './replay.ts'
import { derivedTables, derivedTablesSql, vectorBytesSql } from './schema.ts'
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
    packVectors(database)
    return done
  })
}

/** Copies the living contents, in order, into a table of their own, so that no free or orphaned row is left. */
function packVectors(database: Database): void {
  const live = "SELECT id FROM cubes WHERE state <> 'forgotten'"
  database.exec(`
    DELETE FROM vectors WHERE id NOT IN (${live}) OR slot NOT IN (SELECT slot FROM vector_bytes)
      OR (previous IS NOT NULL AND previous NOT IN (${live}))
      OR (next IS NOT NULL AND next NOT IN (${live}));
    DROP INDEX vector_bytes_free;
    ALTER TABLE vector_bytes RENAME TO vector_bytes_before;
    ${vectorBytesSql}
    INSERT INTO vector_bytes SELECT slot, byte_count, 0, source, bytes FROM vector_bytes_before
      WHERE slot IN (SELECT slot FROM vectors) ORDER BY slot;
    DROP TABLE vector_bytes_before;`)
}
