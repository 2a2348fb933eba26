/**
 * `/mcp`: the MCP server that whoever composes handed in, behind the same keys, hosts, origins and bounds as everything else.
 *
 * The scope that tools use where they name none comes from the address (`/mcp?user=ada`), else from a key that is for one scope alone.
 * `/mcp/reference` or `?profile=reference` chooses the tools.
 */

import { z } from 'zod'
import { LociError } from '../errors.ts'
import type { Scope } from '../store/scope.ts'
import { type Caller, checkMayTouch } from './access.ts'
import type { GatewayParts, McpCall } from './gateway-parts.ts'
import { type Call, type Method, type Route, route } from './route.ts'

const PROFILE_DEFAULT = 'mem0'

const mcpQuery = z.strictObject({
  profile: z.string().optional(),
  user: z.string().optional(),
  agent: z.string().optional(),
  run: z.string().optional(),
})
type McpQuery = z.output<typeof mcpQuery>

const summaries: Partial<Record<Method, string>> = {
  POST: 'MCP over streamable HTTP: one message of the protocol.',
  GET: 'MCP: the stream of what the server has to tell.',
  DELETE: 'MCP: ends a session.',
}

function scopeFor({ user, agent, run }: McpQuery, caller: Caller): Scope | null {
  const named: Scope = {
    ...(user === undefined ? {} : { user }),
    ...(agent === undefined ? {} : { agent }),
    ...(run === undefined ? {} : { run }),
  }
  if (Object.keys(named).length > 0) return checkMayTouch(caller, named)
  return caller.scopes.length === 1 ? caller.scopes[0]! : null
}

function profileFor({ params, query }: Call<unknown, McpQuery>): string {
  const { profile } = params
  if (profile !== undefined && query.profile !== undefined && profile !== query.profile) {
    throw new LociError('INPUT_INVALID', 'the address names two profiles', {
      details: { field: 'profile' },
    })
  }
  return profile ?? query.profile ?? PROFILE_DEFAULT
}

export function mcpRoutes({ options }: GatewayParts): readonly Route[] {
  const { mcp } = options
  if (mcp === undefined) return []
  const handle = (call: Call<unknown, McpQuery>): Promise<Response> => {
    const { request, body, memory, caller, query } = call
    const asked: McpCall = {
      request,
      body,
      memory,
      callerId: caller.keyId,
      scope: scopeFor(query, caller),
      profile: profileFor(call),
    }
    return mcp.handle(asked)
  }
  const at = (path: string, method: 'POST' | 'GET' | 'DELETE'): Route =>
    route({
      method,
      path,
      summary: summaries[method]!,
      dialect: 'mcp',
      errors: ['FORBIDDEN', 'SCOPE_INVALID', 'TOO_BUSY'],
      query: mcpQuery,
      answerType: method === 'DELETE' ? 'application/json' : 'text/event-stream',
      // A waiting stream holds no slot: it would for as long as its client lives.
      isAlwaysServed: method === 'GET',
      ...(method === 'POST' ? { body: z.unknown() } : {}),
      handle: handle as never,
    })
  return ['/mcp', '/mcp/:profile'].flatMap((path) => [
    at(path, 'POST'),
    at(path, 'GET'),
    at(path, 'DELETE'),
  ])
}
