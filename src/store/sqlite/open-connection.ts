/**
 * One connection to a store's file: who it belongs to, which format it has, and how durable it is.
 *
 * Order matters: a file that is not ours is refused before anything is written to it, settings included.
 * Two processes may make the same new store at once: the format is checked again under the write lock.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import type { Host } from '../../host/host.ts'
import { APPLICATION_ID, migrations, SCHEMA_VERSION } from './schema.ts'
import { inTransaction } from './transaction.ts'

const CACHE_KIBIBYTES = 32_768
const WAL_SWITCH_TRIES = 50

export interface ConnectionOptions {
  readonly host: Pick<Host, 'openDatabase'>
  readonly path: string
  /** How long a write waits for another process's lock. */
  readonly busyTimeoutMs?: number
  /** Upper bound of the file in pages of 4096 bytes; past it writes fail with STORE_FULL. */
  readonly pageCountMax?: number
}

export function pragma(database: Database, name: string): number | string {
  const row = database.prepare(`PRAGMA ${name}`).get()
  const [value] = Object.values(row ?? {})
  return value as number | string
}

/** Format of the file: 0 for an empty one. Throws STORE_NOT_A_STORE or STORE_VERSION_UNKNOWN. */
export function formatOf(database: Database): number {
  const applicationId = pragma(database, 'application_id')
  const version = Number(pragma(database, 'user_version'))
  const { count } = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()!
  if (applicationId === 0 && version === 0 && count === 0) return 0
  if (applicationId !== APPLICATION_ID) {
    throw new LociError('STORE_NOT_A_STORE', `${database.path} is a database of another program`)
  }
  if (version > SCHEMA_VERSION || version < 1) {
    throw new LociError(
      'STORE_VERSION_UNKNOWN',
      `${database.path} has format ${version}; this Loci knows formats up to ${SCHEMA_VERSION}`,
      { details: { version, known: SCHEMA_VERSION } },
    )
  }
  return version
}

/** Writes wait for the disk, deleted bytes are overwritten, and readers never wait for writers. */
function configure(database: Database, pageCountMax: number | undefined): void {
  // Two openers of a new file may meet here: SQLite answers "busy" at once, without waiting, when both switch.
  for (let tries = 1; pragma(database, 'journal_mode') === 'delete'; tries += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
    } catch (error) {
      if (!LociError.is(error, 'STORE_BUSY') || tries >= WAL_SWITCH_TRIES) throw error
    }
  }
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA secure_delete = ON')
  database.exec(`PRAGMA cache_size = -${CACHE_KIBIBYTES}`)
  if (pageCountMax !== undefined) database.exec(`PRAGMA max_page_count = ${pageCountMax}`)
}

/** Brings the file to the current format, each step in the same transaction. */
function migrate(database: Database): void {
  if (formatOf(database) === SCHEMA_VERSION) return
  inTransaction(database, () => {
    const from = formatOf(database)
    for (const sql of migrations.slice(from)) database.exec(sql)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}

export function openConnection(options: ConnectionOptions): Database {
  const { host, path, busyTimeoutMs, pageCountMax } = options
  const database = host.openDatabase(path, busyTimeoutMs === undefined ? {} : { busyTimeoutMs })
  try {
    formatOf(database)
    configure(database, pageCountMax)
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
