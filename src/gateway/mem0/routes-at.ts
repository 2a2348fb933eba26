/** One behaviour at several addresses: the open-source server's and the platform's. */

import type { z } from 'zod'
import { type Route, type RouteSpec, route } from '../route.ts'

export function routesAt<
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodObject<Record<never, never>>,
>(paths: readonly string[], spec: Omit<RouteSpec<Body, Query>, 'path' | 'dialect'>): Route[] {
  return paths.map((path) => route<Body, Query>({ ...spec, path, dialect: 'mem0' }))
}
