/**
 * What a pipeline has so far: operations, and sentences about what it could not do.
 *
 * Invariant: whatever a model said and nothing came of is in `failures`, with the raw part of its answer where there is one. A part that
 * failed beside others that did not is not retryable by itself: forming the window again would form the others twice.
 */

import type { JsonAnswer } from '../../model/json-answer.ts'
import type { FormationFailure, FormationOutcome, MemoryOperation } from './formation.ts'

type Failed = Extract<JsonAnswer<unknown>, { outcome: 'failed' }>

/** Failures of one outcome at most; beyond it they are counted in the last. */
const FAILURES_MAX = 50

export class FormationDraft implements FormationOutcome {
  readonly operations: MemoryOperation[] = []
  readonly failures: FormationFailure[] = []
  #unsaidCount = 0

  push(...operations: readonly MemoryOperation[]): void {
    this.operations.push(...operations)
  }

  /** A part of an answer that could not be used. `reason` holds no content; `part` is what the model said. */
  refuse(stage: string, reason: string, part: unknown = null): void {
    const raw = part === null ? null : typeof part === 'string' ? part : JSON.stringify(part)
    this.#say({ stage, code: 'MODEL_INVALID_ANSWER', reason, raw, retryable: false })
  }

  /** A call that gave no answer. With `consequence` the pipeline went on without it. */
  fail(stage: string, { code, reason, raw, retryable }: Failed, consequence?: string): void {
    if (consequence === undefined) this.#say({ stage, code, reason, raw, retryable })
    else {
      this.#say({ stage, code, reason: `${reason}; ${consequence}`, raw, retryable: false })
    }
  }

  #say(failure: FormationFailure): void {
    if (this.failures.length < FAILURES_MAX) {
      this.failures.push(failure)
      return
    }
    this.#unsaidCount += 1
    const last = this.failures[FAILURES_MAX - 1]!
    const [reason] = last.reason.split(' (and ')
    this.failures[FAILURES_MAX - 1] = {
      ...last,
      reason: `${reason} (and ${this.#unsaidCount} more of this window)`,
    }
  }
}
