/**
 * The cache's own time: wall time that never goes back.
 *
 * When the wall clock is set back, time goes on from where it was at the pace of the monotonic clock, so that no answer outlives its
 * TTL and none becomes older than it is. Worked example: wall 100 s, then 40 s with 5 s passed: cache time is 105 s.
 */

import type { Clock } from '../host/clock.ts'

export interface CacheClock {
  nowMs(): number
  /** Time is at least this: an answer that was stored then is in nobody's future. */
  notBefore(timeMs: number): void
}

export function openCacheClock(clock: Clock): CacheClock {
  let lastMs = clock.nowMs()
  let lastMonotonicMs = clock.monotonicMs()
  return {
    nowMs() {
      const monotonicMs = clock.monotonicMs()
      lastMs = Math.max(clock.nowMs(), lastMs + Math.max(0, monotonicMs - lastMonotonicMs))
      lastMonotonicMs = monotonicMs
      return lastMs
    },
    notBefore(timeMs) {
      lastMs = Math.max(lastMs, timeMs)
    },
  }
}
