/**
 * The MCP server on standard input and output. Nothing but protocol may be printed there while it runs.
 *
 * It ends when the client closes its end, as the specification asks (2025-06-18, lifecycle, shutdown), or when it is closed.
 */

import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { startTimer } from '../host/timers.ts'
import type { Memory } from '../memory/memory.ts'
import { createMcpServer } from './create-mcp-server.ts'
import type { McpScope } from './mcp-tool.ts'

const ANSWER_GRACE_MS = 20

export interface McpStdioServer {
  /** Resolves once the connection has ended. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

export async function serveMcpStdio(options: {
  readonly memory: Memory
  readonly version: string
  /** Used where a call names no scope. */
  readonly scope: McpScope | null
  readonly profile?: string | undefined
  /** Resolves when standard input has ended. */
  readonly inputEnd: Promise<void>
}): Promise<McpStdioServer> {
  const { memory, version, scope, profile, inputEnd } = options
  const { server, settled, ended } = createMcpServer({
    memory,
    version,
    profile,
    defaultScope: scope,
  })
  const closed = new Promise<void>((resolve) => {
    server.onclose = () => {
      ended()
      resolve()
    }
  })
  await server.connect(new StdioServerTransport())
  void inputEnd.then(async () => {
    // Calls may have come in with the last bytes: they are answered first, and the answers leave before the end.
    await settled()
    await new Promise<void>((resolve) => startTimer(ANSWER_GRACE_MS, resolve))
    await server.close()
  })
  return { closed, close: () => server.close() }
}
