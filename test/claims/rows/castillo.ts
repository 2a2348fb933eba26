/** Claims of the row `castillo`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'CASTILLO: Characterizing Response Length Distributions (arXiv 2505.16881)'

export const castilloClaims: readonly Claim[] = [
  {
    id: 'CASTILLO-CV-1',
    row: 'castillo',
    source: paper,
    says: 'Answers of one model to one prompt vary by 0.15 in the median and 0.40 for a tenth of the prompts, by family as published.',
  },
  {
    id: 'CASTILLO-LEN-1',
    row: 'castillo',
    source: paper,
    says: 'A length is a distribution: its quantiles are those of its draws, and a running answer is drawn from what lies beyond it.',
  },
]
