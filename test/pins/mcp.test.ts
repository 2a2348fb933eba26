/** The MCP server as a client sees it: tools with their arguments. */

import { test } from 'node:test'
import { mcpTools } from '../../src/mcp/tool-registry.ts'
import { assertPinned } from './pin.ts'

test('MCP tools and their arguments are the pinned ones', () => {
  const tools = mcpTools.map(({ name, input }) => {
    const words = Object.entries(input.shape).map(
      ([key, schema]) => `${key}${schema.safeParse(undefined).success ? '?' : ''}`,
    )
    return [name, words]
  })
  assertPinned('mcp', Object.fromEntries(tools))
})
