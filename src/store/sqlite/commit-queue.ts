/**
 * Group commit: writes that wait at the same moment share one transaction and so one disk sync; each keeps its own outcome.
 *
 * Invariant: a promise resolves only after the COMMIT that holds its write. When a statement of a group fails, the group is
 * rolled back and its writes are tried one by one, so that none fails for another's sake.
 * A write waits for the end of the current turn of the event loop, by when every request that has arrived has queued its own.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import { inTransaction } from './transaction.ts'

/** Rows in one shared transaction; a single larger write still goes in whole. */
const GROUP_ROWS_MAX = 10_000
/** Writes waiting; more are refused with STORE_BUSY. */
const WAITING_MAX = 10_000

export interface QueuedWrite<Outcome> {
  /** Rows that it writes, near enough. */
  readonly rowCount: number
  /** Whether what it erases must not linger in the write-ahead log. */
  readonly isErasing: boolean
  /** Inside the transaction; must not await. Runs again if the group fails for another's sake. */
  run(): Outcome
}

export interface CommitHooks {
  /** After a commit and before anybody is told; must not throw. */
  readonly onCommitted: (isErasing: boolean) => void
  /** After a commit or a rollback. */
  readonly onSettled: () => void
}

interface Waiting {
  readonly write: QueuedWrite<unknown>
  readonly resolve: (outcome: unknown) => void
  readonly reject: (error: unknown) => void
}

export class CommitQueue {
  readonly #database: Database
  readonly #hooks: CommitHooks
  #waiting: Waiting[] = []
  #isScheduled = false

  constructor(database: Database, hooks: CommitHooks) {
    this.#database = database
    this.#hooks = hooks
  }

  submit<Outcome>(write: QueuedWrite<Outcome>): Promise<Outcome> {
    if (this.#waiting.length >= WAITING_MAX) {
      const message = `${WAITING_MAX} writes are waiting already`
      return Promise.reject(new LociError('STORE_BUSY', message, { hint: 'Send fewer at once.' }))
    }
    return new Promise<Outcome>((resolve, reject) => {
      this.#waiting.push({ write, resolve: (outcome) => resolve(outcome as Outcome), reject })
      if (this.#isScheduled) return
      this.#isScheduled = true
      setImmediate(() => this.flush())
    })
  }

  /** Commits everything that waits. */
  flush(): void {
    this.#isScheduled = false
    while (this.#waiting.length > 0) this.#commitGroup(this.#takeGroup())
  }

  #takeGroup(): Waiting[] {
    let rowCount = 0
    let size = 0
    for (const { write } of this.#waiting) {
      rowCount += write.rowCount
      if (size > 0 && rowCount > GROUP_ROWS_MAX) break
      size += 1
    }
    return this.#waiting.splice(0, size)
  }

  #commitGroup(group: readonly Waiting[]): void {
    try {
      const outcomes = this.#commit(group)
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index])
    } catch (error) {
      // One by one would only wait for the lock once for each.
      if (group.length === 1 || LociError.is(error, 'STORE_BUSY')) {
        for (const { reject } of group) reject(error)
      } else {
        for (const one of group) this.#commitGroup([one])
      }
    }
  }

  #commit(group: readonly Waiting[]): unknown[] {
    try {
      const outcomes = inTransaction(this.#database, () => group.map(({ write }) => write.run()))
      this.#hooks.onCommitted(group.some(({ write }) => write.isErasing))
      return outcomes
    } finally {
      this.#hooks.onSettled()
    }
  }
}
