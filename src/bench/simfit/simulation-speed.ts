/**
 * How many requests a second one core simulates: Llama-3.1-8B on one H100, 2,048 tokens a step, each trace from beginning to end.
 *
 * Reading the trace is not part of it. A round takes the time that passed or the processor time of this process, whatever is less: other
 * processes stretch the one, helper threads the other. The best of some rounds counts; steps, tokens and the hash of all decisions
 * are the same in each, and stand beside the time.
 */

import { roundRobin } from '../../policy/routing/round-robin.ts'
import { openSimulatedEngine } from '../../sim/open-simulated-engine.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { Simulation } from '../../sim/simulation.ts'
import { assert } from '../../stdx/assert.ts'
import { openStage, type Stage } from '../serving-stage.ts'

const DEVICE = 'h100-sxm'

export interface SpeedResult {
  readonly requestsPerSecond: number
  readonly microsecondsPerStep: number
  readonly stepCount: number
  readonly tokenCount: number
  readonly cachedTokens: number
  readonly preemptionCount: number
  readonly virtualSeconds: number
  readonly decisionHash: string
}

export interface Watch {
  nowMs(): number
  /** Processor time of this process; null: not known. */
  ownMs(): number | null
}

interface Round {
  readonly ms: number
  readonly simulation: Simulation
}

function round(
  requests: readonly SimulatedRequest[],
  { settings, cost }: Stage,
  watch: Watch,
): Round {
  const [startMs, startOwnMs] = [watch.nowMs(), watch.ownMs()]
  const engines = [openSimulatedEngine({ settings, cost })]
  const simulation = new Simulation({ requests, engines, routing: roundRobin }).run()
  const passedMs = watch.nowMs() - startMs
  const ownMs = startOwnMs === null ? passedMs : watch.ownMs()! - startOwnMs
  return { ms: Math.min(passedMs, ownMs), simulation }
}

export function simulationSpeed(
  requests: readonly SimulatedRequest[],
  { blockTokenCount, rounds }: { readonly blockTokenCount: number; readonly rounds: number },
  watch: Watch,
): SpeedResult {
  const stage = openStage(DEVICE, blockTokenCount)
  const all = Array.from({ length: rounds }, () => round(requests, stage, watch))
  const ms = Math.min(...all.map((one) => one.ms))
  const { engine } = all[0]!.simulation.replicas[0]!
  assert(
    all.every(
      ({ simulation }) => simulation.replicas[0]!.engine.decisionHash === engine.decisionHash,
    ),
    'rounds decide the same',
  )
  const { simulation } = all[0]!
  const { stepCount, cachedTokens, preemptionCount } = engine.stats()
  return {
    requestsPerSecond: (requests.length / ms) * 1000,
    microsecondsPerStep: (ms * 1000) / stepCount,
    stepCount,
    tokenCount: simulation.ledger.tokenCount.reduce((sum, count) => sum + count, 0),
    cachedTokens,
    preemptionCount,
    virtualSeconds: simulation.nowMs / 1000,
    decisionHash: engine.decisionHash,
  }
}
