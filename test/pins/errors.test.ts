/** The error table as callers see it: codes with their HTTP status, exit code and whether to retry. */

import { test } from 'node:test'
import { errorTable } from '../../src/errors.ts'
import { assertPinned } from './pin.ts'

test('error codes, statuses and exit codes are the pinned ones', () => {
  const rows = Object.entries(errorTable).map(([code, { status, exitCode, retryable }]) => [
    code,
    { status, exitCode, retryable },
  ])
  assertPinned('errors', Object.fromEntries(rows))
})
