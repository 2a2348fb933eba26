/**
 * Runs statements that would rather fail than wait for another process's lock.
 *
 * Statements are synchronous, so waiting stops every caller of this process; what can be done later is not worth that.
 */

import type { Database } from '../../host/database.ts'
import { pragma } from './open-connection.ts'

export function withoutWaiting<T>(database: Database, action: () => T): T {
  const busyTimeoutMs = pragma(database, 'busy_timeout')
  database.exec('PRAGMA busy_timeout = 0')
  try {
    return action()
  } finally {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
  }
}
