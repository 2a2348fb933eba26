/**
 * The one error of this page: what the gateway said, or why it said nothing.
 *
 * Every failure that a reader sees has a code and a hint. Failures that never reached the gateway get codes of their own
 * (`NETWORK`, `NOT_AN_ANSWER`), which the gateway's table does not hold.
 */

import type { ErrorRecord } from '../api-types.ts'

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly record: ErrorRecord
  /** HTTP status; 0 when there was no answer. */
  readonly status: number

  constructor(record: ErrorRecord, status: number, cause?: unknown) {
    super(record.message, cause === undefined ? undefined : { cause })
    this.record = record
    this.status = status
  }

  static from(error: unknown): ApiError {
    if (error instanceof ApiError) return error
    const message = error instanceof Error ? error.message : String(error)
    return new ApiError(
      {
        code: 'DASHBOARD',
        message,
        hint: 'This is a fault in the dashboard: please report it with the message.',
        retryable: false,
      },
      0,
      error,
    )
  }
}

/** The request got no answer at all. */
export function unreachable(cause: unknown): ApiError {
  const record = {
    code: 'NETWORK',
    message: 'The gateway did not answer.',
    hint: 'Check that `loci serve` still runs; nothing that you typed is lost.',
    retryable: true,
  }
  return new ApiError(record, 0, cause)
}

/** An answer that is neither a result nor an error of the gateway: a proxy's page, a cut body. */
export function notAnAnswer(status: number, cause?: unknown): ApiError {
  const record = {
    code: 'NOT_AN_ANSWER',
    message: `The address answered with status ${status}, but not as Loci does.`,
    hint: 'Something between this page and the gateway answered instead; check the address.',
    retryable: status >= 500,
  }
  return new ApiError(record, status, cause)
}
