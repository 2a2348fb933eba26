/** Claims of the row `apex`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'APEX: An Extensible and Dynamism-Aware Simulator (arXiv 2411.17651)'

export const apexClaims: readonly Claim[] = [
  {
    id: 'APEX-PLAN-1',
    row: 'apex',
    source: paper,
    says: 'Plans are judged by what was measured: a true model violates nothing and regrets nothing, a flattering one is caught, caution costs.',
  },
  {
    id: 'APEX-SEARCH-1',
    row: 'apex',
    source: paper,
    says: 'A search accounts for every plan: on the front or rejected with its reason; the chosen one keeps the limits in a run of all copies.',
  },
  {
    id: 'APEX-SEARCH-2',
    row: 'apex',
    source: paper,
    says: 'The answer of a search does not depend on the number of threads that simulate for it.',
  },
]
