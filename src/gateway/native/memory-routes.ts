/** Native routes that read and change memories. Each is one call of Memory; nothing is decided here. */

import { parseTime } from '../../memory/time.ts'
import type { CubeId } from '../../store/cube.ts'
import type { AsOf } from '../../store/store.ts'
import { type Route, route } from '../route.ts'
import {
  cubeEnvelope,
  forgetAnswer,
  historyAnswer,
  pageAnswer,
  purgeAnswer,
  receiptAnswer,
  rememberAnswer,
} from './answer-schemas.ts'
import {
  forgetSchema,
  listSchema,
  momentQuery,
  purgeSchema,
  rememberSchema,
  undoSchema,
  updateSchema,
} from './schemas.ts'

const idErrors = ['MEMORY_NOT_FOUND', 'MEMORY_PURGED'] as const
const scopeErrors = ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'] as const
const writeErrors = ['STORE_BUSY', 'STORE_FULL', 'STORE_WRITE_FAILED'] as const
const changeErrors = ['MEMORY_PROTECTED', 'MEMORY_CHANGED', ...writeErrors] as const

function momentOf(query: {
  readonly position?: number | undefined
  readonly time?: string | undefined
}): AsOf | undefined {
  if (query.position !== undefined) return { position: query.position }
  if (query.time === undefined) return undefined
  const ms = /^\d+$/.test(query.time) ? Number(query.time) : query.time
  return { timeMs: parseTime(ms, 'time') }
}

const remember = route({
  method: 'POST',
  path: '/api/remember',
  summary: 'Remembers turns of a conversation, or one text.',
  errors: [...scopeErrors, 'TIME_INVALID', 'IDEMPOTENCY_MISMATCH', ...writeErrors],
  body: rememberSchema,
  answer: rememberAnswer,
  handle: ({ memory, body }) => memory.remember(body),
})

const list = route({
  method: 'POST',
  path: '/api/list',
  summary: 'Lists the memories of a scope, a page at a time.',
  errors: [...scopeErrors, 'FILTER_INVALID'],
  body: listSchema,
  answer: pageAnswer,
  handle: ({ memory, body }) => memory.list(body),
})

const get = route({
  method: 'GET',
  path: '/api/memories/:id',
  summary: 'One memory, now or as it stood at a position or time.',
  errors: [...idErrors, 'TIME_INVALID'],
  query: momentQuery,
  answer: cubeEnvelope,
  handle: async ({ memory, params, query }) => ({
    cube: await memory.get(params.id as CubeId, momentOf(query)),
  }),
})

const update = route({
  method: 'PATCH',
  path: '/api/memories/:id',
  summary: 'Appends a new version of a memory.',
  errors: [...idErrors, ...changeErrors, 'TIME_INVALID'],
  body: updateSchema,
  answer: receiptAnswer,
  handle: ({ memory, params, body }) => memory.update({ ...body, id: params.id as CubeId }),
})

const history = route({
  method: 'GET',
  path: '/api/memories/:id/history',
  summary: 'Every version of a memory, oldest first.',
  errors: idErrors,
  answer: historyAnswer,
  handle: async ({ memory, params }) => ({
    versions: await memory.history(params.id as CubeId),
  }),
})

const forget = route({
  method: 'POST',
  path: '/api/forget',
  summary:
    'Moves memories to the trash, by ids, query, filter or all of a scope; or only says which.',
  errors: [...scopeErrors, ...idErrors, 'FILTER_INVALID', ...changeErrors],
  body: forgetSchema,
  answer: forgetAnswer,
  handle: ({ memory, body }) => memory.forget(body),
})

const purge = route({
  method: 'POST',
  path: '/api/purge',
  summary: 'Erases the content of memories for good; tombstones stay.',
  errors: [...idErrors, ...changeErrors],
  body: purgeSchema,
  answer: purgeAnswer,
  handle: ({ memory, body: { ids, reason, actor } }) =>
    memory.purge({
      ids,
      ...(reason === undefined ? {} : { reason }),
      ...(actor === undefined ? {} : { actor }),
    }),
})

const undo = route({
  method: 'POST',
  path: '/api/undo',
  summary: 'Takes back every change of a batch.',
  errors: ['BATCH_NOT_FOUND', 'UNDO_CONFLICT', 'UNDO_IMPOSSIBLE', 'FORBIDDEN', ...changeErrors],
  body: undoSchema,
  answer: receiptAnswer,
  handle: ({ memory, body }) => memory.undo(body.batch, body.actor),
})

export const nativeMemoryRoutes: readonly Route[] = [
  remember,
  list,
  get,
  update,
  history,
  forget,
  purge,
  undo,
]
