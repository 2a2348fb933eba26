/**
 * The MCP server over streamable HTTP (specification 2025-06-18): sessions, each a server of its own on the SDK's web-standard transport.
 *
 * Opens no socket: requests come in as web Requests that a gateway has let through. A session belongs to the key that began it; under
 * another key, or unknown, it is as if it were not there (404, so that a client begins anew). Bounded: past MCP_SESSIONS_MAX the one that is
 * idle longest goes, and where none is idle the newcomer is refused. Idle sessions end after MCP_IDLE_MS.
 */

import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js'
import { LociError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { Memory } from '../memory/memory.ts'
import { watchedAnswer } from '../stdx/watched-answer.ts'
import { createMcpServer, type McpServer } from './create-mcp-server.ts'
import type { McpScope } from './mcp-tool.ts'

export const MCP_SESSIONS_MAX = 256
export const MCP_IDLE_MS = 1_800_000
const SESSION_ID_BYTES = 24
const SESSION_HEADER = 'mcp-session-id'
/** As the SDK answers for a session that is gone. */
const SESSION_NOT_FOUND = -32_001
const BAD_REQUEST = -32_000

export interface McpHttpCall {
  readonly request: Request
  /** The parsed body of a POST. */
  readonly body: unknown
  /** Held to what the caller may touch. */
  readonly memory: Memory
  /** Who calls; null for nobody in particular. */
  readonly callerId: string | null
  /** Used where a tool call names no scope. */
  readonly scope: McpScope | null
  readonly profile: string
}

export interface McpHttp {
  /** Throws TOO_BUSY, SHUTTING_DOWN, and INPUT_INVALID for an unknown profile. */
  handle(call: McpHttpCall): Promise<Response>
  readonly sessionCount: number
  /** No new sessions, and no streams that wait for news; calls that run go on. */
  drain(): void
  close(): Promise<void>
}

export interface McpHttpOptions {
  readonly host: Pick<Host, 'clock' | 'random'>
  readonly version: string
  readonly sessionsMax?: number
  readonly idleMs?: number
}

interface Session {
  readonly id: string
  /** Whose it is and what it was begun for. */
  readonly owner: string
  readonly mcp: McpServer
  readonly transport: WebStandardStreamableHTTPServerTransport
  lastUsedMs: number
  /** Answers that are not yet read to their end. */
  openCount: number
}

function refusal(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status })
}

/** A request of another key, scope or profile is not of the session. */
function ownerOf({ callerId, scope, profile }: McpHttpCall): string {
  return JSON.stringify([callerId, scope?.user, scope?.agent, scope?.run, profile])
}

export function createMcpHttp(options: McpHttpOptions): McpHttp {
  return new McpSessions(options)
}

class McpSessions implements McpHttp {
  readonly #host: McpHttpOptions['host']
  readonly #version: string
  readonly #sessionsMax: number
  readonly #idleMs: number
  readonly #sessions = new Map<string, Session>()
  #isDraining = false

  constructor(options: McpHttpOptions) {
    this.#host = options.host
    this.#version = options.version
    this.#sessionsMax = options.sessionsMax ?? MCP_SESSIONS_MAX
    this.#idleMs = options.idleMs ?? MCP_IDLE_MS
  }

  get sessionCount(): number {
    return this.#sessions.size
  }

  async handle(call: McpHttpCall): Promise<Response> {
    if (this.#isDraining) throw new LociError('SHUTTING_DOWN', 'the MCP server is closing')
    await this.#endIdle()
    const id = call.request.headers.get(SESSION_HEADER)
    if (id !== null) {
      const session = this.#sessions.get(id)
      const isOwn = session !== undefined && session.owner === ownerOf(call)
      return isOwn
        ? this.#pass(session, call)
        : refusal(404, SESSION_NOT_FOUND, 'Session not found')
    }
    const isFirst = call.request.method === 'POST' && isInitializeRequest(call.body)
    if (isFirst) return this.#begin(call)
    return refusal(400, BAD_REQUEST, 'Bad Request: Mcp-Session-Id header is required')
  }

  drain(): void {
    this.#isDraining = true
    for (const { transport } of this.#sessions.values()) transport.closeStandaloneSSEStream()
  }

  async close(): Promise<void> {
    this.drain()
    const sessions = [...this.#sessions.values()]
    await Promise.all(sessions.map(({ mcp }) => mcp.settled()))
    await Promise.all(sessions.map((session) => this.#end(session)))
  }

  async #pass(session: Session, { request, body }: McpHttpCall): Promise<Response> {
    session.openCount += 1
    const ended = (): void => {
      session.openCount -= 1
      session.lastUsedMs = this.#host.clock.monotonicMs()
    }
    try {
      const parsed = request.method === 'POST' ? { parsedBody: body } : {}
      return watchedAnswer(await session.transport.handleRequest(request, parsed), ended)
    } catch (error) {
      ended()
      throw error
    }
  }

  async #begin(call: McpHttpCall): Promise<Response> {
    const session = this.#newSession(call)
    const { mcp, transport } = session
    // Room is made and taken in one step, so that newcomers at the same time cannot pass the bound together.
    const evicted = this.#takePlace(session)
    await evicted?.mcp.server.close()
    await mcp.server.connect(transport)
    const answer = await this.#pass(session, call)
    session.openCount -= 1
    // What the transport refused (a wrong Accept header) began nothing.
    if (transport.sessionId === undefined) await this.#end(session)
    return answer
  }

  #newSession(call: McpHttpCall): Session {
    const { memory, scope: defaultScope, profile } = call
    const id = this.#newId()
    const mcp = createMcpServer({ memory, version: this.#version, defaultScope, profile })
    mcp.server.onclose = () => {
      this.#sessions.delete(id)
      mcp.ended()
    }
    return {
      id,
      owner: ownerOf(call),
      mcp,
      transport: new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id }),
      lastUsedMs: this.#host.clock.monotonicMs(),
      openCount: 1,
    }
  }

  /** Not to be guessed: whoever knows it, under the same key, speaks in the session. */
  #newId(): string {
    const bytes = this.#host.random.bytes(SESSION_ID_BYTES)
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  #longestIdle(): Session | undefined {
    return [...this.#sessions.values()]
      .filter(({ openCount }) => openCount === 0)
      .sort((a, b) => a.lastUsedMs - b.lastUsedMs)[0]
  }

  async #endIdle(): Promise<void> {
    const sinceMs = this.#host.clock.monotonicMs() - this.#idleMs
    for (const session of [...this.#sessions.values()]) {
      if (session.openCount === 0 && session.lastUsedMs < sinceMs) await this.#end(session)
    }
  }

  /** Returns the session that had to go for it. */
  #takePlace(session: Session): Session | undefined {
    const isFull = this.#sessions.size >= this.#sessionsMax
    const evicted = isFull ? this.#longestIdle() : undefined
    if (isFull && evicted === undefined) {
      throw new LociError('TOO_BUSY', `${this.#sessionsMax} MCP sessions are at work already`)
    }
    if (evicted !== undefined) this.#sessions.delete(evicted.id)
    this.#sessions.set(session.id, session)
    return evicted
  }

  async #end({ id, mcp }: Session): Promise<void> {
    this.#sessions.delete(id)
    await mcp.server.close()
  }
}
