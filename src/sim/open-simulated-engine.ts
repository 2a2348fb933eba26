/** An engine for a simulation: the core as its settings say, with a cost model in the place of the runner. */

import { Engine } from '../engine/engine.ts'
import type { EnginePolicies } from '../engine/engine-policies.ts'
import type { EngineSettings } from '../engine/engine-settings.ts'
import type { LogEntry } from '../engine/recording.ts'
import type { SimulatedEngine } from './simulation.ts'
import type { StepCost } from './step-cost.ts'

export interface SimulatedEngineOptions {
  readonly settings: EngineSettings
  readonly cost: StepCost
  /** In place of those that the settings name. */
  readonly policies?: Partial<EnginePolicies>
  readonly record?: (entry: LogEntry) => void
  /** The simulation says when blocks are asked for next. */
  readonly knowsFuture?: boolean
}

export function openSimulatedEngine(options: SimulatedEngineOptions): SimulatedEngine {
  const { settings, cost, policies = {}, record, knowsFuture = false } = options
  const engine = new Engine({
    settings,
    policies,
    knowsFuture,
    tellsTokens: false,
    ...(record === undefined ? {} : { record }),
  })
  return { engine, cost }
}

/** The core alone, for a recorded run. */
export function openReplayed(settings: EngineSettings): Engine {
  return new Engine({ settings })
}
