/**
 * How much a derived memory counts for its age and use: a factor of its rank in [0.3, 1.5], 1 for one that is new and was never recalled.
 *
 * Bounds and the twenty touches that count are those of mem0's memory decay (which clamps and never filters); that use slows forgetting
 * as well as lifting is the spacing effect that MemOS's scheduler has in its recall counts. The half-life of 30 days is that of
 * MemOS's local plugin. Invariant: never 0, so that decay alone never hides or deletes; it falls with age and rises with use.
 * When it loses: what is asked once a year (a birthday) is never fresh; therefore the floor, and off by default.
 */

export interface UseFacts {
  /** Days since it was said. */
  readonly ageDays: number
  readonly recallCount: number
  /** Days since it was last recalled; null: never. */
  readonly sinceRecallDays: number | null
}

export const RANK_FACTOR_MIN = 0.3
export const RANK_FACTOR_MAX = 1.5
export const HALF_LIFE_DAYS = 30
/** Recalls beyond this many add nothing. */
export const TOUCHES_MAX = 20
/** The half-life of a memory that was recalled TOUCHES_MAX times is so many times longer. */
const STABILITY_MAX = 12
/** Recalls after which most of the lift is there. */
const LIFT_TOUCHES = 5

/** Age 0, never recalled: 1. Age 30 days, never recalled: 0.65. Recalled 20 times, just now: 1.49. A year, never: 0.3. */
export function rankFactor({ ageDays, recallCount, sinceRecallDays }: UseFacts): number {
  const touches = Math.min(TOUCHES_MAX, Math.max(0, recallCount))
  const halfLifeDays = HALF_LIFE_DAYS * (1 + ((STABILITY_MAX - 1) * touches) / TOUCHES_MAX)
  const idleDays = Math.max(0, Math.min(ageDays, sinceRecallDays ?? ageDays))
  const kept = 2 ** (-idleDays / halfLifeDays)
  const base = RANK_FACTOR_MIN + (1 - RANK_FACTOR_MIN) * kept
  const lift = (RANK_FACTOR_MAX - 1) * (1 - Math.exp(-touches / LIFT_TOUCHES)) * kept
  return Math.min(RANK_FACTOR_MAX, Math.max(RANK_FACTOR_MIN, base + lift))
}
