/**
 * Measured runs of whole nodes under a trace of requests (APEX's validation on eight H100), and what the roofline says of them.
 *
 * A row is one replica: a plan (`4DP2TP`), requests, tokens and the sum of latencies. How many requests were in flight is not stated;
 * it follows from the predicted time itself (Little): in flight = arrivals a second x output tokens x time per token, a fixed point.
 * The rate is in the row's name (`_025_` is 0.25 a second, shared out over the replicas).
 */

import type { CostModel } from '../../planner/cost/cost-model.ts'
import { type Deployment, deploymentOf } from '../../planner/cost/deployment.ts'
import { headerOf, readTable, type TableRow } from '../../planner/cost/read-table.ts'
import { rooflineModel } from '../../planner/cost/roofline-model.ts'
import { decodeStep } from '../../planner/cost/step-batch.ts'
import type { Device } from '../../planner/hardware/device.ts'
import { findKnownModel } from '../../planner/model-shape/known-models.ts'
import type { ModelShape } from '../../planner/model-shape/model-shape.ts'

export interface ApexRun {
  readonly name: string
  readonly tensorParallel: number
  readonly requestsPerSecond: number
  readonly promptTokens: number
  readonly outputTokens: number
  readonly measuredSeconds: number
}

const ROUNDS = 40

export function isApexHead(head: string): boolean {
  const columns = headerOf(head)
  return ['ttft_s', 'tpot_s', 'trace_prompt_tokens', 'requests'].every((name) =>
    columns.includes(name),
  )
}

function runOf(row: TableRow): ApexRun | null {
  const name = row.text('name')
  const plan = /_(?:(\d+)DP)?(\d+)TP(?:_|$)/.exec(name)
  const rate = /_(\d+)_(?:validation|\d*DP|\d*TP)/.exec(name)?.[1]
  if (plan === null || rate === undefined) return null
  const requests = row.number('requests')
  // `05` and `025` are decimals without their point.
  const perSecond = Number(rate.startsWith('0') ? `0.${rate.slice(1)}` : rate)
  return {
    name,
    tensorParallel: Number(plan[2]),
    requestsPerSecond: perSecond / Number(plan[1] ?? 1),
    promptTokens: row.number('trace_prompt_tokens') / requests,
    outputTokens: row.number('trace_output_tokens') / requests,
    measuredSeconds: row.number('tpot_s'),
  }
}

export function readApexRuns(text: string, path: string): ApexRun[] {
  return readTable(text, path).rows.flatMap((row) => runOf(row) ?? [])
}

/** Time per output token at the point where rate and time agree. */
export function steadySeconds(model: CostModel, run: ApexRun): number {
  const { requestsPerSecond, promptTokens, outputTokens } = run
  const context = promptTokens + outputTokens / 2
  let seconds = model.stepSeconds(decodeStep(1, context))
  for (let round = 0; round < ROUNDS; round += 1) {
    const inFlight = Math.max(1, requestsPerSecond * outputTokens * seconds)
    const prompts = requestsPerSecond * seconds
    seconds = model.stepSeconds({
      prefill: [{ tokenCount: prompts * promptTokens, contextBefore: 0 }],
      decodeCount: inFlight,
      decodeContextTokens: inFlight * context,
    })
  }
  return seconds
}

/** Relative errors, one a run; the model of the data set is Llama-3.1-70B unless a row's name says Mistral. */
export function apexErrors(
  runs: readonly ApexRun[],
  device: Device,
  modelOf: (deployment: Deployment) => CostModel = rooflineModel,
): number[] {
  const models = new Map<number, CostModel>()
  const shapeOf = (name: string): ModelShape | null =>
    findKnownModel(name.startsWith('llama') ? 'llama-3.1-70b' : name.split('_')[0]!)
  return runs.flatMap((run) => {
    const shape = shapeOf(run.name)
    if (shape === null) return []
    const { tensorParallel } = run
    const model =
      models.get(tensorParallel) ?? modelOf(deploymentOf({ shape, device, tensorParallel }))
    models.set(tensorParallel, model)
    return [steadySeconds(model, run) / run.measuredSeconds - 1]
  })
}
