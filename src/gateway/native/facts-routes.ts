/** Native routes of facts: what held, by what was known; what people and agents state. Each is one call of Memory. */

import { parseTime } from '../../memory/time.ts'
import type { CubeId } from '../../store/cube.ts'
import { parseScopeKey, type Scope } from '../../store/scope.ts'
import type { AsOf } from '../../store/store.ts'
import { type Route, route } from '../route.ts'
import { receiptAnswer } from './answer-schemas.ts'
import {
  closeFactSchema,
  factsAnswer,
  factsQuery,
  namesAnswer,
  namesQuery,
  neighbourhoodAnswer,
  neighbourhoodQuery,
  putFactsAnswer,
  putFactsSchema,
  retractFactSchema,
  timelineQuery,
} from './facts-schemas.ts'

const readErrors = ['SCOPE_INVALID', 'FORBIDDEN', 'TIME_INVALID'] as const
const changeErrors = [
  'MEMORY_PROTECTED',
  'MEMORY_CHANGED',
  'TIME_INVALID',
  'STORE_BUSY',
  'STORE_FULL',
  'STORE_WRITE_FAILED',
] as const

/** ISO 8601, or milliseconds since 1970 in digits. */
function momentOf(text: string, field: string): number {
  return parseTime(/^-?\d+$/.test(text) ? Number(text) : text, field)
}

interface Known {
  readonly scope: string
  readonly validAt?: string | undefined
  readonly knownAt?: string | undefined
  readonly knownPosition?: number | undefined
}

function readOf({ scope, validAt, knownAt, knownPosition }: Known): {
  scope: Scope
  validAt?: number
  knownAt?: AsOf
} {
  const then =
    knownPosition === undefined
      ? knownAt && { timeMs: momentOf(knownAt, 'knownAt') }
      : { position: knownPosition }
  return {
    scope: parseScopeKey(scope),
    ...(validAt === undefined ? {} : { validAt: momentOf(validAt, 'validAt') }),
    ...(then ? { knownAt: then } : {}),
  }
}

const at = route({
  method: 'GET',
  path: '/api/facts',
  summary: 'The facts that held at a moment (validAt), by what was known at a moment (knownAt).',
  errors: readErrors,
  query: factsQuery,
  answer: factsAnswer,
  handle: async ({ memory, query }) => ({
    facts: await memory.facts.at({
      ...readOf(query),
      about: query.about,
      relation: query.relation,
    }),
  }),
})

const timeline = route({
  method: 'GET',
  path: '/api/facts/timeline',
  summary: 'Every fact with the time in which it held, also those that ended or never held.',
  errors: readErrors,
  query: timelineQuery,
  answer: factsAnswer,
  handle: async ({ memory, query }) => ({
    facts: await memory.facts.timeline({
      ...readOf(query),
      subject: query.subject,
      relation: query.relation,
    }),
  }),
})

const names = route({
  method: 'GET',
  path: '/api/facts/names',
  summary: 'The names that facts and the knowledge graph speak of.',
  errors: readErrors,
  query: namesQuery,
  answer: namesAnswer,
  handle: async ({ memory, query }) => ({ names: await memory.facts.names(readOf(query)) }),
})

const neighbourhood = route({
  method: 'GET',
  path: '/api/facts/neighbourhood',
  summary: 'Facts and links up to three steps around a name.',
  errors: readErrors,
  query: neighbourhoodQuery,
  answer: neighbourhoodAnswer,
  handle: ({ memory, query }) =>
    memory.facts.neighbourhood({ ...readOf(query), name: query.name, depth: query.depth }),
})

const put = route({
  method: 'POST',
  path: '/api/facts',
  summary: 'States facts. What takes the place of another ends it softly.',
  errors: ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN', 'MEMORY_NOT_FOUND', ...changeErrors],
  body: putFactsSchema,
  answer: putFactsAnswer,
  handle: ({ memory, body }) => memory.facts.put(body),
})

const close = route({
  method: 'POST',
  path: '/api/facts/:id/close',
  summary: 'A fact held until a moment and no longer.',
  errors: ['MEMORY_NOT_FOUND', ...changeErrors],
  body: closeFactSchema,
  answer: receiptAnswer,
  handle: ({ memory, params, body }) => memory.facts.close({ ...body, id: params.id as CubeId }),
})

const retract = route({
  method: 'POST',
  path: '/api/facts/:id/retract',
  summary: 'A fact never held; what it had ended holds on again.',
  errors: ['MEMORY_NOT_FOUND', ...changeErrors],
  body: retractFactSchema,
  bodyKind: 'optional-json',
  answer: receiptAnswer,
  handle: ({ memory, params, body }) =>
    memory.facts.retract({ actor: body?.actor, id: params.id as CubeId }),
})

export const factsRoutes: readonly Route[] = [
  at,
  timeline,
  names,
  neighbourhood,
  put,
  close,
  retract,
]
