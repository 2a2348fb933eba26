/** All eviction policies of the KV cache by name. */

import { costAware } from './cost-aware.ts'
import type { EvictionPolicy } from './eviction-policy.ts'
import { lru } from './lru.ts'
import { offlineBound } from './offline-bound.ts'
import { slru } from './slru.ts'

export const evictionPolicies = {
  lru,
  slru,
  'cost-aware': costAware,
  'offline-bound': offlineBound,
} as const satisfies Record<string, EvictionPolicy>

export type EvictionPolicyName = keyof typeof evictionPolicies
