/** All routing policies by name. */

import { leastLoaded } from './least-loaded.ts'
import { prefixAffine } from './prefix-affine.ts'
import { roundRobin } from './round-robin.ts'
import type { RoutingPolicy } from './routing-policy.ts'

export const routingPolicies = {
  'round-robin': roundRobin,
  'least-loaded': leastLoaded,
  'prefix-affine': prefixAffine,
} as const satisfies Record<string, RoutingPolicy>

export type RoutingPolicyName = keyof typeof routingPolicies
