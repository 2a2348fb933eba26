/** Claims of the row `llm-viewer`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'LLM Inference Unveiled: Survey and Roofline Model Insights (arXiv 2402.16363)'

export const llmViewerClaims: readonly Claim[] = [
  {
    id: 'LLMVIEW-TABLE-1',
    row: 'llm-viewer',
    source: paper,
    says: 'The published roofline table of Llama-2-7B on an A6000 comes out as printed.',
  },
  {
    id: 'LLMVIEW-FIX-1',
    row: 'llm-viewer',
    source: paper,
    says: 'Each correction of the operators changes what it names and nothing else.',
  },
  {
    id: 'LLMVIEW-COST-1',
    row: 'llm-viewer',
    source: paper,
    says: 'Under the corrected roofline more work never takes less time, and each estimate says its tier and its band.',
  },
]
