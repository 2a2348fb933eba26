/**
 * What was remembered lately, so that a client's retry is not taken for something said again.
 *
 * Bounded in number and in time: the same words an hour later are a new event and are remembered. Lives in this process only; a retry
 * that reaches another process is remembered twice, which loses nothing.
 */

import { LruMap } from '../../stdx/lru-map.ts'
import { CHAT_RETRIES_KEPT_MAX, CHAT_RETRY_WINDOW_MS } from '../limits.ts'

export class RecentExchanges {
  readonly #putAtMs = new LruMap<string, number>(CHAT_RETRIES_KEPT_MAX)

  /** True the first time within the window; the mark stands until `drop`. */
  put(key: string, nowMs: number): boolean {
    const before = this.#putAtMs.get(key)
    const isRecent = before !== undefined && Math.abs(nowMs - before) < CHAT_RETRY_WINDOW_MS
    if (!isRecent) this.#putAtMs.put(key, nowMs)
    return !isRecent
  }

  /** What could not be remembered may be tried again. */
  drop(key: string): void {
    this.#putAtMs.delete(key)
  }
}
