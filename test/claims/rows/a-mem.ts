/** Claims of the row `a-mem`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const amem = 'A-MEM (arXiv 2502.12110)'

export const aMemClaims: readonly Claim[] = [
  {
    id: 'AMEM-NOTE-1',
    row: 'a-mem',
    source: `${amem}, note construction`,
    says: 'A note is what was said with keywords, tags and a context, and is found by all of them.',
  },
  {
    id: 'AMEM-NOTE-2',
    row: 'a-mem',
    source: 'A-MEM library: the analysis is not asked for when a note is added',
    says: 'The analysis is asked for, and what it says is what the note is linked by.',
  },
  {
    id: 'AMEM-LINK-1',
    row: 'a-mem',
    source: `${amem}, link generation and memory evolution`,
    says: 'Links hold ids, neighbours evolve by id and not by rank, and each evolution is a version that undo takes back.',
  },
  {
    id: 'AMEM-DATA-1',
    row: 'a-mem',
    source: 'Loci: instructions in remembered text are data',
    says: 'Where a model obeys an injected turn, what a neighbour says stays as it is.',
  },
]
