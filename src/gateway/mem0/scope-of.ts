/** mem0's identities as a scope, and its moments as ours. Neither ever comes from metadata. */

import { LociError } from '../../errors.ts'
import { parseTime } from '../../memory/time.ts'
import { checkScope, type Scope } from '../../store/scope.ts'

export interface Identity {
  readonly user_id?: string | null | undefined
  readonly agent_id?: string | null | undefined
  readonly run_id?: string | null | undefined
  readonly app_id?: string | null | undefined
}

const DAY_MS = 86_400_000
/** Numbers below are seconds (until the year 5138). */
const SECONDS_BELOW = 1e11

/** The names that are there; may be empty. */
export function namesOf({ user_id, agent_id, run_id }: Identity): Scope {
  return {
    ...(user_id ? { user: user_id } : {}),
    ...(agent_id ? { agent: agent_id } : {}),
    ...(run_id ? { run: run_id } : {}),
  }
}

/** Throws SCOPE_MISSING or SCOPE_INVALID. */
export function scopeOf(identity: Identity): Scope {
  const scope = namesOf(identity)
  if (Object.keys(scope).length > 0) return checkScope(scope)
  throw new LociError('SCOPE_MISSING', 'the request names no user_id, agent_id or run_id', {
    hint: 'Name at least one of user_id, agent_id, run_id; app_id alone does not say whose memory it is.',
  })
}

/** The same for calls that destroy: a star is not taken for a name there. */
export function exactScopeOf(identity: Identity): Scope {
  const scope = scopeOf(identity)
  if (Object.values(scope).includes('*')) {
    throw new LociError('SCOPE_INVALID', '"*" is not a name that can be deleted', {
      hint: 'Delete one name at a time, or everything with POST /reset.',
    })
  }
  return scope
}

/** Seconds, milliseconds, or ISO 8601. */
export function momentOf(
  value: string | number | null | undefined,
  field: string,
): number | undefined {
  if (value === null || value === undefined) return undefined
  const number = typeof value === 'number' ? value : /^\d{9,13}$/.test(value) ? Number(value) : null
  if (number === null) return parseTime(value, field)
  return parseTime(Math.abs(number) < SECONDS_BELOW ? number * 1000 : number, field)
}

/** A date expires with its last moment, a time when it comes. */
export function expiryOf(value: string): number {
  const ms = parseTime(value, 'expiration_date')
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? ms + DAY_MS : ms
}

/** The date that `expiryOf` was given, or the moment. */
export function expiryText(expiresAtMs: number | null): string | null {
  if (expiresAtMs === null) return null
  const iso = new Date(expiresAtMs).toISOString()
  return iso.endsWith('T00:00:00.000Z')
    ? new Date(expiresAtMs - DAY_MS).toISOString().slice(0, 10)
    : iso
}
