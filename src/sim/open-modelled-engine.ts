/** An engine for a run in virtual time: the core with the settings that are given and defaults for the rest, and the model of its steps. */

import { Engine } from '../engine/engine.ts'
import { engineDefaults, type EngineSettings } from '../engine/engine-settings.ts'
import type { SimulatedEngine } from './simulation.ts'
import type { StepCost } from './step-cost.ts'

/** Requests that wait in a simulated engine: a plan is to be told saturated, not to lose what waits. */
const WAITING_MAX = 20_000_000

export interface ModelledSettings
  extends Partial<Omit<EngineSettings, 'layout' | 'contextLength'>> {
  readonly blockCount: number
  readonly blockTokenCount: number
  readonly prefixCache: boolean
}

export function openModelledEngine(settings: ModelledSettings, cost: StepCost): SimulatedEngine {
  const { blockCount, blockTokenCount, prefixCache, ...rest } = settings
  const engine = new Engine({
    settings: {
      ...engineDefaults,
      waitingMax: WAITING_MAX,
      ...rest,
      layout: {
        kind: 'paged',
        blockCount,
        blockTokenCount,
        prefixCache: prefixCache ? 'keys' : 'off',
      },
      contextLength: blockCount * blockTokenCount,
    },
  })
  return { engine, cost }
}
