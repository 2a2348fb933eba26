/** Native routes of an agent's files: the memory tool's commands, and what people look at. */

import { type Route, route } from '../route.ts'
import { fileAnswer, fileEnvelope, filesAnswer, historyAnswer } from './answer-schemas.ts'
import { blockQuery, fileCommandSchema, fileQuery, requiredScopeOf } from './schemas.ts'

const scopeErrors = ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'] as const

const list = route({
  method: 'GET',
  path: '/api/files',
  summary: 'The files that agents keep in an exact scope.',
  errors: scopeErrors,
  query: blockQuery,
  answer: filesAnswer,
  handle: async ({ memory, query }) => ({
    files: await memory.files.list(requiredScopeOf(query.scope)),
  }),
})

const run = route({
  method: 'POST',
  path: '/api/files',
  summary: 'One command: view, create, str_replace, insert, delete or rename.',
  errors: [
    ...scopeErrors,
    'MEMORY_NOT_FOUND',
    'MEMORY_PROTECTED',
    'MEMORY_CHANGED',
    'STORE_BUSY',
    'STORE_FULL',
    'STORE_WRITE_FAILED',
  ],
  body: fileCommandSchema,
  answer: fileAnswer,
  handle: ({ memory, body: { scope, actor, command } }) =>
    memory.files.run({ scope, actor, command }),
})

const content = route({
  method: 'GET',
  path: '/api/files/content',
  summary: 'One file, whole.',
  errors: [...scopeErrors, 'MEMORY_NOT_FOUND'],
  query: fileQuery,
  answer: fileEnvelope,
  handle: async ({ memory, query }) => ({
    file: await memory.files.get({ scope: requiredScopeOf(query.scope), path: query.path }),
  }),
})

const history = route({
  method: 'GET',
  path: '/api/files/history',
  summary: 'Every version of a file, oldest first.',
  errors: [...scopeErrors, 'MEMORY_NOT_FOUND'],
  query: fileQuery,
  answer: historyAnswer,
  handle: async ({ memory, query }) => ({
    versions: await memory.files.history({ scope: requiredScopeOf(query.scope), path: query.path }),
  }),
})

export const fileRoutes: readonly Route[] = [list, run, content, history]
