/** The tools that change nothing: search, get, list, history. */

import { z } from 'zod'
import { LociError } from '../errors.ts'
import type { Filter } from '../memory/memory.ts'
import { type CubeIdText, defineTool, scopeArguments, scopeOf } from './mcp-tool.ts'
import { namesOf, unusedArguments } from './mem0-arguments.ts'
import { hitView, memoryView, viewOf } from './memory-view.ts'

const TOP_K_DEFAULT = 10
const TOP_K_MAX = 100
const PAGE_DEFAULT = 50
const PAGE_MAX = 500
/** Memories up to the end of a page that is named by its number. */
const REACH_MAX = 1_000

export const memoryId = z.string().min(1).describe('Id of a memory, as the other tools print it.')
const filters = z
  .record(z.string(), z.unknown())
  .describe('Metadata filter: {"topic": "work"}, {"score": {"gte": 3}}, AND, OR, NOT.')

export const searchMemories = defineTool({
  name: 'search_memories',
  title: 'Search memories',
  description:
    'Finds what is remembered about a question: past conversations, facts and preferences of the user. ' +
    'Call it before answering anything that may depend on what was said earlier.',
  effect: 'reads',
  input: z.strictObject({
    query: z.string().min(1).describe('The question, in plain words; names and dates help.'),
    limit: z.number().int().min(1).max(TOP_K_MAX).optional().describe(`Default ${TOP_K_DEFAULT}.`),
    threshold: z.number().min(0).max(1).optional().describe('Leave out hits that score less.'),
    filters: filters.optional(),
    ...unusedArguments,
    ...scopeArguments,
  }),
  output: z.object({
    results: z.array(hitView),
    notes: z.array(z.string()).optional().describe('What limits this answer, if anything does.'),
  }),
  async run(context, { query, limit = TOP_K_DEFAULT, threshold, filters: filter, ...named }) {
    const { hits, notes } = await context.memory.recall({
      scope: scopeOf(context, namesOf(filter, named)),
      query,
      topK: limit,
      threshold,
      filter: filter as Filter | undefined,
    })
    return {
      results: hits.map(({ cube, score, why }) => ({
        ...viewOf(cube),
        score,
        why: why
          .filter(({ contribution }) => contribution > 0)
          .map(({ channel, because }) => (because === '' ? channel : `${channel}: ${because}`)),
      })),
      ...(notes.length === 0 ? {} : { notes: [...notes] }),
    }
  },
})

export const getMemory = defineTool({
  name: 'get_memory',
  title: 'Get a memory',
  description: 'Returns one memory by its id.',
  effect: 'reads',
  input: z.strictObject({ memory_id: memoryId }),
  output: memoryView,
  run: async ({ memory }, { memory_id: id }) => viewOf(await memory.get(id as CubeIdText)),
})

export const getMemories = defineTool({
  name: 'get_memories',
  title: 'List memories',
  description: 'Lists memories, newest first, a page at a time. To find something, search instead.',
  effect: 'reads',
  input: z.strictObject({
    limit: z.number().int().min(1).max(PAGE_MAX).optional().describe(`Default ${PAGE_DEFAULT}.`),
    cursor: z.string().optional().describe('next_cursor of the page before.'),
    page: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Number of the page, from 1, in place of a cursor.'),
    page_size: z.number().int().min(1).max(PAGE_MAX).optional().describe('As limit.'),
    filters: filters.optional(),
    ...unusedArguments,
    ...scopeArguments,
  }),
  output: z.object({
    results: z.array(memoryView),
    total: z.number(),
    next_cursor: z.string().nullable(),
  }),
  async run(context, { limit, page_size, page = 1, cursor, filters: filter, ...named }) {
    const size = limit ?? page_size ?? PAGE_DEFAULT
    const reach = page * size
    if (page > 1 && (cursor !== undefined || reach > REACH_MAX)) {
      throw new LociError(
        'INPUT_INVALID',
        cursor === undefined
          ? `page ${page} begins too far back`
          : 'page and cursor exclude each other',
        { hint: `Pages by number reach back ${REACH_MAX} memories; cursors have no end.` },
      )
    }
    const { cubes, totalCount, nextCursor } = await context.memory.list({
      scope: scopeOf(context, namesOf(filter, named)),
      limit: reach,
      cursor,
      filter: filter as Filter | undefined,
      isDescending: true,
    })
    return {
      results: cubes.slice(reach - size).map(viewOf),
      total: totalCount,
      next_cursor: nextCursor,
    }
  },
})

export const getMemoryHistory = defineTool({
  name: 'get_memory_history',
  title: 'History of a memory',
  description: 'Every version of a memory, oldest first, with the event id that undo_change takes.',
  effect: 'reads',
  input: z.strictObject({ memory_id: memoryId }),
  output: z.object({
    results: z.array(
      z.object({
        version: z.number(),
        event: z.string().describe('add, update, forget, undo or state.'),
        memory: z.string(),
        author: z.string().describe('user, agent or auto.'),
        at: z.string(),
        event_id: z.string(),
      }),
    ),
  }),
  async run({ memory }, { memory_id: id }) {
    const versions = await memory.history(id as CubeIdText)
    return {
      results: versions.map(({ cube, change, batch }) => ({
        version: cube.version,
        event: change,
        memory: cube.text,
        author: cube.author,
        at: new Date(cube.updatedAtMs).toISOString(),
        event_id: batch,
      })),
    }
  },
})
