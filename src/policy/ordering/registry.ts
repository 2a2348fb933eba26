/** All orders of waiting requests by name. */

import { batchLlm } from './batchllm.ts'
import { continuumOrder } from './continuum-order.ts'
import { fcfs } from './fcfs.ts'
import type { OrderingPolicy } from './ordering-policy.ts'
import { programFcfs } from './program-fcfs.ts'
import { shortestPredicted } from './shortest-predicted.ts'

export const orderingPolicies = {
  fcfs,
  'shortest-predicted': shortestPredicted,
  batchllm: batchLlm,
  'program-fcfs': programFcfs,
  continuum: continuumOrder,
} as const satisfies Record<string, OrderingPolicy>

export type OrderingPolicyName = keyof typeof orderingPolicies
