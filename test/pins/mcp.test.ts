/** The MCP server as a client sees it: tools with their arguments. */

import { test } from 'node:test'
import type { McpTool } from '../../src/mcp/mcp-tool.ts'
import { mcpProfiles } from '../../src/mcp/tool-registry.ts'
import { assertPinned } from './pin.ts'

test('MCP tools and their arguments are the pinned ones', () => {
  const argumentsOf = ({ name, input }: McpTool) => {
    const words = Object.entries(input.shape).map(
      ([key, schema]) => `${key}${schema.safeParse(undefined).success ? '?' : ''}`,
    )
    return [name, words]
  }
  const profiles = mcpProfiles.map(({ name, tools }) => [
    name,
    Object.fromEntries(tools.map(argumentsOf)),
  ])
  assertPinned('mcp', Object.fromEntries(profiles))
})
