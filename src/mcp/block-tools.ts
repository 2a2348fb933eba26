/**
 * The tools of core blocks: short named texts that are in every context of their scope.
 *
 * A model edits as actor `agent`: limits and the read-only mark are a person's to change, so no tool takes them.
 */

import { z } from 'zod'
import type { Block } from '../memory/blocks.ts'
import { changed, changeOf, defineTool, scopeArguments, scopeOf } from './mcp-tool.ts'

const name = z.string().min(1).describe('Name of the block, as core_memory_list shows it.')
const agent = 'agent' as const

const blockView = z.object({
  name: z.string(),
  text: z.string(),
  description: z.string().describe('What the block is for.'),
  characters: z.number(),
  characters_max: z.number(),
  read_only: z.boolean().describe('True: only a person may change it.'),
  version: z.number(),
  updated_at: z.string(),
})

function viewOf(block: Block): z.output<typeof blockView> {
  return {
    name: block.name,
    text: block.text,
    description: block.description,
    characters: block.characterCount,
    characters_max: block.charactersMax,
    read_only: block.isReadOnly,
    version: block.version,
    updated_at: new Date(block.updatedAtMs).toISOString(),
  }
}

const coreMemoryList = defineTool({
  name: 'core_memory_list',
  title: 'List core memory',
  description: 'Lists the core blocks of a scope: short texts that are in every context.',
  effect: 'reads',
  input: z.strictObject(scopeArguments),
  output: z.object({ results: z.array(blockView) }),
  async run(context, named) {
    const blocks = await context.memory.blocks.list(scopeOf(context, named))
    return { results: blocks.map(viewOf) }
  },
})

const coreMemoryGet = defineTool({
  name: 'core_memory_get',
  title: 'Get a core block',
  description: 'Returns one core block by its name.',
  effect: 'reads',
  input: z.strictObject({ name, ...scopeArguments }),
  output: blockView,
  run: async (context, { name: asked, ...named }) =>
    viewOf(await context.memory.blocks.get({ scope: scopeOf(context, named), name: asked })),
})

const coreMemoryPut = defineTool({
  name: 'core_memory_put',
  title: 'Write a core block',
  description:
    'Makes a core block, or replaces all of its text. Keep there only what every conversation needs; add the rest as memories.',
  effect: 'changes',
  input: z.strictObject({
    name,
    text: z.string().describe('The whole text; refused, not cut, when it is over the limit.'),
    description: z.string().optional().describe('What the block is for.'),
    ...scopeArguments,
  }),
  output: changed,
  async run(context, { name: asked, text, description, ...named }) {
    const scope = scopeOf(context, named)
    return changeOf(
      await context.memory.blocks.put({ scope, name: asked, text, description, actor: agent }),
    )
  },
})

const coreMemoryAppend = defineTool({
  name: 'core_memory_append',
  title: 'Append to a core block',
  description: 'Adds a line at the end of a core block.',
  effect: 'adds',
  input: z.strictObject({ name, text: z.string().min(1), ...scopeArguments }),
  output: changed,
  async run(context, { name: asked, text, ...named }) {
    const scope = scopeOf(context, named)
    return changeOf(await context.memory.blocks.append({ scope, name: asked, text, actor: agent }))
  },
})

const coreMemoryReplace = defineTool({
  name: 'core_memory_replace',
  title: 'Replace in a core block',
  description: 'Replaces words of a core block that stand there exactly once.',
  effect: 'changes',
  input: z.strictObject({
    name,
    old: z.string().min(1).describe('The words as they stand in the block.'),
    new: z.string().describe('What takes their place; empty to remove them.'),
    ...scopeArguments,
  }),
  output: changed,
  async run(context, { name: asked, old, new: replacement, ...named }) {
    const scope = scopeOf(context, named)
    return changeOf(
      await context.memory.blocks.replace({
        scope,
        name: asked,
        old,
        new: replacement,
        actor: agent,
      }),
    )
  },
})

const coreMemoryRemove = defineTool({
  name: 'core_memory_remove',
  title: 'Remove a core block',
  description: 'Puts a core block into the trash. undo_change brings it back.',
  effect: 'changes',
  input: z.strictObject({ name, ...scopeArguments }),
  output: changed,
  async run(context, { name: asked, ...named }) {
    const scope = scopeOf(context, named)
    return changeOf(await context.memory.blocks.remove({ scope, name: asked, actor: agent }))
  },
})

export const blockTools = [
  coreMemoryList,
  coreMemoryGet,
  coreMemoryPut,
  coreMemoryAppend,
  coreMemoryReplace,
  coreMemoryRemove,
] as const
