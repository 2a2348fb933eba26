/**
 * A trial as a run of the simulator: the engine's own core with the candidate's cache and limits, its cost model in the runner's place.
 *
 * Blocks have the engine's sixteen tokens, or those of a trace that names its blocks. Copies are fed in turn where no session ties
 * requests together, else where the session's prefix lies. Keys and values of a split plan cross the device's link.
 */

import { Simulation } from '../../sim/simulation.ts'
import type { CostModel } from '../cost/cost-model.ts'
import type { StepBatch } from '../cost/step-batch.ts'
import type { KvBudget } from '../model-shape/kv-budget.ts'
import type { ModelShape } from '../model-shape/model-shape.ts'
import type { PlanSlo } from './plan-slo.ts'
import type { TrafficRequest } from './traffic.ts'
import type { TrialReport, TrialTask } from './trial.ts'

export interface TrialInput {
  readonly task: TrialTask
  readonly model: CostModel
  readonly budget: KvBudget
  readonly shape: ModelShape
  readonly requests: readonly TrafficRequest[]
  readonly slo: PlanSlo
  readonly prefixCache: boolean
}
