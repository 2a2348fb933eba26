/** Claims of the row `continuum`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const paper = 'Continuum: Efficient and Robust Multi-Turn LLM Agent Scheduling (arXiv 2511.02230)'

export const continuumClaims: readonly Claim[] = [
  {
    id: 'CONT-TTL-1',
    row: 'continuum',
    source: paper,
    says: 'No time to live on a fine grid pays more than the one that is chosen.',
  },
  {
    id: 'CONT-TTL-2',
    row: 'continuum',
    source: paper,
    says: 'A tool has its own distribution, a new one that of all tools, the first ones an exponential.',
  },
  {
    id: 'CONT-TTL-3',
    row: 'continuum',
    source: paper,
    says: 'Waiting in the queue counts as far as programs go on as long as they have gone.',
  },
  {
    id: 'CONT-ORDER-1',
    row: 'continuum',
    source: paper,
    says: 'Turns whose blocks are kept go first, then the program that began first.',
  },
  {
    id: 'CONT-JOB-1',
    row: 'continuum',
    source: paper,
    says: 'Above saturation, jobs of a seeded workload are shorter than with end-of-turn release, and less is computed again.',
  },
]
