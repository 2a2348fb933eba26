/**
 * Policy: static-ttl (retention)
 *
 * Every turn but the last is kept for the same time.
 *
 * Paper: the rival that Continuum (2511.02230) compares with. Deviation: none. `staticTtl` makes one of another time.
 * Loses to continuum when tools differ: too short for slow ones, which then paid for nothing, too long for programs that do not come back.
 */

import type { TurnPolicy } from './turn-policy.ts'

export const STATIC_TTL_MS = 2_000

export function staticTtl(ttlMs: number): TurnPolicy {
  return { name: 'static-ttl', retain: ({ isLastTurn }) => (isLastTurn ? 0 : ttlMs) }
}

export const staticTtlPolicy: TurnPolicy = staticTtl(STATIC_TTL_MS)
