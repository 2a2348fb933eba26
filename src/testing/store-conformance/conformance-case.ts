/** The shape of a conformance case: a sentence, and a check that runs against any driver. */

import type { Store } from '../../store/store.ts'

export interface ConformanceTools {
  /** A handle on a new, empty store; closed by the runner. */
  open(): Promise<Store>
  /** Two handles on one new, empty store, as two processes would have. */
  openTwice(): Promise<readonly [Store, Store]>
  /** Throws unless the values are deeply and strictly equal. */
  equal(actual: unknown, expected: unknown, message?: string): void
  /** Throws unless the promise rejects with a LociError of this code. */
  rejects(promise: Promise<unknown>, code: string): Promise<void>
}

export interface ConformanceCase {
  readonly name: string
  run(tools: ConformanceTools): Promise<void>
}
