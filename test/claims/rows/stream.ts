/** Claims of the row `stream`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper =
  'Closing the Performance Gap with Modern C++ (Heller et al., 2016): STREAM over targets and executors'

export const streamClaims: readonly Claim[] = [
  {
    id: 'STREAM-LOOP-1',
    row: 'stream',
    source: paper,
    says: 'The four loops give the same numbers, bit by bit, in typed arrays, in WebAssembly SIMD and by threads, at every length.',
  },
  {
    id: 'STREAM-COUNT-1',
    row: 'stream',
    source: paper,
    says: 'Bytes are counted by what a loop names: 16 an element for copy and scale, 24 for add and triad.',
  },
  {
    id: 'STREAM-CHECK-1',
    row: 'stream',
    source: paper,
    says: "Arrays are checked against STREAM's scalar recurrence; one wrong element of a large array is found.",
  },
  {
    id: 'STREAM-PLACE-1',
    row: 'stream',
    source: paper,
    says: 'Where data lie and who works on them are given once and together: the parts of threads cover each array exactly, at cache lines.',
  },
]
