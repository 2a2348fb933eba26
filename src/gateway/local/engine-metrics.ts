/**
 * What the engines of this process count, in Prometheus form, in the gateway's registry.
 *
 * The label is the model's name: a closed set, because unknown names are refused. Times are the engine's own. Aborted answers have no
 * times; they show in the difference of requests.
 */

import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { LocalChatPart } from '../../engine/local-chat.ts'
import type { LocalEngine } from '../../engine/local-engine.ts'

const firstTokenSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
const tokenSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

type End = Extract<LocalChatPart, { readonly kind: 'end' }>

export interface EngineCounts {
  /** An answer came to its end. */
  ended(model: string, end: End): void
}

const gaugeHelp = {
  loci_engine_waiting: 'Requests that wait in the queue of the engine.',
  loci_engine_running: 'Requests that are being computed.',
  loci_engine_steps: 'Steps computed since the start.',
  loci_engine_preemptions:
    'Requests that gave their blocks back and were computed again, since the start.',
} as const

export class EngineMetrics implements EngineCounts {
  readonly #ttft: Histogram<'model'>
  readonly #tpot: Histogram<'model'>
  readonly #tokens: Counter<'model' | 'kind'>
  readonly #answers: Counter<'model' | 'reason'>
  readonly #blocks: Gauge<'model' | 'state'>
  readonly #gauges: Readonly<Record<keyof typeof gaugeHelp, Gauge<'model'>>>

  constructor(registry: Registry) {
    const registers = [registry]
    this.#ttft = new Histogram({
      name: 'loci_engine_ttft_seconds',
      help: 'From the request to the first token: waiting and prefill.',
      labelNames: ['model'],
      buckets: firstTokenSeconds,
      registers,
    })
    this.#tpot = new Histogram({
      name: 'loci_engine_tpot_seconds',
      help: 'Time of one further token, mean of an answer.',
      labelNames: ['model'],
      buckets: tokenSeconds,
      registers,
    })
    this.#tokens = new Counter({
      name: 'loci_engine_tokens_total',
      help: 'Tokens of answers that came to their end: of prompts, of these cached, and generated.',
      labelNames: ['model', 'kind'],
      registers,
    })
    this.#answers = new Counter({
      name: 'loci_engine_answers_total',
      help: 'Answers by the reason that they ended for.',
      labelNames: ['model', 'reason'],
      registers,
    })
    this.#blocks = new Gauge({
      name: 'loci_engine_kv_blocks',
      help: 'Blocks of the KV cache: held by requests, cached (can be taken back), free.',
      labelNames: ['model', 'state'],
      registers,
    })
    const gauge = (name: keyof typeof gaugeHelp): Gauge<'model'> =>
      new Gauge({ name, help: gaugeHelp[name], labelNames: ['model'], registers })
    this.#gauges = {
      loci_engine_waiting: gauge('loci_engine_waiting'),
      loci_engine_running: gauge('loci_engine_running'),
      loci_engine_steps: gauge('loci_engine_steps'),
      loci_engine_preemptions: gauge('loci_engine_preemptions'),
    }
  }

  ended(model: string, { reason, usage, timings }: End): void {
    const { promptTokens, cachedTokens, completionTokens } = usage
    this.#ttft.observe({ model }, (timings.queueMs + timings.prefillMs) / 1_000)
    if (completionTokens > 1) {
      this.#tpot.observe({ model }, timings.decodeMs / (completionTokens - 1) / 1_000)
    }
    this.#tokens.inc({ model, kind: 'prompt' }, promptTokens)
    this.#tokens.inc({ model, kind: 'cached' }, cachedTokens)
    this.#tokens.inc({ model, kind: 'completion' }, completionTokens)
    this.#answers.inc({ model, reason })
  }

  /** Before each scrape. */
  read(engines: readonly LocalEngine[]): void {
    for (const { facts, current } of engines) {
      const stats = current?.chat?.engine.stats()
      if (stats === undefined) continue
      const model = { model: facts.name }
      const { blockCount, freeBlockCount, cachedBlockCount } = stats
      this.#gauges.loci_engine_waiting.set(model, stats.waitingCount)
      this.#gauges.loci_engine_running.set(model, stats.runningCount)
      this.#gauges.loci_engine_steps.set(model, stats.stepCount)
      this.#gauges.loci_engine_preemptions.set(model, stats.preemptionCount)
      const held = blockCount - freeBlockCount - cachedBlockCount
      this.#blocks.set({ ...model, state: 'held' }, held)
      this.#blocks.set({ ...model, state: 'cached' }, cachedBlockCount)
      this.#blocks.set({ ...model, state: 'free' }, freeBlockCount)
    }
  }
}
