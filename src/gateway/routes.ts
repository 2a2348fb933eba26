/** The registry of routes: what a gateway serves, group by group. */

import { dashboardRoutes } from './dashboard-files.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { completionsRoute } from './local/completions-route.ts'
import { engineRoutes } from './local/engine-routes.ts'
import { tokenRoutes } from './local/token-routes.ts'
import { mcpRoutes } from './mcp-routes.ts'
import { addSearchRoutes } from './mem0/add-search-routes.ts'
import { mem0EntityRoutes } from './mem0/entity-routes.ts'
import { mem0MemoryRoutes } from './mem0/memory-routes.ts'
import { blockRoutes } from './native/block-routes.ts'
import { cacheCareRoutes } from './native/cache-care-routes.ts'
import { cacheRoutes } from './native/cache-routes.ts'
import { changeRoutes } from './native/change-routes.ts'
import { evolutionRoutes } from './native/evolution-routes.ts'
import { factsRoutes } from './native/facts-routes.ts'
import { fileRoutes } from './native/file-routes.ts'
import { formationRoutes } from './native/formation-routes.ts'
import { governanceRoutes } from './native/governance-routes.ts'
import { nativeLogRoutes } from './native/log-routes.ts'
import { nativeMemoryRoutes } from './native/memory-routes.ts'
import { planRoutes } from './native/plan-routes.ts'
import { nativeRecallRoutes } from './native/recall-routes.ts'
import { nativeStatusRoutes } from './native/status-routes.ts'
import { nativeTransferRoutes } from './native/transfer-routes.ts'
import { chatRoute } from './openai/chat-route.ts'
import { embeddingsRoute } from './openai/embeddings-route.ts'
import { modelRoute } from './openai/model-route.ts'
import { openApiRoute } from './openapi.ts'
import type { Route } from './route.ts'

export function gatewayRoutes(parts: GatewayParts): readonly Route[] {
  const { host, dashboardFolder = null, version } = parts.options
  const routes = [
    ...nativeMemoryRoutes,
    ...nativeRecallRoutes(parts),
    ...blockRoutes,
    ...fileRoutes,
    ...formationRoutes,
    ...nativeLogRoutes(parts),
    ...nativeTransferRoutes(parts),
    ...nativeStatusRoutes(parts),
    ...governanceRoutes,
    ...changeRoutes,
    ...factsRoutes,
    ...evolutionRoutes,
    ...cacheRoutes(parts),
    ...cacheCareRoutes(parts),
    ...planRoutes(),
    ...addSearchRoutes(parts),
    ...mem0MemoryRoutes,
    ...mem0EntityRoutes,
    chatRoute(parts),
    completionsRoute(parts),
    embeddingsRoute(parts),
    modelRoute(parts),
    ...tokenRoutes(parts),
    ...engineRoutes(parts),
    ...mcpRoutes(parts),
    ...dashboardRoutes(host.disk, dashboardFolder),
  ]
  return [...routes, openApiRoute(routes, version)]
}
