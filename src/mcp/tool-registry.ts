/**
 * The profiles of the MCP server: which tools a client is given, in the order in which it lists them.
 *
 * `mem0` (the default): mem0's names and ours. `reference`: exactly those of MCP's reference memory server. `all`: both; the one name
 * that they share, delete_entities, goes by its arguments.
 */

import { z } from 'zod'
import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'
import { blockTools } from './block-tools.ts'
import { deleteEntities, getEventStatus, listEntities, listEvents } from './entity-tools.ts'
import { instructionTools } from './instruction-tools.ts'
import type { McpTool } from './mcp-tool.ts'
import { getMemories, getMemory, getMemoryHistory, searchMemories } from './read-tools.ts'
import { deleteGraphEntities, referenceTools } from './reference-tools.ts'
import {
  addMemory,
  deleteAllMemories,
  deleteMemory,
  undoChange,
  updateMemory,
} from './write-tools.ts'

export interface McpProfile {
  readonly name: string
  readonly tools: readonly McpTool[]
  /** Whether clients can read the knowledge graph as a resource. */
  readonly hasGraph: boolean
}

const mem0Tools: readonly McpTool[] = [
  addMemory,
  searchMemories,
  getMemory,
  getMemories,
  updateMemory,
  deleteMemory,
  deleteAllMemories,
  listEntities,
  deleteEntities,
  listEvents,
  getEventStatus,
  getMemoryHistory,
  undoChange,
  ...blockTools,
  ...instructionTools,
]

/** Both tools of this name: with entityNames it is the graph's, else mem0's. */
const deleteEitherEntities: McpTool = {
  ...deleteEntities,
  description: `With entityNames: ${deleteGraphEntities.description} Without: ${deleteEntities.description}`,
  input: z.strictObject({
    ...z.object(deleteGraphEntities.input.shape).partial().shape,
    ...deleteEntities.input.shape,
  }),
  output: z.object({
    ...z.object(deleteGraphEntities.output.shape).partial().shape,
    ...z.object(deleteEntities.output.shape).partial().shape,
  }),
  call: (context, given) => {
    const isOfGraph = typeof given === 'object' && given !== null && 'entityNames' in given
    return (isOfGraph ? deleteGraphEntities : deleteEntities).call(context, given)
  },
}

export const mcpProfiles: readonly McpProfile[] = [
  { name: 'mem0', tools: mem0Tools, hasGraph: false },
  { name: 'reference', tools: referenceTools, hasGraph: true },
  {
    name: 'all',
    tools: [
      ...mem0Tools.map((tool) => (tool === deleteEntities ? deleteEitherEntities : tool)),
      ...referenceTools.filter((tool) => tool !== deleteGraphEntities),
    ],
    hasGraph: true,
  },
]

/** Throws INPUT_INVALID with the nearest spelling. */
export function profileNamed(name: string): McpProfile {
  const profile = mcpProfiles.find((one) => one.name === name)
  if (profile !== undefined) return profile
  const names = mcpProfiles.map((one) => one.name)
  const near = nearest(name, names)
  throw new LociError('INPUT_INVALID', `no profile is called ${JSON.stringify(name)}`, {
    hint: `${near === undefined ? '' : `Did you mean ${near}? `}There are ${names.join(', ')}.`,
    details: { field: 'profile' },
  })
}
