/**
 * The tools that change memory: add, update, delete, delete all, undo.
 *
 * A model writes as actor `agent`. Deleting is forgetting: it goes to the trash and undo_change brings it back; nothing here
 * purges. Every answer carries the event id that takes the change back.
 */

import { z } from 'zod'
import { LociError } from '../errors.ts'
import type { Memory, Turn } from '../memory/memory.ts'
import { type CubeIdText, changed, defineTool, scopeArguments, scopeOf } from './mcp-tool.ts'
import { appArgument, unusedArguments } from './mem0-arguments.ts'
import { memoryId } from './read-tools.ts'

const metadata = z.record(z.string(), z.json())
const moment = z.string().describe('ISO 8601 with a zone: 2026-05-08T13:56:00Z.')
const message = z.strictObject({
  role: z.enum(['user', 'assistant', 'system', 'tool']).optional(),
  content: z.string(),
  name: z.string().optional().describe('Who said it, when known.'),
})

function turnsOf(messages: readonly z.output<typeof message>[]): Turn[] {
  return messages.map(({ role, content, name }) => ({ text: content, role, speaker: name }))
}

export const addMemory = defineTool({
  name: 'add_memory',
  title: 'Add a memory',
  description:
    'Remembers something for later: a fact, a preference, a decision, or turns of the conversation. ' +
    'Write it so that it can be understood alone: names instead of pronouns, dates instead of "yesterday".',
  effect: 'adds',
  input: z.strictObject({
    text: z
      .string()
      .optional()
      .describe('One fact; beside messages, what they come to (kept in their metadata).'),
    messages: z.array(message).min(1).optional().describe('Turns of a conversation, in order.'),
    metadata: metadata.optional().describe('Kept with it and usable in filters.'),
    timestamp: moment.optional().describe('When it was said or became true. Default: now.'),
    expiration_date: moment.optional().describe('When it stops being true.'),
    ...appArgument,
    ...unusedArguments,
    ...scopeArguments,
  }),
  output: changed,
  async run(context, { text, messages, metadata: kept, timestamp, expiration_date, ...more }) {
    const { app_id, enable_graph, ...named } = more
    if (text === undefined && messages === undefined) {
      throw new LociError('INPUT_INVALID', 'add_memory takes a text or messages')
    }
    const summary = messages === undefined || text === undefined ? {} : { summary: text }
    const { batch, ids } = await context.memory.remember({
      scope: scopeOf(context, named),
      turns: messages === undefined ? text! : turnsOf(messages),
      metadata: { ...summary, ...(app_id === undefined ? {} : { app_id }), ...kept },
      at: timestamp,
      expiresAt: expiration_date,
      actor: 'agent',
      origin: 'mcp',
    })
    return { event_id: batch, ids: [...ids] }
  },
})

export const updateMemory = defineTool({
  name: 'update_memory',
  title: 'Update a memory',
  description: 'Replaces the text or the metadata of a memory. The version before is kept.',
  effect: 'changes',
  input: z.strictObject({
    memory_id: memoryId,
    text: z.string().optional().describe('The new text.'),
    metadata: metadata.optional().describe('In place of the old metadata.'),
  }),
  output: changed,
  async run({ memory }, { memory_id: id, text, metadata: kept }) {
    const { batch, ids } = await memory.update({
      id: id as CubeIdText,
      text,
      metadata: kept,
      actor: 'agent',
    })
    return { event_id: batch, ids: [...ids] }
  },
})

export const deleteMemory = defineTool({
  name: 'delete_memory',
  title: 'Delete a memory',
  description: 'Puts a memory into the trash. undo_change brings it back.',
  effect: 'changes',
  input: z.strictObject({ memory_id: memoryId }),
  output: changed,
  async run({ memory }, { memory_id: id }) {
    const { batch, ids } = await memory.forget({ ids: [id as CubeIdText], actor: 'agent' })
    return { event_id: batch, ids: [...ids] }
  },
})

export const deleteAllMemories = defineTool({
  name: 'delete_all_memories',
  title: 'Delete all memories',
  description:
    'Puts every memory of a user, agent or run into the trash. Ask the user first. undo_change brings them back.',
  effect: 'changes',
  input: z.strictObject({ ...appArgument, ...scopeArguments }),
  output: changed,
  async run(context, { app_id, ...named }) {
    const what = app_id === undefined ? { all: true } : { filter: { app_id } }
    const scope = scopeOf(context, named)
    const { batch, ids } = await context.memory.forget({ scope, ...what, actor: 'agent' })
    return { event_id: batch, ids: [...ids] }
  },
})

export const undoChange = defineTool({
  name: 'undo_change',
  title: 'Undo a change',
  description: 'Takes back an earlier add, update or delete by its event id.',
  effect: 'changes',
  input: z.strictObject({ event_id: z.string().min(1) }),
  output: changed,
  async run({ memory }, { event_id: batch }) {
    const receipt = await memory.undo(batch as Parameters<Memory['undo']>[0], 'agent')
    return { event_id: receipt.batch, ids: [...receipt.ids] }
  },
})
