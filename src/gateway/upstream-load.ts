/**
 * How busy the upstream model is, measured from the calls that this gateway makes: what load adaptation of the cache goes by.
 *
 * Three signs, the worst counts (`policy/caching/load-adaptation.ts`): calls in flight against the most that may run; the time to
 * the first byte of streams against what it was while a call ran alone (whole answers take as long as they are long, so their
 * time says nothing); the share of calls that failed for load (429, 5xx, no answer). Moving averages: it forgets.
 */

import type { Clock } from '../host/clock.ts'
import { loadOf } from '../policy/caching/load-adaptation.ts'

/** Weight of a new measurement. */
const LATENCY_WEIGHT = 0.2
const BASELINE_WEIGHT = 0.05
const FAILURE_WEIGHT = 0.1

/** One call under way; `end` counts once. */
export interface MeasuredCall {
  /** The first byte of a stream has come. */
  firstByte(): void
  end(outcome: 'answered' | 'failed' | 'given-up'): void
}

export class UpstreamLoad {
  readonly #clock: Clock
  readonly #inFlightMax: number
  #inFlightCount = 0
  #latencyMs = 0
  #baselineLatencyMs = 0
  #failureShare = 0

  constructor(clock: Clock, inFlightMax: number) {
    this.#clock = clock
    this.#inFlightMax = inFlightMax
  }

  /** 0 idle to 1 overloaded. */
  get value(): number {
    return loadOf({
      latencyMs: this.#latencyMs,
      baselineLatencyMs: this.#baselineLatencyMs,
      inFlightCount: this.#inFlightCount,
      inFlightMax: this.#inFlightMax,
      failureShare: this.#failureShare,
    })
  }

  begin(): MeasuredCall {
    const startedMs = this.#clock.monotonicMs()
    const isAlone = this.#inFlightCount === 0
    this.#inFlightCount += 1
    let isOpen = true
    return {
      firstByte: () => {
        const tookMs = this.#clock.monotonicMs() - startedMs
        this.#latencyMs = mixed(this.#latencyMs, tookMs, LATENCY_WEIGHT)
        if (!isAlone) return
        this.#baselineLatencyMs = mixed(this.#baselineLatencyMs, tookMs, BASELINE_WEIGHT)
      },
      end: (outcome) => {
        if (!isOpen) return
        isOpen = false
        this.#inFlightCount -= 1
        // A caller who hung up says nothing about the upstream.
        if (outcome === 'given-up') return
        const failed = outcome === 'failed' ? 1 : 0
        this.#failureShare += FAILURE_WEIGHT * (failed - this.#failureShare)
      },
    }
  }
}

function mixed(average: number, measured: number, weight: number): number {
  return average === 0 ? measured : average + weight * (measured - average)
}

/** Whether an answer's status says that the upstream has too much to do. */
export function isOverloaded(status: number): boolean {
  return status === 429 || status >= 500
}
