/** A failure as the reader needs it: what happened, what to do, the code to look up, and a way to try again. */

import type { VNode } from 'preact'
import type { ApiError } from '../api/api-error.ts'

export interface ErrorBoxProps {
  readonly error: ApiError
  readonly onRetry?: (() => void) | undefined
}

export function ErrorBox({ error, onRetry }: ErrorBoxProps): VNode {
  const { code, message, hint } = error.record
  return (
    <div class="error-box" role="alert">
      <p class="error-message">{message}</p>
      <p class="error-hint">{hint}</p>
      <p class="error-foot">
        <code>{code}</code>
        {onRetry !== undefined && (
          <button type="button" class="button small" onClick={onRetry}>
            Try again
          </button>
        )}
      </p>
    </div>
  )
}
