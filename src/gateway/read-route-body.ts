/** The body of a request as its route wants it: nothing, text, or JSON held to the route's schema. */

import type { GatewayParts } from './gateway-parts.ts'
import { parseInput } from './parse-input.ts'
import { decodeText, parseJson, readBody } from './read-body.ts'
import type { Route } from './route.ts'

export interface RouteBody {
  readonly body: unknown
  readonly text: string
  /** Gives back the room that the body took. */
  readonly release: () => void
}

const noBody: RouteBody = { body: undefined, text: '', release: () => undefined }

function parsedBody(route: Route, text: string): unknown {
  if (route.body === null) return undefined
  if (route.bodyKind === 'optional-json' && text.trim() === '') return undefined
  return parseInput(route.body, parseJson(text))
}

export async function readRouteBody(
  { limits, budget }: Pick<GatewayParts, 'limits' | 'budget'>,
  route: Route,
  request: Request,
): Promise<RouteBody> {
  const isText = route.bodyKind === 'text'
  if (route.body === null && !isText) return noBody
  const bytesMax = isText ? limits.importBytesMax : limits.bodyBytesMax
  const { bytes, release } = await readBody(request, bytesMax, budget)
  try {
    const text = decodeText(bytes)
    return { body: parsedBody(route, text), text, release }
  } catch (error) {
    release()
    throw error
  }
}
