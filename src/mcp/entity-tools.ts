/** mem0's tools about who has memories (its "entities": users, agents, runs) and what happened (its "events": our batches). */

import { z } from 'zod'
import { LociError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import {
  changed,
  changeOf,
  defineTool,
  type McpScope,
  scopeArguments,
  scopeOf,
} from './mcp-tool.ts'
import { appArgument } from './mem0-arguments.ts'

/** Log entries that a list of events looks through, newest first. */
const EVENT_ENTRIES_MAX = 5_000
const EVENTS_DEFAULT = 20
const EVENTS_MAX = 100
const ENTITIES_MAX = 1_000

type LogEntry = Awaited<ReturnType<Memory['log']>>[number]
const kinds = ['user', 'agent', 'run'] as const satisfies readonly (keyof McpScope)[]

const entityView = z.object({
  type: z.enum(kinds),
  name: z.string(),
  total_memories: z.number(),
  updated_at: z.string(),
})

export const listEntities = defineTool({
  name: 'list_entities',
  title: 'List entities',
  description: 'Lists the users, agents and runs that have memories.',
  effect: 'reads',
  input: z.strictObject({}),
  output: z.object({
    results: z.array(entityView),
    total: z.number().describe(`At most ${ENTITIES_MAX} are listed, the latest changed first.`),
  }),
  async run({ memory }) {
    const found = new Map<string, z.output<typeof entityView>>()
    for (const { scope, cubeCount, updatedAtMs } of await memory.scopes()) {
      const updatedAt = new Date(updatedAtMs).toISOString()
      for (const type of kinds) {
        const name = scope[type]
        if (name === undefined) continue
        const before = found.get(`${type}=${name}`)
        found.set(`${type}=${name}`, {
          type,
          name,
          total_memories: cubeCount + (before?.total_memories ?? 0),
          updated_at:
            before === undefined || before.updated_at < updatedAt ? updatedAt : before.updated_at,
        })
      }
    }
    const results = [...found.values()].sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1))
    return { results: results.slice(0, ENTITIES_MAX), total: results.length }
  },
})

export const deleteEntities = defineTool({
  name: 'delete_entities',
  title: 'Delete entities',
  description:
    'Puts every memory of the named user, agent or run into the trash. Ask the user first. undo_change brings them back; core blocks stay.',
  effect: 'changes',
  input: z.strictObject({ ...appArgument, ...scopeArguments }),
  output: changed,
  async run(context, { app_id, ...named }) {
    if (Object.values(named).every((name) => name === undefined)) {
      throw new LociError('SCOPE_MISSING', 'delete_entities names no user_id, agent_id or run_id', {
        hint: 'Name whom to delete; the scope of the server is never meant without being named.',
      })
    }
    const scope = scopeOf(context, named)
    const what = app_id === undefined ? { all: true } : { filter: { app_id } }
    return changeOf(await context.memory.forget({ scope, ...what, actor: 'agent' }))
  },
})

const eventView = z.object({
  event_id: z.string(),
  event_type: z.string().describe('remember, update, forget, undo, purge, put-block, ...'),
  status: z.enum(['SUCCEEDED']).describe('What is in the log has happened.'),
  created_at: z.string(),
  memory_ids: z.array(z.string()),
})

function eventOf(entries: readonly LogEntry[]): z.output<typeof eventView> {
  const [first] = entries
  const ids = entries
    .filter(({ kind }) => kind !== 'entity-put' && kind !== 'link-put' && kind !== 'noted')
    .map(({ subject }) => subject)
  return {
    event_id: first!.batch,
    event_type: first!.operation,
    status: 'SUCCEEDED',
    created_at: new Date(first!.atMs).toISOString(),
    memory_ids: [...new Set(ids)],
  }
}

export const listEvents = defineTool({
  name: 'list_events',
  title: 'List events',
  description:
    'Lists the latest changes of a scope, newest first, with the event ids that undo_change takes.',
  effect: 'reads',
  input: z.strictObject({
    limit: z
      .number()
      .int()
      .min(1)
      .max(EVENTS_MAX)
      .optional()
      .describe(`Default ${EVENTS_DEFAULT}.`),
    ...scopeArguments,
  }),
  output: z.object({ results: z.array(eventView) }),
  async run(context, { limit = EVENTS_DEFAULT, ...named }) {
    const scope = scopeOf(context, named)
    const entries = await context.memory.log({
      scope,
      isDescending: true,
      limit: EVENT_ENTRIES_MAX,
    })
    const batches = Map.groupBy(entries, ({ batch }) => batch)
    const events = [...batches.values()].slice(0, limit).map((one) => eventOf(one.toReversed()))
    return { results: events }
  },
})

export const getEventStatus = defineTool({
  name: 'get_event_status',
  title: 'Status of an event',
  description: 'Says what a change did, by its event id.',
  effect: 'reads',
  input: z.strictObject({ event_id: z.string().min(1) }),
  output: eventView,
  async run({ memory }, { event_id }) {
    const batch = event_id as NonNullable<Parameters<Memory['log']>[0]['batch']>
    const entries = await memory.log({ batch, limit: EVENT_ENTRIES_MAX })
    if (entries.length > 0) return eventOf(entries)
    throw new LociError('BATCH_NOT_FOUND', `there is no event ${event_id}`)
  },
})
