/** Claims of the row `burstgpt`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'BurstGPT: A Real-World Workload Dataset (arXiv 2401.17644)'

export const burstgptClaims: readonly Claim[] = [
  {
    id: 'BURST-TRACE-1',
    row: 'burstgpt',
    source: paper,
    says: 'The traces of all releases are read by the names of their columns; failures are left out and counted.',
  },
  {
    id: 'BURST-GAMMA-1',
    row: 'burstgpt',
    source: paper,
    says: 'Gamma arrivals have the rate and the burstiness that was asked for.',
  },
  {
    id: 'BURST-WINDOW-1',
    row: 'burstgpt',
    source: paper,
    says: 'Recorded arrivals are fitted window by window, and drawn anew keep their counts and their drift.',
  },
]
