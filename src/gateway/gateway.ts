/**
 * The gateway: one function from request to answer, and the order of what stands before a route.
 *
 * Order: which host and page asks, whether there is room, who asks, what is asked; only then is anything done. Every failure on the way
 * leaves as a row of the error table in the dialect of the caller. Closing lets running requests end within a named limit, ends the live
 * streams, then closes the memory; what comes meanwhile gets SHUTTING_DOWN.
 *
 * It opens no socket: `serve-gateway.ts` does.
 */

import { LociError } from '../errors.ts'
import { startTimer } from '../host/timers.ts'
import { OpenAiUpstream } from '../provider/openai-upstream.ts'
import { type Caller, checkAdministrator, identify, openCaller } from './access.ts'
import { CacheUpkeep } from './cache-upkeep.ts'
import { type Dialect, dialectOf, errorAnswer, statusOf } from './error-answer.ts'
import { EventStream } from './event-stream.ts'
import { finishAnswer, watchEnd } from './finish-answer.ts'
import type { GatewayOptions, GatewayParts } from './gateway-parts.ts'
import { GovernanceUpkeep } from './governance-upkeep.ts'
import { checkHost, checkOrigin, type GateOptions, preflightAnswer } from './host-and-origin.ts'
import { ABORT_WITHIN_MS, defaultLimits } from './limits.ts'
import { LocalUpstream } from './local/local-upstream.ts'
import { ServedModels } from './local/served-models.ts'
import { GatewayMetrics } from './metrics.ts'
import { RecentExchanges } from './openai/recent-exchanges.ts'
import { parseInput, queryOf } from './parse-input.ts'
import { BodyBudget } from './read-body.ts'
import { readRouteBody } from './read-route-body.ts'
import { RequestSlots, type Slot } from './request-slots.ts'
import { type Call, methods, type Route } from './route.ts'
import { createRouter, type Router } from './router.ts'
import { gatewayRoutes } from './routes.ts'
import { memoryFor } from './scoped-memory.ts'
import { UpstreamLoad } from './upstream-load.ts'

export interface Gateway extends AsyncDisposable {
  readonly fetch: (request: Request) => Promise<Response>
  /** Drains, then closes the memory. */
  close(): Promise<void>
}

/** For routes that answer while everything else is busy: nobody waits for them. */
function freeSlot(): Slot {
  return {
    signal: new AbortController().signal,
    finished: Promise.resolve(),
    hold: () => undefined,
    finish: () => undefined,
  }
}

/** Throws CONFIG_INVALID for a bad upstream address. */
export function createGateway(options: GatewayOptions): Gateway {
  return new OpenGateway(options)
}

class OpenGateway implements Gateway {
  readonly #parts: GatewayParts
  readonly #router: Router
  readonly #gate: GateOptions
  readonly #upkeep: CacheUpkeep | null
  readonly #governing: GovernanceUpkeep
  #closed: Promise<void> | undefined

