/**
 * Group commit: appends that wait at the same moment share one transaction and so one disk sync; each keeps its own outcome.
 *
 * Invariant: a promise resolves only after the COMMIT that holds its batch. When a statement of a group fails, the group is
 * rolled back and its appends are tried one by one, so that none fails for another's sake.
 * An append waits for the end of the current turn of the event loop, by when every request that has arrived has queued its own.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import type { AppendOutcome, AppendRequest } from '../store.ts'
import type { LogWriter } from './log-writer.ts'
import { inTransaction } from './transaction.ts'

/** Events in one shared transaction; a single larger append still goes in whole. */
const GROUP_EVENTS_MAX = 10_000
/** Appends waiting; more are refused with STORE_BUSY. */
const WAITING_MAX = 10_000

interface Waiting {
  readonly request: AppendRequest
  readonly resolve: (outcome: AppendOutcome) => void
  readonly reject: (error: unknown) => void
}

export class CommitQueue {
  readonly #database: Database
  readonly #writer: LogWriter
  readonly #onCommitted: (hasPurge: boolean) => void
  #waiting: Waiting[] = []
  #isScheduled = false

  /** `onCommitted` runs after a commit and before anybody is told; it must not throw. */
  constructor(database: Database, writer: LogWriter, onCommitted: (hasPurge: boolean) => void) {
    this.#database = database
    this.#writer = writer
    this.#onCommitted = onCommitted
  }

  append(request: AppendRequest): Promise<AppendOutcome> {
    if (this.#waiting.length >= WAITING_MAX) {
      const message = `${WAITING_MAX} appends are waiting already`
      return Promise.reject(new LociError('STORE_BUSY', message, { hint: 'Send fewer at once.' }))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject })
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
    let eventCount = 0
    let size = 0
    for (const { request } of this.#waiting) {
      eventCount += request.events.length
      if (size > 0 && eventCount > GROUP_EVENTS_MAX) break
      size += 1
    }
    return this.#waiting.splice(0, size)
  }

  #commitGroup(group: readonly Waiting[]): void {
    try {
      const outcomes = this.#commit(group)
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index]!)
    } catch (error) {
      // One by one would only wait for the lock once for each.
      if (group.length === 1 || LociError.is(error, 'STORE_BUSY')) {
        for (const { reject } of group) reject(error)
      } else {
        for (const one of group) this.#commitGroup([one])
      }
    }
  }

  #commit(group: readonly Waiting[]): AppendOutcome[] {
    try {
      const outcomes = inTransaction(this.#database, () =>
        group.map(({ request }) => this.#writer.write(request)),
      )
      this.#onCommitted(group.some(({ request }) => hasPurge(request)))
      return outcomes
    } finally {
      this.#writer.drop()
    }
  }
}

function hasPurge({ events }: AppendRequest): boolean {
  return events.some((event) => event.kind === 'cube-purged')
}
