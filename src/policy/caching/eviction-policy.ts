/**
 * The seam of cache eviction: a policy is a rank, the entry with the lowest rank goes first.
 *
 * Pure: time is a fact. Quotas decide from which category an entry goes (`quotas.ts`), the policy decides which one.
 */

/** What a policy may know of an entry. */
export interface EntryFacts {
  readonly storedAtMs: number
  readonly lastUsedAtMs: number
  readonly hitCount: number
  readonly byteCount: number
  /** What a hit saves: the model's time for this answer. */
  readonly latencySavedMs: number
  /** When it is asked for next; only an offline run knows. Infinity: never again. */
  readonly nextUseAtMs?: number
}

export interface EvictionPolicy {
  readonly name: string
  /** Lower goes first; ties go to the entry used longest ago. */
  rank(entry: EntryFacts, nowMs: number): number
}
