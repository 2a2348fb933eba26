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
]
