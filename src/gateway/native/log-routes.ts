/** Native routes that show where things came from: raw turns, the log, and the store's check of itself. */

import { LociError } from '../../errors.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { LOG_LIMIT_DEFAULT } from '../limits.ts'
import { type Route, route } from '../route.ts'
import { episodeAnswer, logAnswer, verifyAnswer } from './answer-schemas.ts'
import { logQuery, scopeOfQuery } from './schemas.ts'

const episode = route({
  method: 'GET',
  path: '/api/episodes/:id',
  summary: 'The raw turn behind a memory, as it came in.',
  errors: ['MEMORY_NOT_FOUND'],
  answer: episodeAnswer,
  handle: async ({ memory, params }) => {
    const found = await memory.episode(params.id!)
    if (found !== null) return { episode: found }
    throw new LociError('MEMORY_NOT_FOUND', `there is no raw turn ${params.id}`, {
      hint: 'It was purged, or the id is not that of a raw turn.',
    })
  },
})

const log = route({
  method: 'GET',
  path: '/api/log',
  summary: 'What happened, from the log. Without a scope: every scope that the key may see.',
  errors: ['SCOPE_INVALID', 'FORBIDDEN'],
  query: logQuery,
  answer: logAnswer,
  handle: async ({ memory, query }) => ({
    entries: await memory.log({
      ...scopeOfQuery(query.scope),
      ...(query.batch === undefined ? {} : { batch: query.batch }),
      ...(query.afterSeq === undefined ? {} : { afterSeq: query.afterSeq }),
      limit: query.limit ?? LOG_LIMIT_DEFAULT,
      isDescending: query.descending === 'true',
    }),
  }),
})

export function nativeLogRoutes({ options }: GatewayParts): readonly Route[] {
  const verify = route({
    method: 'POST',
    path: '/api/verify',
    summary: 'Recomputes the log chain and compares every derived table with it.',
    access: 'administrator',
    errors: ['FORBIDDEN'],
    answer: verifyAnswer,
    handle: () => options.store.verify(),
  })
  return [episode, log, verify]
}
