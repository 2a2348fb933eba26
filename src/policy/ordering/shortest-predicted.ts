/**
 * Policy: shortest-predicted (ordering)
 *
 * The request whose answer is expected to be shortest goes first; one of unknown length counts as long as its limit.
 *
 * Paper: shortest job first, the usual rival where lengths are known. Deviation: only the answer counts, not the prompt.
 * Loses to fcfs in the longest wait: under load that stays, long answers wait until it falls. Give them deadlines.
 */

import { defineOrderingPolicy } from './ordering-policy.ts'

export const shortestPredicted = defineOrderingPolicy({
  name: 'shortest-predicted',
  needs: ['predictedTokenCount', 'outputTokensMax'],
  isFixed: true,
  rank: (facts, row) => facts.predictedTokenCount[row]! || facts.outputTokensMax[row]!,
})
