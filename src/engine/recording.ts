/**
 * The event log of a run, and the run again: everything that was told to the core, and nothing of what it decided.
 *
 * An entry is plain data, one JSON line each. Fed to a new core with the same settings, the entries make it decide the same; so plans
 * are not in the log, only the hash over them at its end. Where the core decides otherwise, an outcome no longer fits its plan: the
 * replay stops there and says so.
 */

import type { Engine } from './engine.ts'
import type { EnginePolicies } from './engine-policies.ts'
import type { EngineRequest } from './engine-request.ts'
import type { EngineSettings } from './engine-settings.ts'
import type { RequestId, StepOutcome, StepPlan } from './step.ts'

export const LOG_VERSION = 1

export type LogEntry =
  | { readonly kind: 'opened'; readonly version: number; readonly settings: EngineSettings }
  | { readonly kind: 'submitted'; readonly nowMs: number; readonly request: EngineRequest }
  | { readonly kind: 'cancelled'; readonly nowMs: number; readonly id: RequestId }
  | { readonly kind: 'planned'; readonly nowMs: number }
  | { readonly kind: 'committed'; readonly nowMs: number; readonly outcome: StepOutcome }
  | { readonly kind: 'prefix-pinned'; readonly tokens: readonly number[]; readonly salt: string }
  | { readonly kind: 'prefix-opened'; readonly tokens: readonly number[]; readonly salt: string }
  | { readonly kind: 'prefix-released'; readonly hold: number; readonly isWritten: boolean }
  | { readonly kind: 'closed'; readonly stepCount: number; readonly decisionHash: string }

export interface Replay {
  readonly stepCount: number
  readonly decisionHash: string
  /** The hash after each step. */
  readonly stepHashes: readonly string[]
  /** Null: every outcome fitted its plan, and the hash is that of the log when the log was closed. */
  readonly divergedAtStep: number | null
}

export type OpenEngine = (settings: EngineSettings, policies: Partial<EnginePolicies>) => Engine

/** Feeds a log to a new core. `settings` in place of the log's own show what a changed constant would do. */
export function replay(
  log: Iterable<LogEntry>,
  open: OpenEngine,
  changed: { readonly settings?: EngineSettings; readonly policies?: Partial<EnginePolicies> } = {},
): Replay {
  let engine: Engine | null = null
  let plan: StepPlan | null = null
  const stepHashes: string[] = []
  const result = (divergedAtStep: number | null): Replay => ({
    stepCount: stepHashes.length,
    decisionHash: engine?.decisionHash ?? '',
    stepHashes,
    divergedAtStep,
  })
  for (const entry of log) {
    if (entry.kind === 'opened') {
      engine = open(changed.settings ?? entry.settings, changed.policies ?? {})
      continue
    }
    if (engine === null) return result(0)
    if (entry.kind === 'planned') {
      // An outcome is missing from the log.
      if (engine.isInFlight) return result(engine.stepCount - 1)
      plan = engine.plan(entry.nowMs)
      if (plan !== null) stepHashes.push(engine.decisionHash)
    } else if (entry.kind === 'committed') {
      if (plan === null || !fits(plan, entry.outcome)) return result(entry.outcome.step)
      engine.commit(plan, entry.outcome, entry.nowMs)
      plan = null
    } else if (entry.kind === 'closed') {
      const isSame = entry.decisionHash === engine.decisionHash
      return result(isSame ? null : engine.stepCount)
    } else tell(engine, entry)
  }
  return result(null)
}

type Told = Exclude<LogEntry, { kind: 'opened' | 'planned' | 'committed' | 'closed' }>

function tell(engine: Engine, entry: Told): void {
  switch (entry.kind) {
    case 'submitted':
      engine.submit(entry.request, entry.nowMs)
      return
    case 'cancelled':
      engine.cancel(entry.id, entry.nowMs)
      return
    case 'prefix-pinned':
      engine.pinPrefix(entry.tokens, entry.salt)
      return
    case 'prefix-opened':
      engine.openPrefix(entry.tokens, entry.salt)
      return
    case 'prefix-released':
      engine.releasePrefix(entry.hold, entry.isWritten)
      return
    default:
      entry satisfies never
  }
}

/** Whether an outcome can be of this plan: the same step, and a token or a failure for exactly what it asks for. */
export function fits(plan: StepPlan, outcome: StepOutcome): boolean {
  if (plan.step !== outcome.step) return false
  const failed = new Set(outcome.failed.map(({ request }) => request))
  const expected = plan.sequences.filter((one) => one.isSampled && !failed.has(one.request))
  const planned = new Set(plan.sequences.map(({ request }) => request))
  const sampled = new Set(outcome.sampled.map(({ request }) => request))
  return (
    [...failed].every((request) => planned.has(request)) &&
    sampled.size === outcome.sampled.length &&
    sampled.size === expected.length &&
    expected.every(({ request }) => sampled.has(request))
  )
}
