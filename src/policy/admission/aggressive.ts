/**
 * Policy: aggressive (admission)
 *
 * A request starts when its prompt fits now and a hundredth of the cache stays free behind it; what it will grow to is not looked at.
 *
 * Paper: the baseline of Past-Future (2507.10150); vLLM's watermark and vAttention's admission (2405.04437) are this rule.
 * Deviation: none.
 * `aggressiveWith` makes one of another share: 0.05 has nearly what past-future has where lengths stay as they are.
 * Loses to conservative when answers are long beside prompts: requests are preempted and computed again.
 */

import type { AdmissionPolicy } from './admission-policy.ts'

export const WATERMARK_SHARE = 0.01

export function aggressiveWith(freeShare: number): AdmissionPolicy {
  return {
    name: 'aggressive',
    open(facts) {
      let free = facts.freeTokens - freeShare * facts.capacityTokens
      return {
        admit(candidate) {
          const need = candidate.tokenCount - candidate.sharedTokenCount
          if (need > free) return false
          free -= need
          return true
        },
      }
    },
  }
}

export const aggressive: AdmissionPolicy = aggressiveWith(WATERMARK_SHARE)
