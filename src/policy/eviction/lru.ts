/**
 * Policy: lru (eviction)
 *
 * The block that was used longest ago goes first. A sequence uses its blocks until it ends, so age counts from its release.
 *
 * Paper: the usual baseline; vLLM's free queue and SGLang's default order by it. Deviation: none.
 * Loses to slru when a long scan of prompts that never come back flushes prefixes that do.
 */

import { defineEvictionPolicy } from './eviction-policy.ts'

export const lru = defineEvictionPolicy({
  name: 'lru',
  needs: ['lastUseTick'],
  rank: (facts, block) => facts.lastUseTick[block]!,
})
