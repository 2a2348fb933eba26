/**
 * The MCP server over any transport: lists the tools, calls them, turns our errors into results that a model can read.
 *
 * A failed call is a result with `isError` and code, message and hint, not a protocol error: the model is meant to see it and
 * try again. Only a tool that does not exist is the client's fault, and says so in protocol terms.
 */

import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'
import type { McpTool, McpToolContext } from './mcp-tool.ts'
import { mcpTools } from './tool-registry.ts'

export interface CreateMcpServerOptions extends McpToolContext {
  readonly version: string
}

const instructions =
  'Long-term memory of the user. Search it before answering what may depend on earlier conversations; ' +
  'add what will matter later. Every change can be undone with its event id.'

function described({ name, description, annotations, input, output }: McpTool): Tool {
  const { title } = annotations
  return {
    name,
    title,
    description,
    annotations,
    inputSchema: z.toJSONSchema(input, { io: 'input' }) as Tool['inputSchema'],
    outputSchema: z.toJSONSchema(output, { io: 'input' }) as NonNullable<Tool['outputSchema']>,
  }
}

function toolNamed(name: string): McpTool {
  const tool = mcpTools.find((candidate) => candidate.name === name)
  if (tool !== undefined) return tool
  const near = nearest(
    name,
    mcpTools.map((candidate) => candidate.name),
  )
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  throw new McpError(ErrorCode.InvalidParams, `no tool is called ${JSON.stringify(name)}${hint}`)
}

function failed(error: unknown): CallToolResult {
  const record = LociError.from(error).toJSON()
  const text = `${record.code}: ${record.message}\n${record.hint}`
  return { isError: true, content: [{ type: 'text', text }], _meta: { 'loci/error': record } }
}

export interface McpServer {
  readonly server: Server
  /** Resolves when the calls that are running now have been answered. */
  settled(): Promise<void>
}

async function callTool(
  tool: McpTool,
  context: McpToolContext,
  given: unknown,
): Promise<CallToolResult> {
  try {
    const result = await tool.call(context, given)
    return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result }
  } catch (error) {
    return failed(error)
  }
}

export function createMcpServer({ version, ...context }: CreateMcpServerOptions): McpServer {
  const running = new Set<Promise<CallToolResult>>()
  const server = new Server(
    { name: 'loci', title: 'Loci memory', version },
    { capabilities: { tools: {} }, instructions },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: mcpTools.map(described) }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }): Promise<CallToolResult> => {
    const call = callTool(toolNamed(params.name), context, params.arguments)
    running.add(call)
    // callTool never throws.
    void call.then(() => running.delete(call))
    return call
  })
  return {
    server,
    async settled() {
      await Promise.all(running)
    },
  }
}
