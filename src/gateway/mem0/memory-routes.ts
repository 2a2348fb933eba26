/** mem0: one memory by its id, and several at once. */

import type { z } from 'zod'
import { LociError } from '../../errors.ts'
import type { Memory, UpdateInput } from '../../memory/memory.ts'
import { expiryOf } from '../../memory/moment-of.ts'
import type { CubeId, Metadata } from '../../store/cube.ts'
import type { Route } from '../route.ts'
import { historyAnswer, itemAnswer, messageAnswer } from './answer-schemas.ts'
import { historyItems, itemOf, liveCube } from './item.ts'
import { routesAt } from './routes-at.ts'
import {
  batchDeleteSchema,
  batchUpdateSchema,
  deleteAllQuery,
  deleteQuery,
  updateSchema,
} from './schemas.ts'
import { exactScopeOf } from './scope-of.ts'

const idErrors = ['MEMORY_NOT_FOUND', 'MEMORY_PURGED'] as const
const changeErrors = [...idErrors, 'MEMORY_PROTECTED', 'MEMORY_CHANGED'] as const

function changesOf(body: {
  readonly text?: string | null | undefined
  readonly metadata?: Metadata | null | undefined
}): Pick<UpdateInput, 'text' | 'metadata'> {
  const { text, metadata } = body
  return {
    ...(text === null || text === undefined ? {} : { text }),
    ...(metadata ? { metadata } : {}),
  }
}

async function updateMemory(
  memory: Memory,
  id: string,
  body: z.output<typeof updateSchema>,
): Promise<object> {
  if (body.timestamp !== null && body.timestamp !== undefined) {
    throw new LociError('INPUT_INVALID', 'timestamp: what was said keeps its time', {
      hint: 'Leave timestamp out, or add a new memory with its own.',
      details: { field: 'timestamp' },
    })
  }
  const { expiration_date: expiry, metadata } = body
  const cube = await liveCube(memory, id)
  await memory.update({
    id: cube.id,
    ...changesOf({ text: body.text ?? body.data ?? body.memory, metadata }),
    ...(expiry === undefined ? {} : { expiresAt: expiry === null ? null : expiryOf(expiry) }),
  })
  return {
    ...itemOf(await memory.get(cube.id)),
    event: 'UPDATE',
    message: 'Memory updated successfully!',
  }
}

async function updateBatch(
  memory: Memory,
  { memories }: z.output<typeof batchUpdateSchema>,
): Promise<object> {
  // All are looked up before the first is changed, so that a wrong id changes nothing.
  for (const one of memories) await liveCube(memory, one.memory_id)
  for (const one of memories) {
    await memory.update({ id: one.memory_id as CubeId, ...changesOf(one) })
  }
  return { message: `Successfully updated ${memories.length} memories` }
}

async function deleteIds(memory: Memory, ids: readonly string[]): Promise<string> {
  for (const id of ids) await liveCube(memory, id)
  const { batch } = await memory.forget({ ids: ids as readonly CubeId[] })
  return batch
}

const getMemory = routesAt(['/memories/:id', '/v1/memories/:id'], {
  method: 'GET',
  summary: 'mem0: one memory.',
  errors: idErrors,
  answer: itemAnswer,
  handle: async ({ memory, params }) => itemOf(await liveCube(memory, params.id!)),
})

const putMemory = routesAt(['/memories/:id', '/v1/memories/:id'], {
  method: 'PUT',
  summary: 'mem0: a new version of a memory.',
  errors: [...changeErrors, 'TIME_INVALID'],
  body: updateSchema,
  answer: itemAnswer,
  handle: ({ memory, params, body }) => updateMemory(memory, params.id!, body),
})

const deleteMemory = routesAt(['/memories/:id', '/v1/memories/:id'], {
  method: 'DELETE',
  summary: 'mem0: deletes a memory, to the trash.',
  errors: changeErrors,
  query: deleteQuery,
  answer: messageAnswer,
  handle: async ({ memory, params }) => ({
    event_id: await deleteIds(memory, [params.id!]),
    message: 'Memory deleted successfully!',
  }),
})

const history = routesAt(['/memories/:id/history', '/v1/memories/:id/history'], {
  method: 'GET',
  summary: 'mem0: every change of a memory, oldest first.',
  errors: idErrors,
  answer: historyAnswer,
  handle: async ({ memory, params }) => historyItems(await memory.history(params.id as CubeId)),
})

const deleteAll = routesAt(['/memories', '/v1/memories'], {
  method: 'DELETE',
  summary: 'mem0: deletes every memory of a user, agent or run, to the trash.',
  errors: ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN', 'MEMORY_PROTECTED'],
  query: deleteAllQuery,
  answer: messageAnswer,
  handle: async ({ memory, query }) => {
    const scope = exactScopeOf(query)
    const what = query.app_id === undefined ? { all: true } : { filter: { app_id: query.app_id } }
    const { batch, cubes } = await memory.forget({ scope, ...what })
    return { event_id: batch, count: cubes.length, message: 'Memories deleted successfully!' }
  },
})

const putBatch = routesAt(['/v1/batch'], {
  method: 'PUT',
  summary: 'mem0: updates several memories.',
  errors: changeErrors,
  body: batchUpdateSchema,
  answer: messageAnswer,
  handle: ({ memory, body }) => updateBatch(memory, body),
})

const deleteBatch = routesAt(['/v1/batch'], {
  method: 'DELETE',
  summary: 'mem0: deletes several memories in one batch, to the trash.',
  errors: changeErrors,
  body: batchDeleteSchema,
  answer: messageAnswer,
  handle: async ({ memory, body: { memories } }) => {
    const ids = memories.map((one) => (typeof one === 'string' ? one : one.memory_id))
    const batch = await deleteIds(memory, ids)
    return { event_id: batch, message: `Successfully deleted ${ids.length} memories` }
  },
})

export const mem0MemoryRoutes: readonly Route[] = [
  ...getMemory,
  ...putMemory,
  ...deleteMemory,
  ...history,
  ...deleteAll,
  ...putBatch,
  ...deleteBatch,
]
