/**
 * The nine tools of MCP's reference memory server, with its names, shapes and answers, over our graph and notes.
 *
 * A client that was set up for that server finds the same here: duplicates are left out, deleting what is not there is silent, search is
 * a substring of name, type or observation, and relations are shown when either end is. Beside each answer stands the event id that
 * takes the change back. What that server has no place for (scopes) is the server's, fixed when the connection is made.
 */

import { z } from 'zod'
import type { KnowledgeRead, KnownEntity, KnownRelation } from '../memory/knowledge-graph.ts'
import {
  annotationsOf,
  checkArguments,
  type McpScope,
  type McpTool,
  type McpToolContext,
  type McpToolResult,
  scopeOf,
  type ToolEffect,
} from './mcp-tool.ts'

const QUERY_CHARACTERS_MAX = 2_048

const entity = z.object({
  name: z.string().describe('The name of the entity.'),
  entityType: z.string().describe('What kind of thing it is.'),
  observations: z.array(z.string()).describe('What is known of it, a statement each.'),
})
const relation = z.object({
  from: z.string().describe('Name of the entity where the relation starts.'),
  to: z.string().describe('Name of the entity where it ends.'),
  relationType: z.string().describe('The relation, in active voice.'),
})
const graph = z.object({ entities: z.array(entity), relations: z.array(relation) })
const done = z.object({ success: z.boolean(), message: z.string() })

interface Call {
  readonly context: McpToolContext
  readonly scope: McpScope
  readonly actor: 'agent'
  readonly origin: 'mcp'
}

interface Outcome {
  readonly structured: Record<string, unknown>
  /** What is shown as text, where that is not the structured result. */
  readonly shown?: unknown
  readonly receipt?: { readonly batch: string } | null
}

function referenceTool<Input extends z.ZodObject>(tool: {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly effect: ToolEffect
  readonly input: Input
  readonly output: z.ZodObject
  run(call: Call, input: z.output<Input>): Promise<Outcome>
}): McpTool {
  const { name, title, description, effect, input, output } = tool
  return {
    name,
    description,
    input,
    output,
    annotations: { ...annotationsOf(title, effect), idempotentHint: effect !== 'adds' },
    isPlainSpoken: true,
    async call(context, given): Promise<McpToolResult> {
      const scope = scopeOf(context, {})
      const checked = checkArguments(name, input, given)
      const outcome = await tool.run({ context, scope, actor: 'agent', origin: 'mcp' }, checked)
      const { structured, shown = structured, receipt } = outcome
      return {
        structured,
        text: typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2),
        ...(receipt ? { meta: { 'loci/event_id': receipt.batch } } : {}),
      }
    },
  }
}

function doneWith(message: string, receipt: Outcome['receipt']): Outcome {
  return { structured: { success: true, message }, shown: message, receipt: receipt ?? null }
}

function knowledgeOf({ context }: Call) {
  return context.memory.knowledge
}

/** The entities that `isWanted` admits, and the relations that touch one of them. */
function part({ entities, relations }: KnowledgeRead, isWanted: (one: KnownEntity) => boolean) {
  const wanted = entities.filter(isWanted)
  const names = new Set(wanted.map(({ name }) => name))
  const touches = ({ from, to }: KnownRelation): boolean => names.has(from) || names.has(to)
  return { structured: { entities: wanted, relations: relations.filter(touches) } }
}

const createEntities = referenceTool({
  name: 'create_entities',
  title: 'Create Entities',
  description:
    'Adds entities to the knowledge graph. One whose name is there already is left as it is.',
  effect: 'adds',
  input: z.object({ entities: z.array(entity) }),
  output: z.object({ entities: z.array(entity) }),
  async run(call, { entities }) {
    const { made, receipt } = await knowledgeOf(call).createEntities({ ...call, entities })
    return { structured: { entities: made }, shown: made, receipt }
  },
})

const createRelations = referenceTool({
  name: 'create_relations',
  title: 'Create Relations',
  description: 'Adds relations between entities. One that is there already is left out.',
  effect: 'adds',
  input: z.object({ relations: z.array(relation) }),
  output: z.object({ relations: z.array(relation) }),
  async run(call, { relations }) {
    const { made, receipt } = await knowledgeOf(call).createRelations({ ...call, relations })
    return { structured: { relations: made }, shown: made, receipt }
  },
})

