/** GET /v1/models: our own model, and whatever the upstream lists while it can be reached. */

import type { GatewayParts } from '../gateway-parts.ts'
import { type Route, route } from '../route.ts'
import { extractiveModel } from './extractive-completion.ts'
import { forwardedHeaders } from './forwarded-headers.ts'

export function modelRoute({ upstream }: GatewayParts): Route {
  return route({
    method: 'GET',
    path: '/v1/models',
    summary: 'The models that chat completions may name.',
    dialect: 'openai',
    handle: async ({ request, caller, signal }) => {
      const headers = forwardedHeaders(request.headers, caller)
      const listed = (await upstream?.models(headers, signal)) ?? []
      return { object: 'list', data: [extractiveModel(), ...listed] }
    },
  })
}
