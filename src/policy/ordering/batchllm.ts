/**
 * Policy: batchllm (ordering)
 *
 * Requests of a batch go in the order that was made over the whole of it (`arrange-batch.ts`); what came without a place, with rank 0, goes first.
 *
 * Paper: BatchLLM (2412.03594); beside admission `memory-centric` it is the paper's scheduler. Deviation: the order is made
 * once, by who has the batch; requests that come later are not grouped.
 * Loses to fcfs in time to the first token: an order for throughput makes some wait for all others.
 */

import { defineOrderingPolicy } from './ordering-policy.ts'

export const batchLlm = defineOrderingPolicy({
  name: 'batchllm',
  needs: ['batchRank'],
  isFixed: true,
  rank: (facts, row) => facts.batchRank[row]!,
})
