/**
 * What the routes of one gateway share: the options it was made with, and the parts that live as long as it does.
 */

import type { AnswerCache } from '../cache/answer-cache.ts'
import type { LocalEngine } from '../engine/local-engine.ts'
import type { LociError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { Memory } from '../memory/memory.ts'
import type { Embedder } from '../model/embedder.ts'
import type { ChatUpstream } from '../provider/chat-upstream.ts'
import type { Scope } from '../store/scope.ts'
import type { Store } from '../store/store.ts'
import type { EventStream } from './event-stream.ts'
import type { GatewayLimits } from './limits.ts'
import type { LocalUpstream } from './local/local-upstream.ts'
import type { ServedModels } from './local/served-models.ts'
import type { GatewayMetrics } from './metrics.ts'
import type { RecentExchanges } from './openai/recent-exchanges.ts'
import type { BodyBudget } from './read-body.ts'
import type { RequestSlots } from './request-slots.ts'
import type { UpstreamLoad } from './upstream-load.ts'

export interface UpstreamOptions {
  /** Base address of an OpenAI-compatible endpoint, up to and with `/v1`. */
  readonly url: string
  readonly apiKey?: string | undefined
  /** Longest silence: until the first byte, and between two. */
  readonly timeoutMs: number
}

export type ImportText = (input: {
  readonly memory: Memory
  readonly scope?: Scope
  readonly format: string
  readonly text: string
  readonly name: string
}) => Promise<object>

export type ExportLines = (input: {
  readonly memory: Memory
  readonly scope: Scope
}) => AsyncIterable<string>

/** One request to the MCP server, let through by the gateway. */
export interface McpCall {
  readonly request: Request
  readonly body: unknown
  /** Held to the caller's scopes. */
  readonly memory: Memory
  readonly callerId: string | null
  readonly scope: Scope | null
  readonly profile: string
}

export interface McpHandler {
  handle(call: McpCall): Promise<Response>
  /** The gateway closes: running calls go on, streams that wait end. */
  drain(): void
  close(): Promise<void>
}

export interface GatewayOptions {
  readonly host: Pick<Host, 'clock' | 'random' | 'disk'>
  /** Closed together with the gateway. */
  readonly memory: Memory
  readonly store: Pick<Store, 'keys' | 'verify' | 'position' | 'positionAt' | 'cubes' | 'log'>
  readonly version: string
  /** Serves /v1/embeddings; null or absent: nothing does. Closed by whoever opened it. */
  readonly embedder?: Embedder | null | undefined
  readonly upstream?: UpstreamOptions | undefined
  /** Models that run in this process, under names of their own. Closed by whoever opened them, after the gateway. */
  readonly engines?: readonly LocalEngine[] | undefined
  /** Stands before the upstream. Without it every chat asks the model. */
  readonly cache?: AnswerCache | undefined
  /** How busy the upstream is, where the cache that was handed in goes by it. */
  readonly load?: UpstreamLoad | undefined
  readonly allowedHosts?: readonly string[]
  readonly allowedOrigins?: readonly string[]
  readonly limits?: Partial<GatewayLimits>
  /** The built dashboard; null or absent: a page that says how to build it. */
  readonly dashboardFolder?: string | null
  /** Handed in by whoever composes, because the formats live elsewhere. Without it /api/import does not exist. */
  readonly importText?: ImportText | undefined
  /** Serves /mcp; handed in, because the protocol lives elsewhere. Closed together with the gateway. */
  readonly mcp?: McpHandler | undefined
  /** Lines without their line breaks. Default: one cube a line, as JSON. */
  readonly exportLines?: ExportLines | undefined
  /** The address that the gateway is bound to. */
  readonly boundHostname?: string | null
  /** Refuse callers without a key even while the store has none. */
  readonly requiresKey?: boolean
  /** Told of faults that no caller sees whole: INTERNAL errors, an exchange that could not be remembered. */
  readonly onProblem?: ((error: LociError, where: string) => void) | undefined
}

export interface GatewayParts {
  readonly options: GatewayOptions
  readonly limits: GatewayLimits
  readonly metrics: GatewayMetrics
  readonly events: EventStream
  readonly slots: RequestSlots
  readonly budget: BodyBudget
  readonly upstream: ChatUpstream | null
  /** The models of this process: asked first, for their own names alone. */
  readonly local: LocalUpstream
  readonly models: ServedModels
  readonly load: UpstreamLoad
  readonly cache: AnswerCache | null
  readonly exchanges: RecentExchanges
  readonly startedMs: number
  /** Times a recall and counts it. */
  readonly timed: <T>(operation: 'recall' | 'context' | 'ask', run: () => Promise<T>) => Promise<T>
}
