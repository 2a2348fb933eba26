/** The OpenAPI document of a gateway over an empty memory, with everything that the command line would hand in. */

import { createGateway } from '../src/gateway/gateway.ts'
import { createNodeHost } from '../src/host/node-host.ts'
import { createMcpHttp } from '../src/mcp/mcp-http.ts'
import { openMemory } from '../src/memory/open-memory.ts'
import { openSqliteStore } from '../src/store/sqlite/open-sqlite-store.ts'

export async function openApiDocument(): Promise<unknown> {
  const host = createNodeHost()
  const store = await openSqliteStore({ host, path: ':memory:' })
  const memory = await openMemory({ host, store })
  const gateway = createGateway({
    host,
    memory,
    store,
    version: '0.0.0',
    importText: async () => ({}),
    mcp: createMcpHttp({ host, version: '0.0.0' }),
  })
  try {
    const response = await gateway.fetch(
      new Request('http://127.0.0.1:7077/openapi.json', { headers: { host: '127.0.0.1:7077' } }),
    )
    return await response.json()
  } finally {
    await gateway.close()
  }
}
