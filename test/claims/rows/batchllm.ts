/** Claims of the row `batchllm`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper =
  'BatchLLM: Optimizing Large Batched LLM Inference with Global Prefix Sharing and Throughput-oriented Token Batching (arXiv 2412.03594)'

export const batchllmClaims: readonly Claim[] = [
  {
    id: 'BATCHLLM-TREE-1',
    row: 'batchllm',
    source: paper,
    says: 'The tree of a batch has, for every pair of prompts, the node of exactly what they share.',
  },
  {
    id: 'BATCHLLM-CHOICE-1',
    row: 'batchllm',
    source: paper,
    says: 'Sharing one level a request saves as much as the best of all choices there are.',
  },
  {
    id: 'BATCHLLM-ORDER-1',
    row: 'batchllm',
    source: paper,
    says: 'Groups run whole, those that decode much beside their prefill first, and so within a group.',
  },
  {
    id: 'BATCHLLM-MEMORY-1',
    row: 'batchllm',
    source: paper,
    says: 'Admission goes by memory: a shared prefix once and the answers that are expected.',
  },
  {
    id: 'BATCHLLM-PREFILL-1',
    row: 'batchllm',
    source: paper,
    says: 'On a batch with shared prefixes larger than the cache it computes fewer prompt tokens than a cache by use with first come first served.',
  },
]
