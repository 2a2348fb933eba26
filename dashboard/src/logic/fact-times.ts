/**
 * The two clocks of facts as sliders: a slider steps over the moments at which something changed, and its last step is now.
 *
 * With changes at 10 and 20: step 0 is 10, step 1 is 20, step 2 is now. A moment between them stands at the step before it.
 */

import type { KnownFact } from '../evolution-types.ts'

export interface FactMoments {
  /** When something began or ceased to hold, ascending. */
  readonly valid: readonly number[]
  /** When something became known or was put right, ascending. */
  readonly known: readonly number[]
}

function ascending(moments: readonly (number | null)[], nowMs: number): number[] {
  const past = moments.filter((ms): ms is number => ms !== null && ms <= nowMs)
  return [...new Set(past)].sort((a, b) => a - b)
}

/** Moments that lie ahead have no step: an input can name them. */
export function momentsOf(timeline: readonly KnownFact[], nowMs: number): FactMoments {
  return {
    valid: ascending(
      timeline.flatMap(({ validFromMs, validToMs }) => [validFromMs, validToMs]),
      nowMs,
    ),
    known: ascending(
      timeline.flatMap(({ knownAtMs, changedAtMs }) => [knownAtMs, changedAtMs]),
      nowMs,
    ),
  }
}

/** Null: now. */
export function stepOf(moments: readonly number[], ms: number | null): number {
  if (ms === null) return moments.length
  const after = moments.findIndex((moment) => moment > ms)
  return Math.max(0, (after === -1 ? moments.length : after) - 1)
}

/** Null: now. */
export function momentOf(moments: readonly number[], step: number): number | null {
  return moments[step] ?? null
}

/** A moment of an address; null where it is none. */
export function momentOfParam(value: string | undefined): number | null {
  return value !== undefined && /^-?\d{1,16}$/.test(value) ? Number(value) : null
}
