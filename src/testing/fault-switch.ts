/**
 * Which write fails: one switch for every connection and file of a simulated host.
 *
 * A write is a statement that changes the file, or a COMMIT. A fault strikes before its write takes effect, once, and then the
 * device works again: the shape of a full disk or a failed sync. What the operating system tears is the subject of test/fault.
 */

import { type ErrorCode, LociError } from '../errors.ts'

export class FaultSwitch {
  readonly #struck = new WeakSet<LociError>()
  #code: ErrorCode = 'STORE_WRITE_FAILED'
  #remaining = Number.POSITIVE_INFINITY
  #writeCount = 0
  #faultCount = 0

  /** Writes asked for so far, the failed ones included. */
  get writeCount(): number {
    return this.#writeCount
  }

  get faultCount(): number {
    return this.#faultCount
  }

  /** The write after `skipped` more ones fails, once. */
  failNextWrite(skipped: number, code: ErrorCode = 'STORE_WRITE_FAILED'): void {
    this.#remaining = skipped
    this.#code = code
  }

  clear(): void {
    this.#remaining = Number.POSITIVE_INFINITY
  }

  /** Whether this switch made the error, or the one that caused it. */
  wasFault(error: unknown): boolean {
    return LociError.is(error) && (this.#struck.has(error) || this.wasFault(error.cause))
  }

  /** To be called before each write. */
  beforeWrite(what: string): void {
    this.#writeCount += 1
    if (this.#remaining > 0) {
      this.#remaining -= 1
      return
    }
    this.clear()
    this.#faultCount += 1
    const error = new LociError(this.#code, `${what}: simulated fault at write ${this.#writeCount}`)
    this.#struck.add(error)
    throw error
  }
}
