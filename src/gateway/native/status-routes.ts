/** Routes that tell how the process is: health, metrics, statistics, scopes, live events, the OpenAPI document. */

import type { GatewayParts } from '../gateway-parts.ts'
import { EVENT_HEARTBEAT_MS } from '../limits.ts'
import { type Route, route } from '../route.ts'
import { embeddingAnswer, healthAnswer, scopesAnswer, statsAnswer } from './answer-schemas.ts'

export function nativeStatusRoutes(parts: GatewayParts): readonly Route[] {
  const { options, metrics } = parts
  const health = route({
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the process answers.',
    access: 'open',
    isAlwaysServed: true,
    answer: healthAnswer,
    handle: async () => ({ status: 'ok', version: options.version }),
  })
  const scrape = route({
    method: 'GET',
    path: '/metrics',
    summary: 'Counters in Prometheus form.',
    isAlwaysServed: true,
    answerType: 'text/plain',
    handle: async () => {
      metrics.engines.read(parts.models.engines)
      const { contentType, body } = await metrics.text(await readings(parts))
      return new Response(body, { headers: { 'content-type': contentType } })
    },
  })
  const scopes = route({
    method: 'GET',
    path: '/api/scopes',
    summary: 'The scopes that hold memories, as far as the key may see them.',
    answer: scopesAnswer,
    handle: async ({ memory }) => ({ scopes: await memory.scopes() }),
  })
  const embedding = route({
    method: 'GET',
    path: '/api/embedding',
    summary: 'By what recall understands, and how far the vectors of an encoder are.',
    answer: embeddingAnswer,
    handle: ({ memory }) => memory.embedding(),
  })
  return [health, scrape, stats(parts), scopes, embedding, events(parts)]
}

async function readings(
  parts: GatewayParts,
): Promise<Parameters<GatewayParts['metrics']['text']>[0]> {
  const { slots, events, budget, options, cache, load } = parts
  const stats = await options.memory.stats()
  const { serving, making } = await options.memory.embedding()
  const encoder = making ?? serving
  return {
    loci_running_requests: slots.runningCount,
    loci_event_clients: events.clientCount,
    loci_held_body_bytes: budget.heldBytes,
    loci_memories: stats.cubeCount,
    loci_scopes: stats.scopeCount,
    loci_tombstones: stats.tombstoneCount,
    loci_log_position: stats.position,
    loci_store_bytes: stats.byteCount,
    loci_loaded_scopes: stats.loadedScopeCount,
    loci_loaded_rows: stats.loadedRowCount,
    loci_loaded_bytes: stats.loadedBytes,
    loci_vectors_done: encoder?.done ?? 0,
    loci_vectors_total: encoder?.total ?? 0,
    loci_embedding_running: Number(encoder?.isRunning ?? false),
    loci_cache_entries: cache?.entryCount ?? 0,
    loci_cache_bytes: cache?.byteCount ?? 0,
    loci_upstream_load: load.value,
  }
}

function stats({ options, limits, upstream, startedMs }: GatewayParts): Route {
  const { host, version } = options
  return route({
    method: 'GET',
    path: '/api/stats',
    summary: 'Sizes of the store, and how the gateway is set up.',
    answer: statsAnswer,
    handle: async ({ memory }) => ({
      stats: await memory.stats(),
      version,
      uptimeMs: Math.round(host.clock.monotonicMs() - startedMs),
      upstream:
        upstream === null ? { isConfigured: false } : { isConfigured: true, url: upstream.url },
      limits,
    }),
  })
}

function events(parts: GatewayParts): Route {
  return route({
    method: 'GET',
    path: '/events',
    summary: 'Live changes, recalls and requests over server-sent events.',
    isAlwaysServed: true,
    errors: ['TOO_BUSY'],
    answerType: 'text/event-stream',
    handle: async ({ caller }) => {
      const hello = { version: parts.options.version, heartbeatMs: EVENT_HEARTBEAT_MS }
      return new Response(parts.events.open(caller, hello), {
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      })
    },
  })
}
