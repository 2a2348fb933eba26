/**
 * A trial as a run of the simulator: the engine's own core with the candidate's cache and limits, its cost model in the runner's place.
 *
 * Blocks have the engine's sixteen tokens, or those of a trace that names its blocks. Copies are fed in turn where no requests share
 * anything, else where the prefix lies. Keys and values of a split plan cross the device's link. What a step with prompts takes beyond
 * the same step without them is the time of reading.
 */

import { prefixAffine } from '../../policy/routing/prefix-affine.ts'
import { roundRobin } from '../../policy/routing/round-robin.ts'
import { openSimulatedEngine } from '../../sim/open-simulated-engine.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { type SimulatedEngine, Simulation } from '../../sim/simulation.ts'
import type { PricedStep, StepCost } from '../../sim/step-cost.ts'
import { type EngineSettings, vllmSettings } from '../../sim/vllm-settings.ts'
import type { CostModel } from '../cost/cost-model.ts'
import type { KvBudget } from '../model-shape/kv-budget.ts'
import { kvBytesPerToken, type ModelShape } from '../model-shape/model-shape.ts'
import { numberFormats } from '../model-shape/number-format.ts'
import type { PlanSlo } from './plan-slo.ts'
import { BLOCK_TOKENS } from './prune-candidate.ts'
import type { TrafficRequest } from './traffic.ts'
import type { TrialReport, TrialTask } from './trial.ts'
import { trialReport } from './trial-report.ts'

export interface TrialInput {
  readonly task: TrialTask
  readonly model: CostModel
  readonly budget: KvBudget
  readonly shape: ModelShape
  readonly requests: readonly TrafficRequest[]
  readonly slo: PlanSlo
  readonly prefixCache: boolean
}

/** From one copy to another, beside the bytes. */
const TRANSFER_LATENCY_MS = 1

/** The cost model of a copy, slowed down by the factor of the trial, which counts the time of reading. */
class TrialCost implements StepCost {
  readonly #model: CostModel
  readonly #factor: number
  prefillSeconds = 0

  constructor(model: CostModel, factor: number) {
    this.#model = model
    this.#factor = factor
  }

  stepSeconds(step: PricedStep): number {
    const seconds = this.#model.stepSeconds(step)
    if (step.prefill.length > 0) {
      const { decodeCount, decodeContextTokens } = step
      const rest =
        decodeCount === 0
          ? 0
          : this.#model.stepSeconds({ prefill: [], decodeCount, decodeContextTokens })
      this.prefillSeconds += Math.max(0, seconds - rest) * this.#factor
    }
    return seconds * this.#factor
  }
}

/** Names of a trace's blocks as numbers that no other trace mode uses: ids of whole prefixes. */
function simulated(request: TrafficRequest, isNamed: boolean): SimulatedRequest {
  const { arrivalMs, promptTokens, outputTokens, session, gapMs, tool, blocks } = request
  return {
    arrivalMs,
    promptTokens,
    outputTokens,
    ...(isNamed && blocks !== null ? { keys: Array.from(blocks) } : {}),
    ...(session === null ? {} : { session }),
    ...(gapMs === null ? {} : { gapMs }),
    ...(tool === null ? {} : { tool }),
  }
}

function settingsOf(
  { task, budget, prefixCache }: TrialInput,
  blockTokens: number,
): EngineSettings {
  const { stepTokensMax, sequencesMax } = task.candidate
  return vllmSettings({
    blockCount: Math.max(1, Math.floor(budget.tokenCount / blockTokens)),
    blockTokenCount: blockTokens,
    stepTokensMax,
    stepSequencesMax: sequencesMax,
    sharesPrefixes: prefixCache,
  })
}

/** Without shared prefixes a cache finds nothing but what preempted requests left: it is kept only when there are any. */
export function simulateTrial(input: TrialInput): TrialReport {
  const mayShare = input.requests.some(({ session, blocks }) => session !== null || blocks !== null)
  if (mayShare || !input.prefixCache) return simulateOnce(input)
  const report = simulateOnce({ ...input, prefixCache: false })
  return report.preemptionCount === 0 ? report : simulateOnce(input)
}

function simulateOnce(input: TrialInput): TrialReport {
  const { task, model, shape, requests } = input
  const { candidate, copies, prefillCopies, thins, stepFactor } = task
  const named = requests.find(({ blockTokens }) => blockTokens !== null)?.blockTokens ?? null
  const settings = settingsOf(input, named ?? BLOCK_TOKENS)
  const costs: TrialCost[] = []
  const open = (): SimulatedEngine => {
    const cost = new TrialCost(model, stepFactor)
    costs.push(cost)
    return openSimulatedEngine({ settings, cost })
  }
  const engines = (count: number): SimulatedEngine[] => Array.from({ length: count }, open)
  const count = thins ? 1 : copies
  const isShared = requests.some(({ session, blocks }) => session !== null || blocks !== null)
  const kvBytes = kvBytesPerToken(shape, numberFormats[candidate.formats.kv].bytesPerElement)
  const simulation = new Simulation({
    requests: requests.map((request) => simulated(request, named !== null)),
    engines: engines(candidate.isSplit ? prefillCopies : count),
    ...(candidate.isSplit
      ? {
          decoders: {
            engines: engines(copies - prefillCopies),
            link: {
              bytesPerToken: kvBytes,
              bytesPerSecond: candidate.device.linkBandwidth!.value,
              latencyMs: TRANSFER_LATENCY_MS,
            },
          },
        }
      : {}),
    routing: isShared ? prefixAffine : roundRobin,
  }).run()
  const prefillSeconds = costs.reduce((sum, cost) => sum + cost.prefillSeconds, 0)
  const cacheTokens = input.budget.tokenCount
  return trialReport(simulation, { slo: input.slo, prefillSeconds, cacheTokens })
}
