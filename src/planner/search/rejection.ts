/**
 * Why a plan was rejected, as data and as a sentence with its numbers.
 *
 * A search keeps every candidate: what is not chosen has exactly one reason, the first that applied. Reasons that rest on a predicted
 * time carry the tier of its evidence; those that rest on arithmetic (memory, divisibility) carry none.
 */

import type { Tier } from '../cost/cost-model.ts'
import type { LimitName } from './plan-slo.ts'

export type Rejection =
  | { readonly kind: 'impossible'; readonly says: string }
  | { readonly kind: 'disputed'; readonly says: string }
  | { readonly kind: 'no-price'; readonly device: string }
  | {
      readonly kind: 'out-of-memory'
      /** Bytes that a device lacks for one block of cache. */
      readonly shortBytes: number
      readonly weightBytes: number
      readonly memoryBytes: number
    }
  | { readonly kind: 'context'; readonly longestTokens: number; readonly cacheTokens: number }
  | {
      readonly kind: 'limit'
      readonly limit: LimitName
      readonly limitMs: number
      readonly valueMs: number
      /** Alone on an idle engine, estimated under load, or simulated. */
      readonly when: 'alone' | 'estimated' | 'simulated'
      readonly replicas: number
      readonly tier: Tier
    }
  | {
      readonly kind: 'saturated'
      /** Demand over capacity. */
      readonly rho: number
      readonly replicas: number
      readonly tier: Tier
    }
  | {
      readonly kind: 'cost'
      readonly usdPerHour: number
      readonly bestUsdPerHour: number
      readonly evidence: 'estimated' | 'simulated'
      readonly tier: Tier
    }
  | {
      readonly kind: 'dominated'
      readonly by: string
      readonly usdPerHour: number
      readonly tier: Tier
    }

const gb = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
export const msText = (ms: number): string =>
  ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${ms.toFixed(ms < 100 ? 1 : 0)} ms`
export const usdText = (usd: number): string => `$${usd.toFixed(2)}/h`

export function rejectionText(rejection: Rejection): string {
  switch (rejection.kind) {
    case 'impossible':
    case 'disputed':
      return rejection.says
    case 'no-price':
      return `no price of ${rejection.device} is known: give one`
    case 'out-of-memory': {
      const { shortBytes, weightBytes, memoryBytes } = rejection
      return `out of memory by ${gb(shortBytes)} a device: ${gb(weightBytes)} of weights on ${gb(memoryBytes)}`
    }
    case 'context': {
      const { longestTokens, cacheTokens } = rejection
      return `the longest request has ${longestTokens} tokens, the cache holds ${cacheTokens}`
    }
    case 'limit': {
      const { limit, limitMs, valueMs, when, replicas, tier } = rejection
      const where =
        when === 'alone' ? 'even alone on an idle engine' : `${when}, ${replicas} copies`
      return `${limit.toUpperCase()} ${msText(valueMs)} over ${msText(limitMs)} (${where}; ${tier})`
    }
    case 'saturated': {
      const { rho, replicas, tier } = rejection
      return `saturated: load ${rho.toFixed(2)} of capacity with ${replicas} copies (${tier})`
    }
    case 'cost': {
      const { usdPerHour, bestUsdPerHour, evidence, tier } = rejection
      return `${usdText(usdPerHour)} (${evidence}; ${tier}) against ${usdText(bestUsdPerHour)}`
    }
    case 'dominated':
      return `${usdText(rejection.usdPerHour)}, and ${rejection.by} is no worse in cost, times and energy (${rejection.tier})`
    default:
      return rejection satisfies never
  }
}
