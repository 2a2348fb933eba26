/** A gateway with the MCP server, and the official client connected to it over HTTP. */

import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { createNodeHost } from '../../src/host/node-host.ts'
import { createMcpHttp } from '../../src/mcp/mcp-http.ts'
import {
  type GatewayTestOptions,
  type GatewayUnderTest,
  openTestGateway,
} from './gateway-under-test.ts'

export interface Connected extends AsyncDisposable {
  readonly client: Client
  readonly faults: readonly Error[]
}

export function newClient(): { client: Client; faults: Error[] } {
  const client = new Client({ name: 'test', version: '1' })
  const faults: Error[] = []
  client.onerror = (error) => faults.push(error)
  return { client, faults }
}

export async function openMcpGateway(
  limits: Omit<Parameters<typeof createMcpHttp>[0], 'version' | 'host'> & {
    readonly host?: Parameters<typeof createMcpHttp>[0]['host']
  } = {},
  options: GatewayTestOptions = {},
): Promise<{ gateway: GatewayUnderTest; mcp: ReturnType<typeof createMcpHttp> }> {
  const mcp = createMcpHttp({ host: createNodeHost(), version: '1', ...limits })
  return { gateway: await openTestGateway({ mcp, ...options }), mcp }
}

export async function connectHttp(
  gateway: GatewayUnderTest,
  path: string,
  secret?: string,
): Promise<Connected & { readonly transport: StreamableHTTPClientTransport }> {
  const { client, faults } = newClient()
  const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` }
  const transport = new StreamableHTTPClientTransport(new URL(gateway.url + path), {
    requestInit: { headers },
  })
  await client.connect(transport as Parameters<Client['connect']>[0])
  return { client, faults, transport, [Symbol.asyncDispose]: () => client.close() }
}
