/**
 * Policy: continuum (retention)
 *
 * A turn is kept as long as pays: for a time t the next turn finds its blocks with probability P(t), which saves computing them again and,
 * as far as programs go on as long as they have gone, waiting in the queue again; and it costs others t of waiting for that memory.
 *   t = argmax of P(t) * (eta * queueDelay + recompute) - t, over 0 and the durations that were seen of the tool.
 *
 * Paper: Continuum (2511.02230), in full: the distribution of each tool, of all tools while a tool is new, an exponential one while all are.
 * Deviation: memory enters both sides of the paper's balance alike and is left out; what recomputing costs is the engine's own curve.
 * Loses to end-of-turn when the cache is large beside what runs: keeping is then free either way, and a wrong time blocks room.
 */

import type { TurnFacts, TurnPolicy } from './turn-policy.ts'

/** Durations that a tool needs before its own distribution counts. */
export const SAMPLES_MIN = 100
/** Mean of the exponential distribution before anything was seen. */
export const FIRST_MEAN_MS = 1_000

/** The time that pays most, by the distribution of `durationsMs` (not empty); 0: none does. */
export function bestTimeToLive(durationsMs: readonly number[], benefitMs: number): number {
  const sorted = Float64Array.from(durationsMs).sort()
  let best = 0
  let bestWorth = 0
  for (const [at, timeMs] of sorted.entries()) {
    // Of equal durations the last counts them all.
    const worth = ((at + 1) / sorted.length) * benefitMs - timeMs
    if (worth <= bestWorth) continue
    best = timeMs
    bestWorth = worth
  }
  return best
}

/** The same for an exponential distribution: where its density times the benefit falls to one. */
export function bestExponentialTime(meanMs: number, benefitMs: number): number {
  return benefitMs <= meanMs ? 0 : meanMs * Math.log(benefitMs / meanMs)
}

export const continuum: TurnPolicy = {
  name: 'continuum',
  retain(facts) {
    if (facts.isLastTurn) return 0
    const { toolDurationsMs, allDurationsMs, memoryfulness, queueDelayMs, recomputeCostMs } = facts
    const benefitMs = memoryfulness * queueDelayMs + recomputeCostMs
    if (toolDurationsMs.length > SAMPLES_MIN) return bestTimeToLive(toolDurationsMs, benefitMs)
    if (allDurationsMs.length > SAMPLES_MIN) return bestTimeToLive(allDurationsMs, benefitMs)
    return bestExponentialTime(meanOf(facts), benefitMs)
  },
}

function meanOf({ allDurationsMs }: TurnFacts): number {
  if (allDurationsMs.length === 0) return FIRST_MEAN_MS
  return allDurationsMs.reduce((sum, ms) => sum + ms, 0) / allDurationsMs.length
}
