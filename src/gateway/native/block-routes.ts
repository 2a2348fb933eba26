/** Native routes of core blocks. Each is one call of Memory; nothing is decided here. */

import { type Route, route } from '../route.ts'
import { blockEnvelope, blocksAnswer, historyAnswer, receiptAnswer } from './answer-schemas.ts'
import {
  appendBlockSchema,
  blockQuery,
  putBlockSchema,
  removeBlockQuery,
  replaceInBlockSchema,
  requiredScopeOf,
} from './schemas.ts'

const scopeErrors = ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'] as const
const changeErrors = [
  ...scopeErrors,
  'MEMORY_PROTECTED',
  'MEMORY_CHANGED',
  'STORE_BUSY',
  'STORE_FULL',
  'STORE_WRITE_FAILED',
] as const

const list = route({
  method: 'GET',
  path: '/api/blocks',
  summary: 'The core blocks of an exact scope.',
  errors: scopeErrors,
  query: blockQuery,
  answer: blocksAnswer,
  handle: async ({ memory, query }) => ({
    blocks: await memory.blocks.list(requiredScopeOf(query.scope)),
  }),
})

const get = route({
  method: 'GET',
  path: '/api/blocks/:name',
  summary: 'One core block.',
  errors: [...scopeErrors, 'MEMORY_NOT_FOUND'],
  query: blockQuery,
  answer: blockEnvelope,
  handle: async ({ memory, params, query }) => ({
    block: await memory.blocks.get({ scope: requiredScopeOf(query.scope), name: params.name! }),
  }),
})

const put = route({
  method: 'PUT',
  path: '/api/blocks/:name',
  summary: 'Makes a core block or replaces its text. Over its limit it is refused, never cut.',
  errors: changeErrors,
  body: putBlockSchema,
  answer: receiptAnswer,
  handle: ({ memory, params, body }) => memory.blocks.put({ ...body, name: params.name! }),
})

const append = route({
  method: 'POST',
  path: '/api/blocks/:name/append',
  summary: 'Adds a line to a core block.',
  errors: [...changeErrors, 'MEMORY_NOT_FOUND'],
  body: appendBlockSchema,
  answer: receiptAnswer,
  handle: ({ memory, params, body }) => memory.blocks.append({ ...body, name: params.name! }),
})

const replace = route({
  method: 'POST',
  path: '/api/blocks/:name/replace',
  summary: 'Replaces words that stand in a core block exactly once.',
  errors: [...changeErrors, 'MEMORY_NOT_FOUND'],
  body: replaceInBlockSchema,
  answer: receiptAnswer,
  handle: ({ memory, params, body }) => memory.blocks.replace({ ...body, name: params.name! }),
})

const remove = route({
  method: 'DELETE',
  path: '/api/blocks/:name',
  summary: 'Puts a core block into the trash; undo brings it back.',
  errors: [...changeErrors, 'MEMORY_NOT_FOUND'],
  query: removeBlockQuery,
  answer: receiptAnswer,
  handle: ({ memory, params, query: { scope, actor } }) =>
    memory.blocks.remove({ scope: requiredScopeOf(scope), name: params.name!, actor }),
})

const history = route({
  method: 'GET',
  path: '/api/blocks/:name/history',
  summary: 'Every version of a core block, oldest first.',
  errors: [...scopeErrors, 'MEMORY_NOT_FOUND'],
  query: blockQuery,
  answer: historyAnswer,
  handle: async ({ memory, params, query }) => {
    const scope = requiredScopeOf(query.scope)
    return { versions: await memory.blocks.history({ scope, name: params.name! }) }
  },
})

export const blockRoutes: readonly Route[] = [list, get, put, append, replace, remove, history]
