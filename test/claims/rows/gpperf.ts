/** Claims of the row `gpperf`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'GPPerf: performance and energy of matrix products on Ada (arXiv 2411.16954)'

export const gpperfClaims: readonly Claim[] = [
  {
    id: 'GPPERF-GEMM-1',
    row: 'gpperf',
    source: paper,
    says: 'A product is bound by memory below the ridge and by compute above it, plus a start, with an energy that follows from its use of the device.',
  },
  {
    id: 'GPPERF-TABLE-1',
    row: 'gpperf',
    source: paper,
    says: 'Weight shapes left out of a measured table are predicted from their neighbours.',
  },
]
