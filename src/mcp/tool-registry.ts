/** The tools of the MCP server, in the order in which a client lists them. */

import type { McpTool } from './mcp-tool.ts'
import { getMemories, getMemory, getMemoryHistory, searchMemories } from './read-tools.ts'
import {
  addMemory,
  deleteAllMemories,
  deleteMemory,
  undoChange,
  updateMemory,
} from './write-tools.ts'

export const mcpTools = [
  addMemory,
  searchMemories,
  getMemory,
  getMemories,
  updateMemory,
  deleteMemory,
  deleteAllMemories,
  getMemoryHistory,
  undoChange,
] as const satisfies readonly McpTool[]
