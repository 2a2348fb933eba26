/** Claims of the row `vattention`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'vAttention (arXiv 2405.04437)'
const project = 'microsoft/vattention, vattention.cu and utils.h'

export const vattentionClaims: readonly Claim[] = [
  {
    id: 'VATTN-SAME-1',
    row: 'vattention',
    source: `${paper}: attention kernels work unchanged on a contiguous cache`,
    says: 'A request answers with the same bits whether its cache is one contiguous slot or blocks, also when it was computed twice.',
  },
  {
    id: 'VATTN-SAME-2',
    row: 'vattention',
    source: `${paper}: attention kernels work unchanged on a contiguous cache`,
    says: 'The attention kernel gives the same bits over contiguous positions and over blocks in any order.',
  },
  {
    id: 'VATTN-DEMAND-1',
    row: 'vattention',
    source: `${paper}, memory is allocated on demand`,
    says: 'A sequence has committed the pages that its positions reach, the same number in each tensor, and no more.',
  },
  {
    id: 'VATTN-DEMAND-2',
    row: 'vattention',
    source: `${paper}, memory is allocated on demand`,
    says: 'Under one budget at least four times as many sequences run as when each reserves the full context, with lengths of a public trace.',
  },
  {
    id: 'VATTN-DEFER-1',
    row: 'vattention',
    source: `${project}: deferred reclamation`,
    says: 'Pages of a finished sequence stay with its slot, and the next sequence gets the inactive slot that fits best.',
  },
  {
    id: 'VATTN-RECLAIM-1',
    row: 'vattention',
    source: `${project}: reclaim on demand`,
    says: 'A shortage takes back pages that no sequence needs, from the highest slot down, and never more than the budget is committed.',
  },
]
