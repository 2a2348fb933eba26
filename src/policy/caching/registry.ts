/** All eviction policies of the answer cache by name. */

import { costAware } from './cost-aware.ts'
import type { EvictionPolicy } from './eviction-policy.ts'
import { lfu } from './lfu.ts'
import { lru } from './lru.ts'
import { offlineBound } from './offline-bound.ts'

export const evictionPolicies = {
  lru,
  lfu,
  'cost-aware': costAware,
  'offline-bound': offlineBound,
} as const satisfies Record<string, EvictionPolicy>

export type EvictionPolicyName = keyof typeof evictionPolicies
