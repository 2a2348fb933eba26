/**
 * The seam of admission: whether the next waiting request may start now.
 *
 * A round is one planning of the engine: opened with the facts of that moment, then asked about the waiting requests in their
 * order until it refuses one; nobody is skipped. What it accepts it counts in. That the prompt fits in memory is checked apart
 * from it, and when nothing runs the first request starts whatever a policy says, so that no policy can starve one.
 */

/** Requests that run, (count) each; a row is a request. Arrays may be longer than `count`. */
export interface RunningColumns {
  readonly count: number
  readonly promptTokenCount: Uint32Array
  /** Tokens of the answer so far. */
  readonly outputTokenCount: Uint32Array
  readonly outputTokensMax: Uint32Array
  /** Whose length was said with the request; 0: unknown. */
  readonly predictedTokenCount: Uint32Array
}

export interface AdmissionFacts {
  readonly nowMs: number
  /** Positions that the cache has. */
  readonly capacityTokens: number
  /** Of them held by nobody, or by nobody but the prefix index. */
  readonly freeTokens: number
  /** Kept for a program's next turn. */
  readonly pinnedTokens: number
  /** Of preempted requests that wait to be computed again. */
  readonly pausedTokens: number
  readonly running: RunningColumns
  /** Lengths of answers that ended, newest last; bounded by the engine's settings. */
  readonly outputHistory: readonly number[]
  /** Steps since something was admitted. */
  readonly idleStepCount: number
  /** The next draw in [0, 1) of the engine's seeded stream. */
  readonly draw: () => number
}

export interface AdmissionCandidate {
  /** Tokens to be computed or taken from the cache before the next one is chosen: prompt and, after a preemption, answer so far. */
  readonly tokenCount: number
  /** Of them, positions that running requests hold already; looked up when it is read. */
  readonly sharedTokenCount: number
  /** Further positions that running requests are computing now, and that it could take over when they are done; looked up when it is read. */
  readonly comingTokenCount: number
  readonly promptTokenCount: number
  readonly outputTokenCount: number
  readonly outputTokensMax: number
  readonly predictedTokenCount: number
  readonly isPreempted: boolean
}

export interface AdmissionRound {
  admit(candidate: AdmissionCandidate): boolean
}

export interface AdmissionPolicy {
  readonly name: string
  open(facts: AdmissionFacts): AdmissionRound
}
