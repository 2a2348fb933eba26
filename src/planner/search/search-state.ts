/**
 * The candidates of one search and what is known of each so far: estimate, simulated fit, reason of rejection.
 *
 * A candidate is rejected once; what is alive has an estimate, and after its first round a fit. Orders are total (key, then place in the
 * list), so that a search gives the same answer however its trials were spread over threads.
 */

import { tierMargins } from '../cost/cost-source.ts'
import { enumerateCandidates } from './enumerate-candidates.ts'
import type { FitTrial } from './fit-copies.ts'
import type { PlanAsk } from './plan-ask.ts'
import { devicesOf, type PlanCandidate } from './plan-candidate.ts'
import { meanWatts } from './plan-power.ts'
import { brokenLimit, limitNames, limitOf, limitUse } from './plan-slo.ts'
import { type Fitting, pruneCandidate, steadyInput } from './prune-candidate.ts'
import type { Rejection } from './rejection.ts'
import {
  aloneTimes,
  capacityPerSecond,
  fewestCopies,
  type SteadyState,
  steadyState,
} from './steady-state.ts'
import type { Traffic } from './traffic.ts'

export interface Contender {
  readonly order: number
  readonly candidate: PlanCandidate
  fitting: Fitting | null
  rejection: Rejection | null
  /** Copies by the steady estimate, spare ones not counted. */
  estimatedCopies: number
  estimate: SteadyState | null
  prefillShare: number
  fit: FitTrial | null
  below: FitTrial | null
  simulatedRequests: number
}

/** Copies begin at this load, where queues are still short. */
const START_LOAD = 0.9

export function marginOf(contender: Contender): number {
  return tierMargins[contender.fitting!.cost.model.tier]
}

function prefillShareOf(contender: Contender, { facts }: Traffic): number {
  const input = steadyInput(
    { candidate: contender.candidate, fitting: contender.fitting! },
    facts,
    1,
  )
  const reading = aloneTimes(input, facts.newPromptMean).ttftMs
  const all = 1000 / capacityPerSecond(input)
  return Math.min(0.9, Math.max(0.1, reading / Math.max(reading, all)))
}

function estimate(contender: Contender, ask: PlanAsk, traffic: Traffic): void {
  const { candidate } = contender
  const fitting = contender.fitting!
  const margin = marginOf(contender)
  const input = steadyInput({ candidate, fitting }, traffic.facts, margin)
  const { tpotMs: limit } = ask.slo
  const most = ask.knobs.replicasMax - ask.failures
  const copies = fewestCopies(
    input,
    most,
    ({ rho, tpotMs }) => rho <= START_LOAD && (limit === null || tpotMs <= limit),
  )
  const least = candidate.isSplit ? 2 : 1
  const { tier } = fitting.cost.model
  const state = steadyState(input, traffic.facts.perSecond / (copies ?? most))
  if (copies === null) {
    const broken = brokenLimit({ ...ask.slo, ttftMs: null, e2eMs: null }, state)
    contender.rejection =
      broken === null
        ? { kind: 'saturated', rho: state.rho, replicas: most, tier }
        : { kind: 'limit', ...broken, when: 'estimated', replicas: most, tier }
    return
  }
  contender.estimatedCopies = Math.max(least, copies)
  contender.estimate = state
  contender.prefillShare = candidate.isSplit ? prefillShareOf(contender, traffic) : 0
}

export function openContenders(ask: PlanAsk, traffic: Traffic): Contender[] {
  return enumerateCandidates(ask).map(({ candidate, rejection }, order) => {
    const contender: Contender = {
      order,
      candidate,
      fitting: null,
      rejection,
      estimatedCopies: 0,
      estimate: null,
      prefillShare: 0,
      fit: null,
      below: null,
      simulatedRequests: 0,
    }
    if (rejection !== null) return contender
    const pruned = pruneCandidate(candidate, ask, traffic.facts)
    contender.fitting = pruned.fitting
    contender.rejection = pruned.rejection
    if (contender.rejection === null) estimate(contender, ask, traffic)
    return contender
  })
}

export function copiesOf({ fit, estimatedCopies }: Contender): number {
  return fit?.copies ?? estimatedCopies
}

/** Of all copies, spare ones included. */
export function usdPerHourOf(contender: Contender, spare: number): number {
  const { candidate } = contender
  return (copiesOf(contender) + spare) * devicesOf(candidate) * candidate.usdPerHour
}

export function wattsOf(contender: Contender, spare: number): number | null {
  const { candidate, fit } = contender
  const board = candidate.device.boardWatts?.value
  const devices = (copiesOf(contender) + spare) * devicesOf(candidate)
  if (fit === null) return board === undefined ? null : board * devices
  const watts = meanWatts(board, fit.report)
  return watts === null ? null : watts * devices
}

/** How much of the tightest limit is used, or without limits the time of an answer. */
export function timeAim(contender: Contender, { slo }: PlanAsk): number {
  const times = contender.fit?.report.atShare ?? contender.estimate!
  const hasLimits = limitNames.some((name) => limitOf(slo, name) !== null)
  return hasLimits ? limitUse(slo, times) : times.e2eMs
}

/** What the objective wants least. */
export function aimOf(contender: Contender, ask: PlanAsk): number {
  if (ask.objective === 'latency') return timeAim(contender, ask)
  if (ask.objective === 'cost') return usdPerHourOf(contender, ask.failures)
  return wattsOf(contender, ask.failures) ?? Number.POSITIVE_INFINITY
}

export function byAim(ask: PlanAsk): (a: Contender, b: Contender) => number {
  return (a, b) =>
    aimOf(a, ask) - aimOf(b, ask) || timeAim(a, ask) - timeAim(b, ask) || a.order - b.order
}
