/** Why a search chose nothing, in one sentence: how many plans failed for which reason, and the one that came nearest in each. */

import type { RejectedPlan } from './plan-report.ts'
import { type Rejection, rejectionText } from './rejection.ts'

const kindTexts: Readonly<Record<Rejection['kind'], string>> = {
  impossible: 'cannot be built',
  disputed: 'rest on disputed figures',
  'no-price': 'have no price',
  'out-of-memory': 'are out of memory',
  context: 'cannot hold the longest request',
  limit: 'break a limit',
  saturated: 'are saturated',
  cost: 'cost more',
  dominated: 'are beaten',
}

/** How far a plan is from being one; between kinds it means nothing. */
function distance(reason: Rejection): number {
  switch (reason.kind) {
    case 'out-of-memory':
      return reason.shortBytes
    case 'context':
      return reason.longestTokens / reason.cacheTokens
    case 'limit':
      return reason.valueMs / reason.limitMs
    case 'saturated':
      return reason.rho
    case 'impossible':
    case 'disputed':
    case 'no-price':
    case 'cost':
    case 'dominated':
      return 0
    default:
      return reason satisfies never
  }
}

export function noPlanText(rejected: readonly RejectedPlan[]): string {
  const byKind = new Map<Rejection['kind'], RejectedPlan[]>()
  for (const plan of rejected) {
    byKind.set(plan.reason.kind, [...(byKind.get(plan.reason.kind) ?? []), plan])
  }
  const parts = [...byKind.entries()]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([kind, plans]) => {
      const nearest = plans.toSorted((a, b) => distance(a.reason) - distance(b.reason))[0]!
      return `${plans.length} ${kindTexts[kind]} (nearest ${nearest.id}: ${rejectionText(nearest.reason)})`
    })
  return `of ${rejected.length} plans ${parts.join('; ')}`
}
