/**
 * What a gateway counts, in Prometheus form. Each gateway has a registry of its own; nothing is global.
 *
 * Labels are closed sets (route patterns, methods, codes), so that no caller can grow the registry. Gauges are handed in
 * at each scrape.
 */

import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ErrorCode } from '../errors.ts'
import { EngineMetrics } from './local/engine-metrics.ts'

const fastSeconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60]
const upstreamSeconds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

export interface RequestOutcome {
  readonly route: string
  readonly method: string
  readonly status: number
  readonly latencyMs: number
}

/** What is read at each scrape and not counted along the way. */
const gaugeHelp = {
  loci_running_requests: 'Requests that are running.',
  loci_event_clients: 'Listeners of /events.',
  loci_held_body_bytes: 'Bytes of request bodies held.',
  loci_memories: 'Memories, the trash included.',
  loci_scopes: 'Scopes with memories.',
  loci_tombstones: 'Purged memories.',
  loci_log_position: 'Position of the last event.',
  loci_store_bytes: 'Size of the store.',
  loci_loaded_scopes: 'Scopes held ready for recall.',
  loci_loaded_rows: 'Memories held ready for recall.',
  loci_loaded_bytes: 'Bytes of what is held ready.',
  loci_vectors_done:
    'Memories that have the vector of the encoder that is being made, else of the serving one.',
  loci_vectors_total: 'Memories that are to have it; 0 without an encoder.',
  loci_embedding_running: 'Whether vectors are being made.',
  loci_cache_entries: 'Answers in the cache.',
  loci_cache_bytes: 'Bytes of cached answers.',
  loci_upstream_load: 'How busy the upstream is: 0 idle to 1 overloaded.',
} as const
type GaugeName = keyof typeof gaugeHelp
export type GaugeReadings = Readonly<Record<GaugeName, number>>

export class GatewayMetrics {
  readonly engines: EngineMetrics
  readonly #registry = new Registry()
  readonly #requests: Counter<'route' | 'method' | 'status'>
  readonly #requestSeconds: Histogram<'route'>
  readonly #errors: Counter<'code'>
  readonly #recallSeconds: Histogram<'operation'>
  readonly #upstreamSeconds: Histogram<'part'>
  readonly #remembered: Counter<'outcome'>
  readonly #cache: Counter<'outcome'>
  readonly #droppedClients: Counter
  readonly #gauges = new Map<string, Gauge>()

  constructor() {
    const registers = [this.#registry]
    this.engines = new EngineMetrics(this.#registry)
    this.#requests = new Counter({
      name: 'loci_requests_total',
      help: 'Requests answered.',
      labelNames: ['route', 'method', 'status'],
      registers,
    })
    this.#requestSeconds = new Histogram({
      name: 'loci_request_seconds',
      help: 'From the request to the last byte of its answer.',
      labelNames: ['route'],
      buckets: requestSeconds,
      registers,
    })
    this.#errors = new Counter({
      name: 'loci_errors_total',
      help: 'Errors by code of the error table.',
      labelNames: ['code'],
      registers,
    })
    this.#recallSeconds = new Histogram({
      name: 'loci_recall_seconds',
      help: 'Time that one recall took.',
      labelNames: ['operation'],
      buckets: fastSeconds,
      registers,
    })
    this.#upstreamSeconds = new Histogram({
      name: 'loci_upstream_seconds',
      help: 'Time to the first byte and to the end of an upstream answer.',
      labelNames: ['part'],
      buckets: upstreamSeconds,
      registers,
    })
    this.#remembered = new Counter({
      name: 'loci_exchanges_total',
      help: 'Chat exchanges by what became of them in memory.',
      labelNames: ['outcome'],
      registers,
    })
    this.#cache = new Counter({
      name: 'loci_cache_requests_total',
      help: 'Chats that could be cached, by what the answer cache did.',
      labelNames: ['outcome'],
      registers,
    })
    this.#droppedClients = new Counter({
      name: 'loci_event_clients_dropped_total',
      help: 'Listeners of /events that read too slowly.',
      registers,
    })
    for (const [name, help] of Object.entries(gaugeHelp)) {
      this.#gauges.set(name, new Gauge({ name, help, registers }))
    }
  }

  countRequest({ route, method, status, latencyMs }: RequestOutcome): void {
    this.#requests.inc({ route, method, status: String(status) })
    this.#requestSeconds.observe({ route }, latencyMs / 1000)
  }

  countError(code: ErrorCode): void {
    this.#errors.inc({ code })
  }

  countRecall(operation: 'recall' | 'context' | 'ask', latencyMs: number): void {
    this.#recallSeconds.observe({ operation }, latencyMs / 1000)
  }

  countUpstream(part: 'first-byte' | 'whole', latencyMs: number): void {
    this.#upstreamSeconds.observe({ part }, latencyMs / 1000)
  }

  countExchange(outcome: 'remembered' | 'interrupted' | 'repeated' | 'failed'): void {
    this.#remembered.inc({ outcome })
  }

  /** `joined`: given the answer of a call that another had begun. */
  countCache(outcome: 'hit' | 'miss' | 'refused' | 'bypass' | 'joined' | 'failed'): void {
    this.#cache.inc({ outcome })
  }

  countDroppedClient(): void {
    this.#droppedClients.inc()
  }

  async text(
    readings: GaugeReadings,
  ): Promise<{ readonly contentType: string; readonly body: string }> {
    for (const [name, value] of Object.entries(readings)) this.#gauges.get(name)!.set(value)
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() }
  }
}
