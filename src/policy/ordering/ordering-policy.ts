/**
 * The seam of ordering: which waiting request is asked for first.
 *
 * A policy is a rank over columns. Preempted requests go before all others in every order: they were first before, and what they had
 * is computed twice already. `isFixed` says that a rank stays as it was when the request came, so that a heap keeps the order;
 * the others are ranked again at each planning that has room.
 */

/** (waiting requests) each. */
export interface WaitingFacts {
  readonly arrivalMs: Float64Array
  /** When the first request of its program came; the own arrival for a request without one. */
  readonly programArrivalMs: Float64Array
  readonly promptTokenCount: Float64Array
  readonly outputTokensMax: Float64Array
  /** Said with the request; 0: unknown. */
  readonly predictedTokenCount: Float64Array
  /** Of the prompt, in the prefix index now. Looked up only for policies that need it. */
  readonly cachedTokenCount: Float64Array
  /** Lower is more urgent; 0 where nothing was said. */
  readonly priority: Float64Array
  /** Infinity: none. */
  readonly deadlineAtMs: Float64Array
  /** 1 while the cache keeps blocks for its program. */
  readonly isPinned: Float64Array
  /** A place given by who arranged the whole batch; 0 where nothing was said. */
  readonly batchRank: Float64Array
}

export type WaitingFactName = keyof WaitingFacts

export interface OrderingPolicy {
  readonly name: string
  readonly needs: readonly WaitingFactName[]
  readonly isFixed: boolean
  /** Lower goes first; ties go to the one that was submitted first. */
  rank(facts: WaitingFacts, row: number): number
}

/** Ties what `rank` may read to what `needs` says. */
export function defineOrderingPolicy<Needs extends WaitingFactName>(policy: {
  readonly name: string
  readonly needs: readonly Needs[]
  readonly isFixed: boolean
  rank(facts: Pick<WaitingFacts, Needs>, row: number): number
}): OrderingPolicy {
  return policy
}
