/**
 * The machine on which policies are compared in virtual time, and one run on it: Llama-3.1-8B by the shipped roofline of a device.
 *
 * The cache is counted by vLLM's own rule. Everything but the policies is equal between the runs of one comparison: requests, machine,
 * limits of a step, seed.
 */

import type { EnginePolicies } from '../engine/engine-policies.ts'
import type { PolicyNames } from '../engine/engine-settings.ts'
import { deploymentOf } from '../planner/cost/deployment.ts'
import { linearStep } from '../planner/cost/linear-step.ts'
import { rooflineModel } from '../planner/cost/roofline-model.ts'
import { openDeviceCatalogue } from '../planner/hardware/device-catalogue.ts'
import { countParameters } from '../planner/model-shape/count-parameters.ts'
import { knownModel } from '../planner/model-shape/known-models.ts'
import { kvBudget } from '../planner/model-shape/kv-budget.ts'
import { roundRobin } from '../policy/routing/round-robin.ts'
import { openSimulatedEngine } from '../sim/open-simulated-engine.ts'
import type { SimulatedRequest } from '../sim/simulated-request.ts'
import { Simulation } from '../sim/simulation.ts'
import { reportOf, type ServiceLimits, type SimulationReport } from '../sim/simulation-report.ts'
import type { StepCost } from '../sim/step-cost.ts'
import { type EngineSettings, vllmSettings } from '../sim/vllm-settings.ts'

export const MODEL = 'llama-3.1-8b'
const STEP_TOKENS = 2048

export interface Stage {
  readonly device: string
  readonly capacityTokens: number
  readonly settings: EngineSettings
  readonly cost: StepCost
}

export interface StageRun {
  readonly simulation: Simulation
  readonly report: SimulationReport
}

export interface StageAsk {
  readonly requests: readonly SimulatedRequest[]
  readonly names: PolicyNames
  /** In place of those that are named. */
  readonly policies?: Partial<EnginePolicies>
  readonly limits?: ServiceLimits
}

export function openStage(deviceId: string, blockTokenCount = 16): Stage {
  const shape = knownModel(MODEL)
  const device = openDeviceCatalogue().get(deviceId)
  const budget = kvBudget({
    shape,
    memoryBytes: device.memoryBytes.value,
    weightBytes: countParameters(shape).total * 2,
    kvBytesPerElement: 2,
    blockTokens: blockTokenCount,
    stepTokensMax: STEP_TOKENS,
  })
  const settings = vllmSettings({
    blockCount: budget.blockCount,
    blockTokenCount,
    stepTokensMax: STEP_TOKENS,
  })
  const cost = linearStep(rooflineModel(deploymentOf({ shape, device })))
  const capacityTokens = budget.blockCount * blockTokenCount
  return { device: deviceId, capacityTokens, settings, cost }
}

export function runOn(stage: Stage, ask: StageAsk): StageRun {
  const { requests, names, policies = {}, limits } = ask
  const settings = { ...stage.settings, ...names }
  const engines = [openSimulatedEngine({ settings, cost: stage.cost, policies })]
  const simulation = new Simulation({ requests, engines, routing: roundRobin }).run()
  return { simulation, report: reportOf(simulation, limits === undefined ? {} : { limits }) }
}