const addObservations = referenceTool({
  name: 'add_observations',
  title: 'Add Observations',
  description: 'Adds observations to entities that are there. An unknown entity is an error.',
  effect: 'adds',
  input: z.object({
    observations: z.array(
      z.object({
        entityName: z.string().describe('The entity that they are about.'),
        contents: z.array(z.string()).describe('What to add, a statement each.'),
      }),
    ),
  }),
  output: z.object({
    results: z.array(z.object({ entityName: z.string(), addedObservations: z.array(z.string()) })),
  }),
  async run(call, { observations }) {
    const { made, receipt } = await knowledgeOf(call).addObservations({ ...call, observations })
    return { structured: { results: made }, shown: made, receipt }
  },
})

/** Under this name, because mem0 has a tool that is called the same. */
export const deleteGraphEntities = referenceTool({
  name: 'delete_entities',
  title: 'Delete Entities',
  description:
    'Deletes entities with their observations and relations. Unknown names are passed over.',
  effect: 'changes',
  input: z.object({ entityNames: z.array(z.string()).describe('Names of the entities.') }),
  output: done,
  async run(call, { entityNames }) {
    const receipt = await knowledgeOf(call).deleteEntities({ ...call, entityNames })
    return doneWith('Entities deleted successfully', receipt)
  },
})

const deleteObservations = referenceTool({
  name: 'delete_observations',
  title: 'Delete Observations',
  description: 'Deletes observations of entities, given word for word.',
  effect: 'changes',
  input: z.object({
    deletions: z.array(
      z.object({
        entityName: z.string().describe('The entity that they are about.'),
        observations: z.array(z.string()).describe('The observations, word for word.'),
      }),
    ),
  }),
  output: done,
  async run(call, { deletions }) {
    const receipt = await knowledgeOf(call).deleteObservations({ ...call, deletions })
    return doneWith('Observations deleted successfully', receipt)
  },
})

const deleteRelations = referenceTool({
  name: 'delete_relations',
  title: 'Delete Relations',
  description: 'Deletes relations from the knowledge graph.',
  effect: 'changes',
  input: z.object({ relations: z.array(relation).describe('The relations to delete.') }),
  output: done,
  async run(call, { relations }) {
    const receipt = await knowledgeOf(call).deleteRelations({ ...call, relations })
    return doneWith('Relations deleted successfully', receipt)
  },
})

const readGraph = referenceTool({
  name: 'read_graph',
  title: 'Read Graph',
  description: 'Reads the whole knowledge graph.',
  effect: 'reads',
  input: z.object({}),
  output: graph,
  run: async (call) => ({ structured: { ...(await knowledgeOf(call).read(call.scope)) } }),
})

const searchNodes = referenceTool({
  name: 'search_nodes',
  title: 'Search Nodes',
  description: 'Finds entities whose name, type or observations hold the query, whatever the case.',
  effect: 'reads',
  input: z.object({ query: z.string().max(QUERY_CHARACTERS_MAX).describe('What to look for.') }),
  output: graph,
  async run(call, { query }) {
    const wanted = query.toLowerCase()
    const holds = (text: string): boolean => text.toLowerCase().includes(wanted)
    return part(
      await knowledgeOf(call).read(call.scope),
      ({ name, entityType, observations }) =>
        holds(name) || holds(entityType) || observations.some(holds),
    )
  },
})

const openNodes = referenceTool({
  name: 'open_nodes',
  title: 'Open Nodes',
  description: 'Returns the entities with these names.',
  effect: 'reads',
  input: z.object({ names: z.array(z.string()).describe('Names of the entities.') }),
  output: graph,
  async run(call, { names }) {
    const wanted = new Set(names)
    return part(await knowledgeOf(call).read(call.scope), ({ name }) => wanted.has(name))
  },
})

export const referenceTools = [
  createEntities,
  createRelations,
  addObservations,
  deleteGraphEntities,
  deleteObservations,
  deleteRelations,
  readGraph,
  searchNodes,
  openNodes,
] as const
