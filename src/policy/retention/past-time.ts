/**
 * What retention says of one memory: keep it, put it into the trash, or erase what lay there long enough.
 *
 * Ages count from when it was stored (days of 24 hours), so that an old conversation imported today is not gone tomorrow; time in the
 * trash counts from when it was put there. A frozen memory stays whatever its age. Survey 2512.13564 calls this forgetting by time;
 * departure: nothing is forgotten by disuse. It decides; it moves nothing.
 */

export interface RetentionFacts {
  readonly nowMs: number
  readonly isTurn: boolean
  readonly isDerived: boolean
  readonly state: 'live' | 'trash' | 'frozen' | 'other'
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly expiresAtMs: number | null
}

export interface RetentionRules {
  readonly turnDaysMax: number | null
  readonly derivedDaysMax: number | null
  readonly trashDaysMax: number | null
}

/** `expired`, `turn` and `derived` go to the trash, each for its own reason. */
export type RetentionVerdict = 'keep' | 'expired' | 'turn' | 'derived' | 'purge'

const DAY_MS = 86_400_000

function isPast(sinceMs: number, daysMax: number | null, nowMs: number): boolean {
  return daysMax !== null && nowMs - sinceMs >= daysMax * DAY_MS
}

export function pastTime(facts: RetentionFacts, rules: RetentionRules): RetentionVerdict {
  const { nowMs, state, createdAtMs, updatedAtMs, expiresAtMs } = facts
  if (state === 'trash') return isPast(updatedAtMs, rules.trashDaysMax, nowMs) ? 'purge' : 'keep'
  if (state === 'frozen') return 'keep'
  if (expiresAtMs !== null && expiresAtMs <= nowMs) return 'expired'
  if (facts.isTurn && isPast(createdAtMs, rules.turnDaysMax, nowMs)) return 'turn'
  if (facts.isDerived && isPast(createdAtMs, rules.derivedDaysMax, nowMs)) return 'derived'
  return 'keep'
}
