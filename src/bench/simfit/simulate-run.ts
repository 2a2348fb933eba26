/**
 * A real run again, in virtual time: the same requests at the same moments, vLLM's rules as settings of the core, time from the profile.
 *
 * Errors are those of the means over requests: time to the first token and of the whole answer from when the engine had the request,
 * and time per output token (E2E - TTFT) / (tokens - 1). Nothing is set by run: what a run does not state follows from the rules.
 */

import { deploymentOf } from '../../planner/cost/deployment.ts'
import { withHost } from '../../planner/cost/host-seconds.ts'
import {
  readServingSimProfile,
  type ServingSimFile,
  servingSimModel,
} from '../../planner/cost/tables/servingsim-profile.ts'
import type { Device } from '../../planner/hardware/device.ts'
import { countParameters } from '../../planner/model-shape/count-parameters.ts'
import { type KvBudget, kvBudget } from '../../planner/model-shape/kv-budget.ts'
import type { ModelShape } from '../../planner/model-shape/model-shape.ts'
import { roundRobin } from '../../policy/routing/round-robin.ts'
import { openSimulatedEngine } from '../../sim/open-simulated-engine.ts'
import type { RequestLedger } from '../../sim/request-ledger.ts'
import { Simulation } from '../../sim/simulation.ts'
import { vllmSettings } from '../../sim/vllm-settings.ts'
import type { VllmRun } from './vllm-runs.ts'

const BYTES_PER_WEIGHT = 2
const BYTES_PER_ELEMENT = 2

export interface MeanTimes {
  readonly ttftMs: number
  readonly tpotMs: number
  readonly e2eMs: number
}

export interface FittedRun {
  readonly real: MeanTimes
  readonly simulated: MeanTimes
  readonly budget: KvBudget
  readonly stepCount: number
  readonly preemptionCount: number
  readonly isMixture: boolean
}

interface Times {
  readonly count: number
  startMs(row: number): number
  firstMs(row: number): number
  lastMs(row: number): number
  tokenCount(row: number): number
}

function meansOf(times: Times): MeanTimes {
  let [ttftMs, e2eMs, tpotMs, longCount] = [0, 0, 0, 0]
  for (let row = 0; row < times.count; row += 1) {
    ttftMs += times.firstMs(row) - times.startMs(row)
    e2eMs += times.lastMs(row) - times.startMs(row)
    if (times.tokenCount(row) < 2) continue
    longCount += 1
    tpotMs += (times.lastMs(row) - times.firstMs(row)) / (times.tokenCount(row) - 1)
  }
  return {
    ttftMs: ttftMs / times.count,
    e2eMs: e2eMs / times.count,
    tpotMs: tpotMs / Math.max(1, longCount),
  }
}

function simulatedTimes(ledger: RequestLedger): Times {
  return {
    count: ledger.count,
    startMs: (row) => ledger.arrivalMs[row]!,
    firstMs: (row) => ledger.firstTokenMs[row]!,
    lastMs: (row) => ledger.lastTokenMs[row]!,
    tokenCount: (row) => ledger.tokenCount[row]!,
  }
}

function realTimes({ requests }: VllmRun): Times {
  return {
    count: requests.length,
    startMs: (row) => requests[row]!.queuedMs,
    firstMs: (row) => requests[row]!.firstTokenMs,
    lastMs: (row) => requests[row]!.lastTokenMs,
    tokenCount: (row) => requests[row]!.outputTokens,
  }
}

function budgetOf(run: VllmRun, shape: ModelShape, device: Device): KvBudget {
  return kvBudget({
    shape,
    memoryBytes: run.memoryBytes ?? device.memoryBytes.value,
    weightBytes: weightBytesOf(run, shape),
    kvBytesPerElement: BYTES_PER_ELEMENT,
    tensorParallel: run.tensorParallel,
    memoryUtilization: run.memoryUtilization,
    blockTokens: run.blockTokens,
    stepTokensMax: run.stepTokensMax,
    sequencesMax: run.stepSequencesMax,
    ...(run.blockCount === null ? {} : { statedBlocks: run.blockCount }),
  })
}

/** Experts are shared out over all copies, the rest is in each. */
function weightBytesOf(run: VllmRun, shape: ModelShape): number {
  const { total, perExpert } = countParameters(shape)
  if (!run.isExpertParallel || shape.moe === null) return total * BYTES_PER_WEIGHT
  const layers = shape.layerCount - shape.moe.denseLayerCount
  const experts = layers * shape.moe.expertCount * perExpert
  return (total - experts * (1 - 1 / run.dataParallel)) * BYTES_PER_WEIGHT
}

/** A ring: every byte goes twice but for the share that stays, every turn starts anew. */
function ringOf(run: VllmRun): ((bytes: number) => number) | undefined {
  const { link, tensorParallel: tp } = run
  if (link === null || tp < 2) return undefined
  const { bytesPerSecond, latencySeconds } = link
  return (bytes) => (2 * bytes * (tp - 1)) / tp / bytesPerSecond + 2 * (tp - 1) * latencySeconds
}

/** Throws COST_TABLE_HOLE for a profile that lacks a layer. */
export function simulateRun(
  run: VllmRun,
  files: readonly ServingSimFile[],
  { shape, device }: { readonly shape: ModelShape; readonly device: Device },
): FittedRun {
  const deployment = deploymentOf({ shape, device, tensorParallel: run.tensorParallel })
  const allReduce = ringOf(run)
  const kernels = servingSimModel(
    readServingSimProfile(files),
    deployment,
    allReduce === undefined ? {} : { allReduce },
  )
  const cost = withHost(kernels)
  const budget = budgetOf(run, shape, device)
  const settings = vllmSettings({
    blockCount: budget.blockCount,
    blockTokenCount: run.blockTokens,
    stepTokensMax: run.stepTokensMax,
    stepSequencesMax: run.stepSequencesMax,
  })
  const engines = Array.from({ length: run.dataParallel }, () =>
    openSimulatedEngine({ settings, cost }),
  )
  const requests = run.requests.map(({ queuedMs, promptTokens, outputTokens }) => ({
    arrivalMs: queuedMs,
    promptTokens,
    outputTokens,
  }))
  const { ledger } = new Simulation({ requests, engines, routing: roundRobin }).run()
  const stats = engines.map(({ engine }) => engine.stats())
  return {
    real: meansOf(realTimes(run)),
    simulated: meansOf(simulatedTimes(ledger)),
    budget,
    stepCount: stats.reduce((sum, { stepCount }) => sum + stepCount, 0),
    preemptionCount: stats.reduce((sum, { preemptionCount }) => sum + preemptionCount, 0),
    isMixture: shape.moe !== null,
  }
}
