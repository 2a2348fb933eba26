/** mem0: adding, searching and listing memories. */

import type { z } from 'zod'
import { planFilter } from '../../memory/filter-plan.ts'
import type { Filter, Hit, Memory, Receipt } from '../../memory/memory.ts'
import { expiryOf, momentOf } from '../../memory/moment-of.ts'
import { type Relation, relationsOf } from '../../memory/relations-of.ts'
import type { CubeId, Metadata } from '../../store/cube.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import type { Route } from '../route.ts'
import { addAnswer, listAnswer, searchAnswer } from './answer-schemas.ts'
import { hitItem, itemOf } from './item.ts'
import { numberedPage, PAGE_SIZE_DEFAULT } from './pages.ts'
import { routesAt } from './routes-at.ts'
import { addSchema, listQuery, listSchema, pageQuery, searchSchema } from './schemas.ts'
import { namesOf, scopeOf } from './scope-of.ts'
import { turnsOf } from './turns.ts'

const SEARCH_LIMIT_DEFAULT = 10
const scopeErrors = ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'] as const
const queryErrors = [...scopeErrors, 'FILTER_INVALID', 'TIME_INVALID'] as const

/** `infer` decides nothing here: the pipeline of the scope does. */
function messageOf({ formed }: Receipt): string {
  if (formed === undefined)
    return 'Kept word for word; the scope’s pipeline decides what is formed.'
  const count = formed.reduce((sum, { added }) => sum + added.length, 0)
  return `Kept word for word; memories formed of it: ${count}.`
}

async function addMemories(memory: Memory, body: z.output<typeof addSchema>): Promise<object> {
  const { metadata, app_id, expiration_date } = body
  const whole: Metadata = { ...metadata, ...(app_id ? { app_id } : {}) }
  const turns = turnsOf(body.messages, momentOf(body.timestamp, 'timestamp'))
  const receipt = await memory.remember({
    scope: scopeOf(body),
    turns,
    origin: 'mem0',
    ...(Object.keys(whole).length > 0 ? { metadata: whole } : {}),
    ...(expiration_date ? { expiresAt: expiryOf(expiration_date) } : {}),
  })
  const results = receipt.ids.map((id: CubeId, index) => {
    const text = turns[index]!.text
    return { id, memory: text, event: 'ADD', data: { memory: text } }
  })
  return { results, event_id: receipt.batch, status: 'SUCCEEDED', message: messageOf(receipt) }
}

type SearchBody = z.output<typeof searchSchema>

interface Found {
  readonly hits: readonly Hit[]
  readonly relations: readonly Relation[]
}

async function searchMemories(memory: Memory, body: SearchBody): Promise<Found> {
  const filters = body.metadata ? { AND: [body.filters ?? {}, body.metadata] } : body.filters
  const { scopes, filter } = await planFilter(memory, namesOf(body), filters as Filter | undefined)
  const topK = body.top_k ?? body.limit ?? SEARCH_LIMIT_DEFAULT
  const answers = await Promise.all(
    scopes.map((scope) =>
      memory.recall({
        scope,
        query: body.query,
        topK,
        filter,
        threshold: body.threshold ?? undefined,
        at: momentOf(body.reference_date, 'reference_date'),
        includeExpired: body.show_expired ?? undefined,
      }),
    ),
  )
  const byId = new Map<CubeId, Hit>()
  for (const hit of answers.flatMap((answer) => answer.hits)) {
    const before = byId.get(hit.cube.id)
    if (before === undefined || before.score < hit.score) byId.set(hit.cube.id, hit)
  }
  const hits = [...byId.values()].sort((a, b) => b.score - a.score).slice(0, topK)
  const cubes = hits.map((hit) => hit.cube)
  return { hits, relations: await relationsOf(memory, { scopes, query: body.query, cubes }) }
}

function relationItem({ validFromMs, ...relation }: Relation): object {
  return {
    ...relation,
    valid_from: validFromMs === null ? null : new Date(validFromMs).toISOString(),
  }
}

type ListBody = z.output<typeof listSchema>

function withDates(body: ListBody): Filter | null | undefined {
  const { start_date, end_date, app_id, filters } = body
  const more: Record<string, Filter | string> = {}
  if (start_date || end_date) {
    more.created_at = {
      ...(start_date ? { gte: start_date } : {}),
      ...(end_date ? { lte: end_date } : {}),
    }
  }
  if (app_id) more.app_id = app_id
  return Object.keys(more).length === 0 ? filters : { AND: [filters ?? {}, more] }
}

function pageAddress(request: Request, page: number): string {
  const url = new URL(request.url)
  url.searchParams.set('page', String(page))
  return url.href
}

async function listMemories(request: Request, memory: Memory, body: ListBody): Promise<object> {
  const plan = await planFilter(memory, namesOf(body), withDates(body))
  const page = body.page ?? 1
  const pageSize = body.page_size ?? body.limit ?? body.top_k ?? PAGE_SIZE_DEFAULT
  const { cubes, totalCount } = await numberedPage(memory, {
    plan,
    page,
    pageSize,
    includeExpired: body.show_expired ?? false,
  })
  return {
    count: totalCount,
    next: page * pageSize < totalCount ? pageAddress(request, page + 1) : null,
    previous: page > 1 ? pageAddress(request, page - 1) : null,
    results: cubes.map(itemOf),
  }
}

export function addSearchRoutes({ timed }: GatewayParts): readonly Route[] {
  const add = routesAt(['/memories', '/v1/memories', '/v3/memories/add'], {
    method: 'POST',
    summary: 'mem0: adds messages. They are kept word for word.',
    errors: [...scopeErrors, 'TIME_INVALID'],
    body: addSchema,
    answer: addAnswer,
    handle: ({ memory, body }) => addMemories(memory, body),
  })
  const search = routesAt(
    ['/search', '/v1/memories/search', '/v2/memories/search', '/v3/memories/search'],
    {
      method: 'POST',
      summary: 'mem0: searches memories.',
      errors: queryErrors,
      body: searchSchema,
      answer: searchAnswer,
      handle: async ({ memory, body }) => {
        const { hits, relations } = await timed('recall', () => searchMemories(memory, body))
        return {
          results: hits.map((hit) => hitItem(hit, body.explain === true)),
          ...(relations.length === 0 ? {} : { relations: relations.map(relationItem) }),
        }
      },
    },
  )
  const list = routesAt(['/memories', '/v1/memories'], {
    method: 'GET',
    summary: 'mem0: lists memories, newest first.',
    errors: queryErrors,
    query: listQuery,
    answer: listAnswer,
    handle: ({ request, memory, query: { show_expired, ...query } }) =>
      listMemories(request, memory, { ...query, show_expired: show_expired === 'true' }),
  })
  const listByFilter = routesAt(['/v2/memories', '/v3/memories'], {
    method: 'POST',
    summary: 'mem0: lists memories that a filter admits, newest first.',
    errors: queryErrors,
    query: pageQuery,
    body: listSchema,
    answer: listAnswer,
    handle: ({ request, memory, query, body }) =>
      listMemories(request, memory, { ...body, ...query }),
  })
  return [...add, ...search, ...list, ...listByFilter]
}
