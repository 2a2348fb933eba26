/**
 * Load adaptation: the busier the upstream model, the lower the threshold and the longer an answer lives.
 *
 * Paper: category-aware semantic caching (2510.26835), which projects 9-17 % less traffic. A simple form of our own: threshold - a·L,
 * never below the category's floor; ttl·(1 + b·L), never beyond its maximum staleness; L in [0, 1] from latency against its own
 * baseline, requests in flight, and failures. The gate is never loosened: load buys candidates and age, not differences.
 */

/** Threshold points given up at full load. */
const THRESHOLD_DROP_MAX = 0.1
/** At full load an answer lives this many times longer. */
const TTL_STRETCH_MAX = 4
/** Latency at this multiple of its baseline is full load. */
const LATENCY_RATIO_FULL = 4

export interface UpstreamFacts {
  readonly latencyMs: number
  /** The latency of an idle upstream; 0 when not known. */
  readonly baselineLatencyMs: number
  readonly inFlightCount: number
  readonly inFlightMax: number
  /** Share of recent calls that failed or were refused for load. */
  readonly failureShare: number
}

/** 0 idle to 1 overloaded: the worst of the three signs. */
export function loadOf(facts: UpstreamFacts): number {
  const ratio = facts.baselineLatencyMs > 0 ? facts.latencyMs / facts.baselineLatencyMs : 1
  const signs = [
    (ratio - 1) / (LATENCY_RATIO_FULL - 1),
    facts.inFlightMax > 0 ? facts.inFlightCount / facts.inFlightMax : 0,
    facts.failureShare,
  ]
  return Math.min(1, Math.max(0, ...signs.filter(Number.isFinite)))
}

export interface Adapted {
  readonly threshold: number
  readonly ttlMs: number
}

export interface AdaptablePolicy {
  readonly threshold: number
  readonly thresholdMin: number
  readonly ttlMs: number
  readonly staleMsMax: number
}

export function adapted(policy: AdaptablePolicy, load: number): Adapted {
  const share = Math.min(1, Math.max(0, load))
  return {
    threshold: Math.max(
      Math.min(policy.threshold, policy.thresholdMin),
      policy.threshold - THRESHOLD_DROP_MAX * share,
    ),
    ttlMs: Math.max(
      policy.ttlMs,
      Math.min(policy.staleMsMax, policy.ttlMs * (1 + (TTL_STRETCH_MAX - 1) * share)),
    ),
  }
}
