/** One search from beginning to end with threads of its own, which are gone when it ends, whatever way it ends. */

import type { StartWorker } from '../../host/worker-threads.ts'
import { makePlan } from './make-plan.ts'
import type { PlanReport } from './plan-report.ts'
import type { SearchInput } from './search-plans.ts'
import { openTrialPool, WORKERS_MAX } from './trial-pool.ts'

export interface PlanRun extends Omit<SearchInput, 'pool'> {
  /** 0: in this thread. */
  readonly workerCount: number
  readonly signal?: AbortSignal
  readonly startWorker?: StartWorker
}

/** Throws INPUT_INVALID, INPUT_TOO_LARGE, PLAN_STOPPED. That nothing fits is an answer, not an error. */
export async function runPlan(run: PlanRun): Promise<PlanReport> {
  const { ask, traffic, workerCount, signal, startWorker, ...rest } = run
  const { shape, weightBytes, evidence, slo, knobs } = ask
  const data = { shape, weightBytes, evidence, traffic, slo, prefixCache: knobs.prefixCache }
  await using pool = openTrialPool(data, {
    workerCount: Math.min(workerCount, WORKERS_MAX),
    ...(signal === undefined ? {} : { signal }),
    ...(startWorker === undefined ? {} : { startWorker }),
  })
  return await makePlan({ ...rest, ask, traffic, pool })
}
