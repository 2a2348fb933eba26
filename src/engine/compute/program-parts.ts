/** What one thread computes a step with: the operations of every memory, its share of the work, and the barrier that it waits at. */

import type { EngineOps } from '../../kernels/engine-ops.ts'
import type { Hyperparameters } from '../../model/architecture/hyperparameters.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { RunnerSizes } from './scratch-plan.ts'
import type { ThreadBarrier } from './thread-barrier.ts'
import type { ThreadShare } from './thread-share.ts'

export interface ProgramParts {
  readonly model: Hyperparameters
  readonly sizes: RunnerSizes
  readonly plan: MemoryPlan
  /** By memory. */
  readonly ops: readonly EngineOps[]
  /** The same memories as numbers. */
  readonly floats: readonly Float32Array[]
  readonly share: ThreadShare
  readonly barrier: ThreadBarrier
}
