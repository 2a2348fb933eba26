/**
 * A recorded run under another policy: what was, what the simulator says of the same policies, and what it says of the others.
 *
 * The recording teaches three things: what came, how long answers were, and how long steps took (T0). The run as it was is replayed
 * first, so that a recording that another version of the core would decide otherwise is told as such. The simulated run of the same
 * policies stands between, because two simulations can be compared where a simulation and a measurement cannot.
 */

import { roundRobin } from '../../policy/routing/round-robin.ts'
import { openReplayed, openSimulatedEngine } from '../../sim/open-simulated-engine.ts'
import { type LogEntry, replayRecording } from '../../sim/replay-recording.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { Simulation } from '../../sim/simulation.ts'
import {
  type RequestTimes,
  reportOf,
  requestTimes,
  type SimulationReport,
} from '../../sim/simulation-report.ts'
import type { EngineSettings } from '../../sim/vllm-settings.ts'
import type { CostModel } from '../cost/cost-model.ts'
import { fittedStep } from '../cost/fitted-step.ts'
import type { PolicyNames } from './simulate-deployment.ts'

export interface ReplayedRun {
  readonly requestCount: number
  readonly stepCount: number
  /** Null: the core of today decides as the recorded one did. */
  readonly divergedAtStep: number | null
  readonly policies: Required<PolicyNames>
  readonly changed: Required<PolicyNames>
  readonly recorded: RequestTimes
  readonly same: SimulationReport
  readonly other: SimulationReport
  readonly tier: CostModel['tier']
  readonly band80: CostModel['band80']
}

function policiesOf(settings: EngineSettings): Required<PolicyNames> {
  const { admission, ordering, eviction, retention } = settings
  return { admission, ordering, eviction, retention }
}

function run(
  requests: readonly SimulatedRequest[],
  settings: EngineSettings,
  cost: CostModel,
): SimulationReport {
  const engines = [openSimulatedEngine({ settings, cost })]
  return reportOf(new Simulation({ requests, engines, routing: roundRobin }).run())
}

/** Throws INPUT_INVALID for a recording with too few steps, POLICY_UNKNOWN. */
export function replayRun(log: readonly LogEntry[], policies: PolicyNames): ReplayedRun {
  const { settings, ledger, requests, steps, engine, divergedAtStep } = replayRecording(
    log,
    openReplayed,
  )
  const cost = fittedStep(steps, 'the steps of the recording')
  const startMs = requests[0]?.arrivalMs ?? 0
  const workload = requests.map((request) => ({
    ...request,
    arrivalMs: request.arrivalMs - startMs,
  }))
  const changed = { ...settings, ...policies }
  return {
    requestCount: requests.length,
    stepCount: engine.stepCount,
    divergedAtStep,
    policies: policiesOf(settings),
    changed: policiesOf(changed),
    recorded: requestTimes(ledger),
    same: run(workload, settings, cost),
    other: run(workload, changed, cost),
    tier: cost.tier,
    band80: cost.band80,
  }
}