  constructor(options: GatewayOptions) {
    this.#parts = createParts(options)
    const { cache } = this.#parts
    this.#upkeep = cache === null ? null : new CacheUpkeep(options, cache)
    this.#governing = new GovernanceUpkeep(options)
    this.#gate = {
      boundHostname: options.boundHostname ?? null,
      allowedHosts: options.allowedHosts ?? [],
      allowedOrigins: options.allowedOrigins ?? [],
    }
    this.#router = createRouter(gatewayRoutes(this.#parts), (route, params, request) =>
      this.#run(route, params, request),
    )
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname, host: urlHost } = new URL(request.url)
    let foreignOrigin: string | null = null
    let answer: Response
    try {
      const host = request.headers.get('host') ?? urlHost
      checkHost(host, this.#gate)
      foreignOrigin = checkOrigin(request.headers, host, this.#gate)
      answer = await this.#answer(request, foreignOrigin)
    } catch (error) {
      answer = this.#refuse(error, request, dialectOf(pathname))
    }
    return finishAnswer(answer, foreignOrigin)
  }

  close(): Promise<void> {
    this.#closed ??= this.#drain()
    return this.#closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #drain(): Promise<void> {
    const { slots, events, limits, options } = this.#parts
    const { drainMs } = limits
    events.close()
    options.mcp?.drain()
    const expired = Promise.withResolvers<void>()
    const stopAbort = startTimer(drainMs, () =>
      slots.abortAll(
        new LociError('SHUTTING_DOWN', `the request outlived ${drainMs} ms of draining`),
      ),
    )
    const stopWait = startTimer(drainMs + ABORT_WITHIN_MS, expired.resolve)
    await Promise.race([slots.whenIdle(), expired.promise])
    stopAbort()
    stopWait()
    await this.#upkeep?.close()
    await options.mcp?.close()
    await this.#governing.close()
    await options.memory.close()
  }

  async #answer(request: Request, foreignOrigin: string | null): Promise<Response> {
    if (this.#closed !== undefined) {
      throw new LociError('SHUTTING_DOWN', 'the gateway is closing')
    }
    if (request.method === 'OPTIONS' && foreignOrigin !== null) {
      return preflightAnswer(
        request,
        foreignOrigin,
        this.#router.methodsOf(new URL(request.url).pathname),
      )
    }
    return this.#router.dispatch(request)
  }

  /** A refusal before any route, or an address that has none. */
  #refuse(error: unknown, request: Request, dialect: Dialect): Response {
    const { metrics, options } = this.#parts
    const known = LociError.from(error)
    metrics.countError(known.code)
    this.#told(known, 'routing')
    const method = (methods as readonly string[]).includes(request.method)
      ? request.method
      : 'OTHER'
    const status = statusOf(known.code, dialect)
    metrics.countRequest({ route: 'none', method, status, latencyMs: 0 })
    const event = { method, route: 'none', status, latencyMs: 0, atMs: options.host.clock.nowMs() }
    this.#parts.events.tellRequest(null, event)
    return errorAnswer(known, dialect)
  }

  /** One routed request from its slot to the last byte of its answer. */
  async #run(route: Route, params: Call['params'], request: Request): Promise<Response> {
    const { slots, options, metrics, events } = this.#parts
    const { clock } = options.host
    const startedMs = clock.monotonicMs()
    let caller: Caller | null = null
    let slot = freeSlot()
    const ended = (status: number): void => {
      slot.finish()
      const latencyMs = clock.monotonicMs() - startedMs
      const outcome = { method: route.method, route: route.path, status, latencyMs }
      metrics.countRequest(outcome)
      if (route.path !== '/events') events.tellRequest(caller, { ...outcome, atMs: clock.nowMs() })
    }
    try {
      if (!route.isAlwaysServed) slot = slots.enter()
      caller = route.access === 'open' ? openCaller : await this.#identify(request)
      const answer = await this.#handle(route, { params, request, caller, slot })
      return watchEnd(request, answer, ended)
    } catch (error) {
      const known = LociError.from(error)
      if (!request.signal.aborted) metrics.countError(known.code)
      // That the caller left is no fault of ours; the reason that says so is not one of our errors.
      if (error !== request.signal.reason) this.#told(known, `${route.method} ${route.path}`)
      ended(statusOf(known.code, route.dialect))
      return errorAnswer(known, route.dialect)
    }
  }

  #identify({ headers }: Request): Promise<Caller> {
    const { store, requiresKey = false } = this.#parts.options
    return identify(headers, { store, requiresKey })
  }

  async #handle(
    route: Route,
    { params, request, caller, slot }: Pick<Call, 'params' | 'request' | 'caller' | 'slot'>,
  ): Promise<Response> {
    if (route.access === 'administrator')
      checkAdministrator(caller, `${route.method} ${route.path}`)
    const query = parseInput(route.query, queryOf(new URL(request.url)))
    const { body, text, release } = await readRouteBody(this.#parts, route, request)
    try {
      const answer = await route.handle({
        request,
        params,
        query: query as never,
        body: body as never,
        text,
        caller,
        memory: memoryFor(this.#parts.options.memory, caller),
        signal: AbortSignal.any([request.signal, slot.signal]),
        slot,
      })
      return answer instanceof Response ? answer : Response.json(answer)
    } finally {
      release()
    }
  }

  #told(error: LociError, where: string): void {
    if (error.code === 'INTERNAL') this.#parts.options.onProblem?.(error, where)
  }
}

function createParts(options: GatewayOptions): GatewayParts {
  const limits = { ...defaultLimits, ...options.limits }
  const metrics = new GatewayMetrics()
  const { host } = options
  const { clock } = host
  const models = new ServedModels(options.engines ?? [])
  const local = new LocalUpstream({
    models,
    host,
    counts: metrics.engines,
    onRefused: (code) => metrics.countError(code),
  })
  return {
    options,
    models,
    local,
    limits,
    metrics,
    events: new EventStream({
      memory: options.memory,
      clientsMax: limits.eventClientsMax,
      onDropped: () => metrics.countDroppedClient(),
    }),
    slots: new RequestSlots(limits.concurrentRequestsMax),
    budget: new BodyBudget(limits.bufferedBytesMax),
    upstream: options.upstream === undefined ? null : new OpenAiUpstream(options.upstream),
    load: options.load ?? new UpstreamLoad(clock, limits.concurrentRequestsMax),
    cache: options.cache ?? null,
    exchanges: new RecentExchanges(),
    startedMs: clock.monotonicMs(),
    async timed(operation, run) {
      const startedMs = clock.monotonicMs()
      const result = await run()
      metrics.countRecall(operation, clock.monotonicMs() - startedMs)
      return result
    },
  }
}
