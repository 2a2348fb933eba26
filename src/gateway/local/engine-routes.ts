/** How the models of this process are: whether they are ready, what each takes and how busy it is. */

import { z } from 'zod'
import type { LocalEngine } from '../../engine/local-engine.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { RETRY_AFTER_SECONDS } from '../limits.ts'
import { type Route, route } from '../route.ts'

const count = z.number().int()

const engineAnswer = z.strictObject({
  engines: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['decoder', 'encoder']),
      state: z.enum(['loading', 'ready', 'failed', 'closed']),
      architecture: z.string(),
      parameterCount: count,
      weightsByteCount: count,
      contextTokensMax: count,
      parallelCount: count,
      threadCount: count,
      kv: z
        .strictObject({
          type: z.string(),
          layout: z.string(),
          bytesPerToken: count,
          tokenCount: count,
          byteCount: count,
        })
        .nullable(),
      kernels: z.string().nullable(),
      notes: z.array(z.string()),
      load: z
        .strictObject({
          waitingCount: count,
          runningCount: count,
          blockCount: count,
          freeBlockCount: count,
          cachedBlockCount: count,
          stepCount: count,
          preemptionCount: count,
        })
        .nullable(),
    }),
  ),
})

/** Null: still loading, or an encoder. */
function loadOf({ current }: LocalEngine): object | null {
  const stats = current?.chat?.engine.stats()
  if (stats === undefined) return null
  const { waitingCount, runningCount, blockCount, freeBlockCount, cachedBlockCount } = stats
  const { stepCount, preemptionCount } = stats
  return {
    waitingCount,
    runningCount,
    blockCount,
    freeBlockCount,
    cachedBlockCount,
    stepCount,
    preemptionCount,
  }
}

function described(engine: LocalEngine): object {
  const { facts, state, current } = engine
  const { path, fingerprint, ...shown } = facts
  return {
    ...shown,
    state,
    kernels: current?.kernels ?? null,
    notes: current?.notes ?? [],
    load: loadOf(engine),
  }
}

export function engineRoutes({ models }: GatewayParts): readonly Route[] {
  const engine = route({
    method: 'GET',
    path: '/api/engine',
    summary: 'The models that run in this process: what each takes, and how busy it is.',
    answer: engineAnswer,
    handle: async () => ({ engines: models.engines.map(described) }),
  })
  const health = route({
    method: 'GET',
    path: '/health',
    summary: 'Whether every model of this process is ready: 200, or 503 while one loads.',
    access: 'open',
    isAlwaysServed: true,
    answer: z.strictObject({ status: z.enum(['ok', 'loading model', 'error']) }),
    handle: async () => {
      const states = models.engines.map(({ state }) => state)
      if (states.includes('failed')) return Response.json({ status: 'error' }, { status: 503 })
      if (!states.includes('loading')) return { status: 'ok' }
      const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) }
      return Response.json({ status: 'loading model' }, { status: 503, headers })
    },
  })
  return [engine, health]
}
