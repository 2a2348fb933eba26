/** mem0: who has memories (its "entities": users, agents, runs), emptying one or all, and the calls that clients make to look around. */

import { LociError } from '../../errors.ts'
import type { Memory } from '../../memory/memory.ts'
import { type ScopeField, scopeFields } from '../../store/scope.ts'
import { type Route, route } from '../route.ts'
import { entityAnswer, entityPageAnswer, messageAnswer } from './answer-schemas.ts'
import { routesAt } from './routes-at.ts'
import { configureSchema, listQuery } from './schemas.ts'
import { exactScopeOf } from './scope-of.ts'

const keyOfField = { user: 'user_id', agent: 'agent_id', run: 'run_id' } as const

interface Entity {
  readonly id: string
  readonly name: string
  readonly type: ScopeField
  readonly total_memories: number
  readonly created_at: null
  readonly updated_at: string
}

async function entitiesOf(memory: Pick<Memory, 'scopes'>): Promise<Entity[]> {
  const found = new Map<string, { type: ScopeField; name: string; count: number; atMs: number }>()
  for (const { scope, cubeCount, updatedAtMs } of await memory.scopes()) {
    for (const type of scopeFields) {
      const name = scope[type]
      if (name === undefined) continue
      const key = `${type}=${name}`
      const before = found.get(key) ?? { type, name, count: 0, atMs: 0 }
      const atMs = Math.max(before.atMs, updatedAtMs)
      found.set(key, { ...before, count: before.count + cubeCount, atMs })
    }
  }
  return [...found.values()].map(({ type, name, count, atMs }) => ({
    id: name,
    name,
    type,
    total_memories: count,
    created_at: null,
    updated_at: new Date(atMs).toISOString(),
  }))
}

const list = routesAt(['/entities'], {
  method: 'GET',
  summary: 'mem0: users, agents and runs that have memories.',
  answer: entityAnswer.array(),
  handle: ({ memory }) => entitiesOf(memory),
})

const listPage = routesAt(['/v1/entities', '/v2/entities'], {
  method: 'GET',
  summary: 'mem0: users, agents and runs that have memories, in the platform form.',
  query: listQuery,
  answer: entityPageAnswer,
  handle: async ({ memory }) => {
    const results = await entitiesOf(memory)
    return { count: results.length, next: null, previous: null, results }
  },
})

const remove = routesAt(
  ['/entities/:type/:name', '/v1/entities/:type/:name', '/v2/entities/:type/:name'],
  {
    method: 'DELETE',
    summary: 'mem0: deletes every memory of a user, agent or run, to the trash.',
    errors: ['SCOPE_INVALID', 'FORBIDDEN', 'MEMORY_PROTECTED'],
    answer: messageAnswer,
    handle: async ({ memory, params }) => {
      const type = scopeFields.find((field) => field === params.type)
      if (type === undefined) {
        throw new LociError('INPUT_INVALID', `${params.type} is no kind of entity`, {
          hint: 'Kinds are user, agent and run.',
          details: { field: 'type' },
        })
      }
      const scope = exactScopeOf({ [keyOfField[type]]: params.name })
      const { batch, cubes } = await memory.forget({ scope, all: true })
      return { event_id: batch, count: cubes.length, message: 'Entity deleted successfully!' }
    },
  },
)

const reset = route({
  method: 'POST',
  path: '/reset',
  summary: 'mem0: deletes every memory that the key may touch, to the trash.',
  dialect: 'mem0',
  errors: ['MEMORY_PROTECTED'],
  answer: messageAnswer,
  handle: async ({ memory }) => {
    const batches: string[] = []
    for (const { scope } of await memory.scopes()) {
      const { batch, cubes } = await memory.forget({ scope, all: true })
      if (cubes.length > 0) batches.push(batch)
    }
    return { message: 'All memories reset', event_ids: batches }
  },
})

const configuration = route({
  method: 'GET',
  path: '/configure',
  summary:
    'mem0: the configuration. There is nothing to configure: memories are kept word for word.',
  dialect: 'mem0',
  handle: async () => ({ version: 'v1.1', llm: null, embedder: null, vector_store: null }),
})

const configure = route({
  method: 'POST',
  path: '/configure',
  summary: 'mem0: takes a configuration and says that it has no effect.',
  dialect: 'mem0',
  body: configureSchema,
  answer: messageAnswer,
  handle: async ({ body }) => ({
    message: 'Nothing was changed: memory needs no model and no vector store here.',
    ignored: Object.keys(body),
  }),
})

const ping = route({
  method: 'GET',
  path: '/v1/ping',
  summary: 'mem0: what its client asks first.',
  dialect: 'mem0',
  // The Python client refuses to start without an organisation and a project; whatever it sends of them has no effect.
  handle: async () => ({ status: 'ok', org_id: 'loci', project_id: 'loci', user_email: null }),
})

export const mem0EntityRoutes: readonly Route[] = [
  ...list,
  ...listPage,
  ...remove,
  reset,
  configuration,
  configure,
  ping,
]
