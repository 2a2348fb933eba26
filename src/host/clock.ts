/** Wall-clock time as an interface, so that tests and storms run in simulated time. */

export interface Clock {
  /** Milliseconds since 1970. May go backwards; the store keeps log time monotone by itself. */
  nowMs(): number
  /** Milliseconds with fractions from an arbitrary start; never goes backwards. For durations. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}
