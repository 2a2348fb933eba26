/**
 * Empties the write-ahead log after a purge: until then it may hold older images of the erased pages.
 *
 * Another process that is reading holds it in place. Waiting for that reader would stall every caller, so the truncation is
 * owed and tried again after later commits and on closing.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import { withoutWaiting } from './without-waiting.ts'

export class WalTruncation {
  readonly #database: Database
  #isOwed = false

  constructor(database: Database) {
    this.#database = database
  }

  /** To be called after each commit; never throws, because the commit stands. */
  afterCommit(hasPurge: boolean): void {
    if (hasPurge || this.#isOwed) this.truncate()
  }

  /** Whether the log is empty now. */
  truncate(): boolean {
    try {
      const checkpoint = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
      this.#isOwed = withoutWaiting(this.#database, () => checkpoint.get()?.busy !== 0)
    } catch (error) {
      // The commit stands and its content is erased from every reader's sight; only the old bytes linger.
      if (!LociError.is(error)) throw error
      this.#isOwed = true
    }
    return !this.#isOwed
  }
}
