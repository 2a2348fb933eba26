/** Claims of the row `past-future`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'Past-Future Scheduler for LLM Serving under SLA Guarantees (arXiv 2507.10150)'

export const pastFutureClaims: readonly Claim[] = [
  {
    id: 'PF-PEAK-1',
    row: 'past-future',
    source: paper,
    says: 'The worked example peaks at 31.',
  },
  {
    id: 'PF-PEAK-2',
    row: 'past-future',
    source: paper,
    says: 'The peak of a batch with one more request is the most that stepping through time ever holds.',
  },
  {
    id: 'PF-ADMIT-1',
    row: 'past-future',
    source: paper,
    says: 'A request starts only when no set of drawn lengths has a peak above what may be used.',
  },
  {
    id: 'PF-GOODPUT-1',
    row: 'past-future',
    source: paper,
    says: 'Above saturation, on generated traffic, more requests meet the SLO than with either rival.',
  },
]
