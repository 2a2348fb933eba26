/** GET /v1/models: our own models, and whatever the upstream lists while it can be reached. */

import type { GatewayParts } from '../gateway-parts.ts'
import { modelList } from '../local/local-upstream.ts'
import { type Route, route } from '../route.ts'
import { embeddingModel } from './embeddings-route.ts'
import { extractiveModel } from './extractive-completion.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

export function modelRoute({ upstream, options, models }: GatewayParts): Route {
  return route({
    method: 'GET',
    path: '/v1/models',
    summary: 'The models that chat completions and embeddings may name.',
    dialect: 'openai',
    handle: async ({ request, caller, signal }) => {
      const headers = forwardedHeaders(request.headers, caller)
      const { embedder = null } = options
      const own = embedder === null ? [] : [embeddingModel(embedder)]
      const listed = (await upstream?.models(headers, signal)) ?? []
      return { object: 'list', data: [extractiveModel(), ...modelList(models), ...own, ...listed] }
    },
  })
}
