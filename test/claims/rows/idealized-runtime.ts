/** Claims of the row `idealized-runtime`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'Cheaply Evaluating Inference Efficiency Metrics (arXiv 2305.02440)'

export const idealizedRuntimeClaims: readonly Claim[] = [
  {
    id: 'IDEAL-HELM-1',
    row: 'idealized-runtime',
    source: paper,
    says: "The runtime of a request is the time to the first token of its prompt plus a constant for each further token, looked up by HELM's rule.",
  },
  {
    id: 'IDEAL-HELM-2',
    row: 'idealized-runtime',
    source: paper,
    says: "HELM's published values come out to the printed digit, and a table that is wrong in one number is noticed.",
  },
  {
    id: 'IDEAL-FIT-1',
    row: 'idealized-runtime',
    source: paper,
    says: 'Five runs of an endpoint predict others within 3 %.',
  },
  {
    id: 'IDEAL-COST-1',
    row: 'idealized-runtime',
    source: paper,
    says: 'Idealized dollars and joules follow from the runtime and the devices.',
  },
]
