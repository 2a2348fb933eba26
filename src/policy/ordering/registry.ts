/** All orders of waiting requests by name. */

import { fcfs } from './fcfs.ts'
import type { OrderingPolicy } from './ordering-policy.ts'

export const orderingPolicies = { fcfs } as const satisfies Record<string, OrderingPolicy>

export type OrderingPolicyName = keyof typeof orderingPolicies
