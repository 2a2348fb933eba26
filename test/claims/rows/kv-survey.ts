/** Claims of the row `kv-survey`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const survey =
  'A Survey on Large Language Model Acceleration based on KV Cache Management (arXiv 2412.19442)'

export const kvSurveyClaims: readonly Claim[] = [
  {
    id: 'KVSURVEY-LEAF-1',
    row: 'kv-survey',
    source: `${survey}, taxonomy`,
    says: 'Each leaf of the taxonomy has a row that names its representative here, by files that exist, or says that there is none yet.',
  },
  {
    id: 'KVSURVEY-PREFIX-1',
    row: 'kv-survey',
    source: `${survey}, prefix-aware memory management`,
    says: 'A prefix that was computed is shared by reference, changes no answer, and is not shared between salts.',
  },
  {
    id: 'KVSURVEY-PREEMPT-1',
    row: 'kv-survey',
    source: `${survey}, preemptive scheduling`,
    says: 'A cache too small for all that run changes no answer: requests are preempted, computed again, and end.',
  },
  {
    id: 'KVSURVEY-DISK-1',
    row: 'kv-survey',
    source: `${survey}, storage on SSD`,
    says: 'Keys and values go through a file into another engine with the same answer, and a file of another model is refused.',
  },
]
