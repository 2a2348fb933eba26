/** What becomes of a finished turn's blocks, by name. */

import { continuum } from './continuum.ts'
import { continuumFixed } from './continuum-fixed.ts'
import { endOfTurn } from './end-of-turn.ts'
import { staticTtlPolicy } from './static-ttl.ts'
import type { TurnPolicy } from './turn-policy.ts'

export const turnPolicies = {
  'end-of-turn': endOfTurn,
  'static-ttl': staticTtlPolicy,
  continuum,
  'continuum-fixed': continuumFixed,
} as const satisfies Record<string, TurnPolicy>

export type TurnPolicyName = keyof typeof turnPolicies
