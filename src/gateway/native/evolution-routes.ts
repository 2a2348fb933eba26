/** Native routes of evolution: what is proposed, what is decided, and the story of one memory. Each is one call of Memory. */

import type { CubeId } from '../../store/cube.ts'
import { parseScopeKey } from '../../store/scope.ts'
import { type Route, route } from '../route.ts'
import { receiptAnswer } from './answer-schemas.ts'
import {
  appliedAnswer,
  applySchema,
  budgetedAnswer,
  consolidatedAnswer,
  evolveScopeSchema,
  keepApartSchema,
  lifeAnswer,
  mergeSchema,
  moveSchema,
  proposalsAnswer,
  proposalsQuery,
  runAnswer,
  supersedeSchema,
} from './evolution-schemas.ts'

const writeErrors = ['STORE_BUSY', 'STORE_FULL', 'STORE_WRITE_FAILED'] as const
const scopeErrors = ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'] as const
const moveErrors = [
  'MEMORY_NOT_FOUND',
  'MEMORY_PROTECTED',
  'MEMORY_CHANGED',
  'LIFECYCLE_REFUSED',
  ...writeErrors,
] as const

const life = route({
  method: 'GET',
  path: '/api/memories/:id/life',
  summary: 'The story of a memory: formed from, changed by, merged into, supersedes, cited by.',
  errors: ['MEMORY_NOT_FOUND'],
  answer: lifeAnswer,
  handle: ({ memory, params }) => memory.evolution.life(params.id as CubeId),
})

const proposals = route({
  method: 'GET',
  path: '/api/evolution/proposals',
  summary: 'Pairs of memories that should not both stay as they are and that a person decides on.',
  errors: ['SCOPE_INVALID', 'FORBIDDEN'],
  query: proposalsQuery,
  answer: proposalsAnswer,
  handle: ({ memory, query, signal }) => {
    const input = { scope: parseScopeKey(query.scope), signal }
    const { evolution } = memory
    return query.all === 'true' ? evolution.propose(input) : evolution.proposals(input)
  },
})

const apply = route({
  method: 'POST',
  path: '/api/evolution/apply',
  summary: 'Does what is proposed: the named proposals, or all that are safe. One batch each.',
  errors: [...scopeErrors, ...moveErrors],
  body: applySchema,
  answer: appliedAnswer,
  handle: ({ memory, body }) => memory.evolution.apply(body),
})

const keepApart = route({
  method: 'POST',
  path: '/api/evolution/keep-apart',
  summary: 'Proposes these pairs no more, as long as neither memory is reworded.',
  errors: [...scopeErrors, 'MEMORY_CHANGED', ...writeErrors],
  body: keepApartSchema,
  answer: receiptAnswer,
  handle: ({ memory, body }) => memory.evolution.keepApart(body),
})

const merge = route({
  method: 'POST',
  path: '/api/evolution/merge',
  summary: 'Merges memories into the first one (or `keep`); the others are kept and point to it.',
  errors: moveErrors,
  body: mergeSchema,
  answer: receiptAnswer,
  handle: ({ memory, body }) => memory.evolution.merge(body),
})

const supersede = route({
  method: 'POST',
  path: '/api/evolution/supersede',
  summary: 'Archives a memory in whose place another one stands.',
  errors: [...moveErrors, 'TIME_INVALID'],
  body: supersedeSchema,
  answer: receiptAnswer,
  handle: ({ memory, body }) => memory.evolution.supersede(body),
})

const consolidate = route({
  method: 'POST',
  path: '/api/evolution/consolidate',
  summary: 'Sums up groups of related memories; each summary cites them.',
  errors: [...scopeErrors, 'MEMORY_CHANGED', ...writeErrors],
  body: evolveScopeSchema,
  answer: consolidatedAnswer,
  handle: ({ memory, body, signal }) => memory.evolution.consolidate({ ...body, signal }),
})

const budget = route({
  method: 'POST',
  path: '/api/evolution/budget',
  summary: 'Archives the least valuable derived memories beyond the scope’s budget.',
  errors: [...scopeErrors, 'MEMORY_CHANGED', ...writeErrors],
  body: evolveScopeSchema,
  answer: budgetedAnswer,
  handle: ({ memory, body, signal }) => memory.evolution.budget({ ...body, signal }),
})

const run = route({
  method: 'POST',
  path: '/api/evolution/run',
  summary: 'All of it by the scope’s settings, as the schedule does.',
  errors: [...scopeErrors, 'MEMORY_CHANGED', ...writeErrors],
  body: evolveScopeSchema,
  answer: runAnswer,
  handle: ({ memory, body, signal }) => memory.evolution.run({ ...body, signal }),
})

const moves = {
  archive: 'Puts memories away: out of recall, kept.',
  restore: 'Brings back what was archived or merged, as it last lived.',
  freeze: 'Freezes memories: every change is refused until a person thaws them.',
  thaw: 'Thaws frozen memories.',
} as const

function moveRoute(move: keyof typeof moves): Route {
  return route({
    method: 'POST',
    path: `/api/evolution/${move}`,
    summary: moves[move],
    errors: moveErrors,
    body: moveSchema,
    answer: receiptAnswer,
    handle: ({ memory, body }) => memory.evolution[move](body),
  })
}

export const evolutionRoutes: readonly Route[] = [
  life,
  proposals,
  apply,
  keepApart,
  merge,
  supersede,
  moveRoute('archive'),
  moveRoute('restore'),
  moveRoute('freeze'),
  moveRoute('thaw'),
  consolidate,
  budget,
  run,
]
