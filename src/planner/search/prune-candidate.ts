/**
 * What can be said of a candidate before anything runs: does it fit by the engine's own rule, and can it keep the limits even alone?
 *
 * The bound is optimistic: one request on an idle engine, predicted at the lower end of the tier's band. So nothing is thrown away
 * here that a simulation would keep, but with a probability that the band states.
 */

import { type CostChoice, type CostEvidence, costModelFor } from '../cost/cost-source.ts'
import { type KvBudget, kvBudget } from '../model-shape/kv-budget.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import { numberFormats, weightBytes } from '../model-shape/number-format.ts'
import type { PlanAsk } from './plan-ask.ts'
import { deploymentFor, type PlanCandidate } from './plan-candidate.ts'
import { brokenLimit } from './plan-slo.ts'
import type { Rejection } from './rejection.ts'
import { aloneTimes, type SteadyInput } from './steady-state.ts'
import type { TrafficFacts } from './traffic.ts'

export interface Fitting {
  readonly budget: KvBudget
  readonly cost: CostChoice
}

export interface PrunedCandidate {
  readonly rejection: Rejection | null
  readonly fitting: Fitting | null
}

export const BLOCK_TOKENS = 16

export function budgetOf(
  candidate: PlanCandidate,
  {
    shape,
    weightBytes: stated,
  }: { readonly shape: ModelShape; readonly weightBytes: number | null },
): KvBudget {
  const { device, formats, tensorParallel, pipelineParallel } = candidate
  return kvBudget({
    shape,
    memoryBytes: device.memoryBytes.value,
    weightBytes: stated ?? weightBytes(shape, formats.weights),
    kvBytesPerElement: numberFormats[formats.kv].bytesPerElement,
    tensorParallel,
    pipelineParallel,
    memoryUtilization: candidate.memoryUtilization,
    blockTokens: BLOCK_TOKENS,
    stepTokensMax: candidate.stepTokensMax,
    sequencesMax: candidate.sequencesMax,
  })
}

export function steadyInput(
  { candidate, fitting }: { readonly candidate: PlanCandidate; readonly fitting: Fitting },
  facts: TrafficFacts,
  margin: number,
): SteadyInput {
  const { stepTokensMax, sequencesMax } = candidate
  const { budget, cost } = fitting
  return {
    model: cost.model,
    facts,
    cacheTokens: budget.tokenCount,
    stepTokensMax,
    sequencesMax,
    margin,
  }
}

function memoryProblem(
  candidate: PlanCandidate,
  budget: KvBudget,
  facts: TrafficFacts,
): Rejection | null {
  if (budget.blockCount === 0) {
    const { shortBytes, weightBytes: weights } = budget
    const memoryBytes = candidate.device.memoryBytes.value
    return { kind: 'out-of-memory', shortBytes, weightBytes: weights, memoryBytes }
  }
  if (budget.tokenCount >= facts.longestTokens) return null
  return { kind: 'context', longestTokens: facts.longestTokens, cacheTokens: budget.tokenCount }
}

export function pruneCandidate(
  candidate: PlanCandidate,
  ask: Pick<PlanAsk, 'shape' | 'weightBytes' | 'slo'> & { readonly evidence: CostEvidence },
  facts: TrafficFacts,
): PrunedCandidate {
  const budget = budgetOf(candidate, ask)
  const problem = memoryProblem(candidate, budget, facts)
  if (problem !== null) return { rejection: problem, fitting: null }
  const cost = costModelFor(deploymentFor(candidate, ask.shape), ask.evidence)
  const fitting = { budget, cost }
  const input = steadyInput({ candidate, fitting }, facts, cost.model.band80.low)
  const alone = aloneTimes(input, facts.newPromptHigh)
  const broken = brokenLimit(ask.slo, alone)
  if (broken === null) return { rejection: null, fitting }
  const { tier } = cost.model
  return { rejection: { kind: 'limit', ...broken, when: 'alone', replicas: 1, tier }, fitting }
}
