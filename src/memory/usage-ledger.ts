/**
 * Counts which cubes were recalled, and writes the counts now and then.
 *
 * Usage is behaviour, not content: it stays outside the log, and a lost count changes no answer. Writing it at every recall
 * would cost a disk sync on the read path, so marks are gathered and written in one transaction.
 */

import { LociError } from '../errors.ts'
import type { CubeId } from '../store/cube.ts'
import type { Store, UsageMark } from '../store/store.ts'
import { USAGE_MARKS_MAX } from './limits.ts'

export class UsageLedger {
  readonly #store: Store
  #marks = new Map<CubeId, UsageMark>()

  constructor(store: Store) {
    this.#store = store
  }

  async mark(ids: readonly CubeId[], nowMs: number): Promise<void> {
    for (const id of ids) {
      const recallCount = (this.#marks.get(id)?.recallCount ?? 0) + 1
      this.#marks.set(id, { id, recallCount, lastRecalledAtMs: nowMs })
    }
    if (this.#marks.size >= USAGE_MARKS_MAX) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.#marks.size === 0) return
    const marks = this.#marks
    this.#marks = new Map()
    try {
      await this.#store.addUsage([...marks.values()])
    } catch (error) {
      // A full or busy disk must not fail the read that happened to carry the counts. They wait for the next flush while
      // they are few and nothing was counted meanwhile; otherwise they are lost, which is allowed.
      if (!LociError.is(error)) throw error
      if (this.#marks.size === 0 && marks.size < USAGE_MARKS_MAX) this.#marks = marks
    }
  }
}
