/** Claims of the row `age-of-agent-memory`; what a claim is stands in ../claim.ts. */

import type { Claim } from '../claim.ts'

const survey = 'Memory in the Age of AI Agents (arXiv 2512.13564), dynamics: evolution'

export const ageOfAgentMemoryClaims: readonly Claim[] = [
  {
    id: 'AGEMEM-EVOLVE-1',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Updating: what held at any moment, by what was known at any moment, over a life of 500 dated changes, equals a naive model.',
  },
  {
    id: 'AGEMEM-EVOLVE-2',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Consolidation: related memories get one summary that cites them and their raw turns, and that grows with them.',
  },
  {
    id: 'AGEMEM-EVOLVE-3',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Forgetting by importance: beyond a budget the least valuable are archived, never deleted, never what a person wrote or froze.',
  },
  {
    id: 'AGEMEM-EVOLVE-4',
    row: 'age-of-agent-memory',
    source: survey,
    says: 'Forgetting by time and frequency: a rank factor with a floor, that falls with age and rises with use, off by default.',
  },
  {
    id: 'AGEMEM-TAX-1',
    row: 'age-of-agent-memory',
    source: 'Memory in the Age of AI Agents (arXiv 2512.13564), forms, functions, dynamics',
    says: 'Every record carries its form, its function and how it came to be, and a scope is counted by all three.',
  },
  {
    id: 'AGEMEM-FORM-1',
    row: 'age-of-agent-memory',
    source: 'Memory in the Age of AI Agents (arXiv 2512.13564), dynamics: formation',
    says: 'Under every fault of a model and for every pipeline: no turn is lost, no memory is without provenance, no scope is crossed.',
  },
]
