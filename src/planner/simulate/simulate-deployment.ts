/**
 * A deployment under a workload: what the simulator says of it, with the tier of the evidence and the band that follows from it.
 *
 * The cache is counted by vLLM's own rule, time is a roofline's (T3) unless another model is handed in. The run is made three times:
 * as predicted, and with every step at either end of the model's 80 % band; requests and draws are the same in each.
 */

import { LociError } from '../../errors.ts'
import { routingPolicies } from '../../policy/routing/registry.ts'
import type { RoutingPolicy } from '../../policy/routing/routing-policy.ts'
import { openSimulatedEngine } from '../../sim/open-simulated-engine.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { type SimulatedEngine, Simulation } from '../../sim/simulation.ts'
import { reportOf, type ServiceLimits, type SimulationReport } from '../../sim/simulation-report.ts'
import { type EngineSettings, type VllmKnobs, vllmSettings } from '../../sim/vllm-settings.ts'
import type { CostModel } from '../cost/cost-model.ts'
import { type Deployment, deviceCount } from '../cost/deployment.ts'
import { linearStep } from '../cost/linear-step.ts'
import { rooflineModel } from '../cost/roofline-model.ts'
import { cheapestPrice } from '../hardware/device.ts'
import { countParameters } from '../model-shape/count-parameters.ts'
import { type KvBudget, kvBudget } from '../model-shape/kv-budget.ts'
import { kvBytesPerToken } from '../model-shape/model-shape.ts'
import { numberFormats } from '../model-shape/number-format.ts'

/** Share of the board's power that an idle device takes, where nothing was measured. */
const IDLE_POWER_SHARE = 0.15

export type PolicyNames = Partial<
  Pick<EngineSettings, 'admission' | 'ordering' | 'eviction' | 'retention'>
>

export interface SimulatedDeployment {
  readonly deployment: Deployment
  readonly requests: readonly SimulatedRequest[]
  readonly replicaCount: number
  /** Replicas that compute answers, beside those that compute prompts; 0: each does both. */
  readonly decoderCount?: number
  readonly knobs?: Omit<VllmKnobs, 'blockCount'>
  readonly policies?: PolicyNames
  readonly routing?: string
  readonly limits?: ServiceLimits
  readonly seed?: number
  /** Default: a roofline. */
  readonly model?: CostModel
  readonly onProgress?: (endedCount: number) => void
}

export interface DeploymentResult {
  readonly report: SimulationReport
  /** At the quick and at the slow end of the band. */
  readonly band: readonly [SimulationReport, SimulationReport]
  readonly tier: CostModel['tier']
  readonly origin: string
  readonly band80: CostModel['band80']
  readonly budget: KvBudget
  readonly deviceCount: number
}

export function routingNamed(name: string): RoutingPolicy {
  const policy = Object.hasOwn(routingPolicies, name)
    ? routingPolicies[name as keyof typeof routingPolicies]
    : undefined
  if (policy !== undefined) return policy
  const known = Object.keys(routingPolicies).join(', ')
  const says = `there is no routing policy ${JSON.stringify(name)}; there are ${known}`
  throw new LociError('POLICY_UNKNOWN', says)
}

/** Blocks of one copy. Throws INPUT_INVALID where not one fits. */
export function budgetOf(deployment: Deployment, knobs: Omit<VllmKnobs, 'blockCount'>): KvBudget {
  const { shape, device, weightFormat, kvFormat, tensorParallel, pipelineParallel } = deployment
  const budget = kvBudget({
    shape,
    memoryBytes: device.memoryBytes.value,
    weightBytes: countParameters(shape).total * numberFormats[weightFormat].bytesPerElement,
    kvBytesPerElement: numberFormats[kvFormat].bytesPerElement,
    tensorParallel,
    pipelineParallel,
    ...(knobs.blockTokenCount === undefined ? {} : { blockTokens: knobs.blockTokenCount }),
    ...(knobs.stepTokensMax === undefined ? {} : { stepTokensMax: knobs.stepTokensMax }),
    ...(knobs.stepSequencesMax === undefined ? {} : { sequencesMax: knobs.stepSequencesMax }),
  })
  if (budget.blockCount > 0) return budget
  const says = `${shape.name} does not fit ${tensorParallel * pipelineParallel} x ${device.id}`
  const short = (budget.shortBytes / 1e9).toFixed(1)
  throw new LociError('INPUT_INVALID', `${says}: ${short} GB are missing for one block of cache`, {
    hint: 'More devices to a copy, or weights of fewer bits.',
  })
}

function costsOf({ device }: Deployment, count: number) {
  const watts = device.boardWatts?.value
  const price = cheapestPrice(device)
  return {
    ...(watts === undefined
      ? {}
      : { idleWatts: watts * IDLE_POWER_SHARE * count, busyWatts: watts * count }),
    ...(price === null ? {} : { usdPerHour: price.usdPerHour * count }),
  }
}

function runOnce(
  plan: SimulatedDeployment,
  { settings, model, factor }: { settings: EngineSettings; model: CostModel; factor: number },
): SimulationReport {
  const { deployment, replicaCount, decoderCount = 0, requests, limits, onProgress } = plan
  const { shape, device, kvFormat } = deployment
  const knowsFuture = settings.eviction === 'offline-bound'
  const stepSeconds: CostModel['stepSeconds'] =
    factor === 1 ? model.stepSeconds : (batch) => factor * model.stepSeconds(batch)
  const open = (): SimulatedEngine =>
    openSimulatedEngine({ settings, cost: { stepSeconds }, knowsFuture })
  const engines = (count: number): SimulatedEngine[] => Array.from({ length: count }, open)
  const link = {
    bytesPerToken: kvBytesPerToken(shape, numberFormats[kvFormat].bytesPerElement),
    bytesPerSecond: device.linkBandwidth?.value ?? 16e9,
    latencyMs: 0.1,
  }
  const simulation = new Simulation({
    requests,
    engines: engines(replicaCount),
    routing: routingNamed(plan.routing ?? 'round-robin'),
    knowsFuture,
    ...(decoderCount === 0 ? {} : { decoders: { engines: engines(decoderCount), link } }),
    ...(onProgress === undefined || factor !== 1 ? {} : { onProgress }),
  }).run()
  const costs = costsOf(deployment, deviceCount(deployment))
  return reportOf(simulation, { costs, ...(limits === undefined ? {} : { limits }) })
}

export function simulateDeployment(plan: SimulatedDeployment): DeploymentResult {
  const { deployment, knobs = {}, policies = {}, replicaCount, decoderCount = 0 } = plan
  const model = plan.model ?? linearStep(rooflineModel(deployment))
  const budget = budgetOf(deployment, knobs)
  const settings: EngineSettings = {
    ...vllmSettings({ ...knobs, blockCount: budget.blockCount }),
    ...policies,
    seed: plan.seed ?? 1,
  }
  const run = (factor: number): SimulationReport => runOnce(plan, { settings, model, factor })
  return {
    report: run(1),
    band: [run(model.band80.low), run(model.band80.high)],
    tier: model.tier,
    origin: model.origin,
    band80: model.band80,
    budget,
    deviceCount: deviceCount(deployment) * (replicaCount + decoderCount),
  }
}
