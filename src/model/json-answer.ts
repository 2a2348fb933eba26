/**
 * What comes of asking a model for JSON: a value that fits the schema, or the raw answer and why it did not.
 *
 * An answer that cannot be used is an expected outcome and not an error: whoever asked keeps the raw text and says so.
 */

import type { ErrorCode } from '../errors.ts'
import type { ModelUsage } from './model.ts'

export type JsonAnswer<T> =
  | {
      readonly outcome: 'answered'
      readonly value: T
      /** What had to be mended, as words: `fence`, `thinking`, `trailing-comma`, `cut-off`, `asked-again`, ... */
      readonly repairs: readonly string[]
      /** As it came, where it had to be mended. */
      readonly raw?: string
      readonly usage: ModelUsage
    }
  | {
      readonly outcome: 'failed'
      readonly code: ErrorCode
      /** What happened, in a sentence; no content. */
      readonly reason: string
      /** The last answer as it came, when there was one. */
      readonly raw: string | null
      readonly retryable: boolean
      /** How long the model asks to be left alone, where it said so. */
      readonly retryAfterMs?: number
      readonly usage: ModelUsage
    }
