/**
 * One route as data: where it is, what it takes, what it may refuse with, and what it does.
 *
 * The router, the checks at the edge and the OpenAPI document are all made from these, so that they cannot disagree.
 */

import { z } from 'zod'
import type { ErrorCode } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { Caller } from './access.ts'
import type { Dialect } from './error-answer.ts'
import type { Slot } from './request-slots.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** `open`: no key; `key`: any key, held to its scopes; `administrator`: a key for every scope. */
export type Access = 'open' | 'key' | 'administrator'

export interface Call<Body = unknown, Query = unknown> {
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** The body as it came; empty when the route takes none. */
  readonly text: string
  readonly caller: Caller
  /** Held to the caller's scopes. */
  readonly memory: Memory
  /** Fires when the client goes away or the gateway stops. */
  readonly signal: AbortSignal
  readonly slot: Slot
}

/** A Response as it is, or a value that is sent as JSON. */
export type Answer = Response | object

/** What a body is: JSON held to the schema, JSON that may be left out, or text as it is. */
export type BodyKind = 'json' | 'optional-json' | 'text'

export interface Route {
  readonly method: Method
  /** `/api/memories/:id`. */
  readonly path: string
  readonly summary: string
  readonly dialect: Dialect
  readonly access: Access
  readonly errors: readonly ErrorCode[]
  readonly query: z.ZodType
  readonly body: z.ZodType | null
  readonly bodyKind: BodyKind
  readonly answer: z.ZodType | null
  /** Content type of the answer when it is not JSON. */
  readonly answerType: string
  /** Holds no request slot: it must answer when everything else is busy. */
  readonly isAlwaysServed: boolean
  readonly handle: (call: Call<never, never>) => Promise<Answer>
}

export interface RouteSpec<Body extends z.ZodType, Query extends z.ZodType> {
  readonly method: Method
  readonly path: string
  readonly summary: string
  readonly dialect?: Dialect
  readonly access?: Access
  readonly errors?: readonly ErrorCode[]
  readonly query?: Query
  readonly body?: Body
  readonly bodyKind?: BodyKind
  readonly answer?: z.ZodType
  readonly answerType?: string
  readonly isAlwaysServed?: boolean
  readonly handle: (call: Call<z.output<Body>, z.output<Query>>) => Promise<Answer>
}

/** Without a schema a query must be empty. */
const nothing = z.strictObject({})

/** Fills in the defaults; the one place where the types of body and query are given up. */
export function route<
  Body extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodObject<Record<never, never>>,
>(spec: RouteSpec<Body, Query>): Route {
  return {
    dialect: 'native',
    access: 'key',
    errors: [],
    query: nothing,
    body: null,
    bodyKind: 'json',
    answer: null,
    answerType: 'application/json',
    isAlwaysServed: false,
    ...spec,
    handle: spec.handle as Route['handle'],
  }
}
