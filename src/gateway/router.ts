/**
 * From an address to its route: hono's router over our table, with 404 and 405 of our own. A final slash makes no difference.
 */

import { Hono } from 'hono'
import { LociError } from '../errors.ts'
import { nearest } from '../stdx/nearest.ts'
import { type Method, methods, type Route } from './route.ts'

export type Dispatch = (
  route: Route,
  params: Readonly<Record<string, string>>,
  request: Request,
) => Promise<Response>

export interface Router {
  /** Rejects with NOT_FOUND or METHOD_NOT_ALLOWED. */
  readonly dispatch: (request: Request) => Promise<Response>
  /** Methods that an address has. */
  readonly methodsOf: (path: string) => readonly Method[]
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

function notFound(routes: readonly Route[], path: string): LociError {
  const guess = nearest(
    path,
    routes.map((one) => one.path),
  )
  return new LociError('NOT_FOUND', `there is nothing at ${path}`, {
    ...(guess === undefined ? {} : { hint: `Did you mean ${guess}? See /openapi.json.` }),
  })
}

export function createRouter(routes: readonly Route[], dispatch: Dispatch): Router {
  const app = new Hono({ strict: false })
  for (const one of routes) {
    app.on(one.method, one.path, (context) => {
      const params = context.req.param() as Readonly<Record<string, string>>
      return dispatch(one, params, context.req.raw)
    })
  }
  const methodsOf = (path: string): readonly Method[] =>
    methods.filter((method) => app.router.match(method, withoutSlash(path))[0].length > 0)
  app.notFound((context) => {
    const { method, path } = context.req
    const allow = methodsOf(path)
    if (allow.length === 0) throw notFound(routes, path)
    throw new LociError('METHOD_NOT_ALLOWED', `${path} has no ${method}`, { details: { allow } })
  })
  app.onError((error) => {
    throw error
  })
  return { dispatch: async (request) => app.fetch(request), methodsOf }
}
