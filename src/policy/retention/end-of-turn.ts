/**
 * Policy: end-of-turn (retention)
 *
 * Nothing is kept for the next turn: a finished request's blocks are prefixes like all others, and the eviction policy decides.
 *
 * Paper: the baseline of Continuum (2511.02230). Deviation: none.
 * Loses to a time to live when tools answer sooner than the cache turns over.
 */

import type { TurnPolicy } from './turn-policy.ts'

export const endOfTurn: TurnPolicy = { name: 'end-of-turn', retain: () => 0 }
