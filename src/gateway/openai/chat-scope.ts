/**
 * Whose memory a chat uses: the body's `user`, or the headers x-memory-user, x-memory-agent and x-memory-run, which win.
 *
 * Header values may be percent-encoded UTF-8; no scope name holds a percent sign, so that is unambiguous. No name at all means: no memory.
 */

import { LociError } from '../../errors.ts'
import { checkScope, type Scope } from '../../store/scope.ts'

function headerName(headers: Headers, field: string): string | undefined {
  const value = headers.get(`x-memory-${field}`)
  if (value === null || value === '') return undefined
  try {
    return decodeURIComponent(value)
  } catch (cause) {
    throw new LociError('SCOPE_INVALID', `x-memory-${field} is not percent-encoded UTF-8`, {
      cause,
    })
  }
}

/** Null when the request names nobody. Throws SCOPE_INVALID. */
export function chatScope(headers: Headers, bodyUser: string | null | undefined): Scope | null {
  const user = headerName(headers, 'user') ?? (bodyUser || undefined)
  const agent = headerName(headers, 'agent')
  const run = headerName(headers, 'run')
  if (user === undefined && agent === undefined && run === undefined) return null
  return checkScope({
    ...(user === undefined ? {} : { user }),
    ...(agent === undefined ? {} : { agent }),
    ...(run === undefined ? {} : { run }),
  })
}
