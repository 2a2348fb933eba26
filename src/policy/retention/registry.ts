/** What becomes of a finished turn's blocks, by name. */

import { endOfTurn } from './end-of-turn.ts'
import type { TurnPolicy } from './turn-policy.ts'

export const turnPolicies = { 'end-of-turn': endOfTurn } as const satisfies Record<
  string,
  TurnPolicy
>

export type TurnPolicyName = keyof typeof turnPolicies
