/**
 * Programs of many turns: what is kept between them, and who is next, around one machine that cannot keep all of them.
 *
 * Programs begin as fast as the machine can just take them with end-of-turn release and first come first served, times a load: the rate at which
 * their delay is twice what it is alone, by bisection. The time of a job is from the first arrival of its program to its last answer, tools included; the delay is what is left
 * without the tools. Static times to live run at several lengths, and the best of them by mean job time is the rival.
 */

import type { EnginePolicies } from '../../engine/engine-policies.ts'
import type { PolicyNames } from '../../engine/engine-settings.ts'
import { staticTtl } from '../../policy/retention/static-ttl.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import type { Simulation } from '../../sim/simulation.ts'
import { quantileOf } from '../quantile.ts'
import { runOn, type Stage } from '../serving-stage.ts'
import { type Program, programRequests } from './turn-workloads.ts'

/** Of that rate; the last is the one whose ratios carry no load in their name. */
export const TURN_LOADS = [0.9, 1.3] as const
/** Of the delay that programs have nearly alone: from here on the machine is behind. */
const BEHIND = 2
const HALVINGS = 8
const RATE_LOW = 0.000_5
const RATE_HIGH = 4
const STATIC_TTLS_MS = [2_000, 10_000, 60_000]

export interface TurnsRow {
  readonly load: number
  readonly scheduler: string
  readonly jobMeanMs: number
  readonly jobP95Ms: number
  readonly delayMeanMs: number
  readonly reprefilledTokens: number
  readonly pinSeconds: number
  readonly wastedPinSeconds: number
  readonly revokedCount: number
  readonly preemptions: number
}

export interface TurnsResult {
  readonly programCount: number
  readonly turnCount: number
  /** What end-of-turn release can just take. */
  readonly saturationPerSecond: number
  readonly rows: readonly TurnsRow[]
}

interface Scheduler {
  readonly name: string
  readonly names: PolicyNames
  readonly policies?: Partial<EnginePolicies>
}

const schedulers: readonly Scheduler[] = [
  { name: 'end-of-turn', names: { ordering: 'fcfs', retention: 'end-of-turn' } },
  { name: 'program-fcfs', names: { ordering: 'program-fcfs', retention: 'end-of-turn' } },
  ...STATIC_TTLS_MS.map((ttlMs) => ({
    name: `static-ttl ${ttlMs / 1000} s`,
    names: { ordering: 'continuum' },
    policies: { retention: staticTtl(ttlMs) },
  })),
  { name: 'continuum-fixed', names: { ordering: 'continuum', retention: 'continuum-fixed' } },
  { name: 'continuum', names: { ordering: 'continuum', retention: 'continuum' } },
]

/** The highest rate at which delays stay below a multiple of those that programs have nearly alone. */
function saturationRate(stage: Stage, programs: readonly Program[]): number {
  const delayAt = (rate: number): number => {
    const requests = programRequests(programs, rate)
    const { simulation } = runOn(stage, { requests, names: schedulers[0]!.names })
    return meanOf(jobTimes(simulation)) - toolMsOf(requests) / programs.length
  }
  const most = BEHIND * delayAt(RATE_LOW)
  let [low, high] = [RATE_LOW, RATE_HIGH]
  for (let round = 0; round < HALVINGS; round += 1) {
    const middle = Math.sqrt(low * high)
    if (delayAt(middle) > most) high = middle
    else low = middle
  }
  return low
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

function toolMsOf(requests: readonly SimulatedRequest[]): number {
  return requests.reduce((sum, { gapMs }) => sum + (gapMs ?? 0), 0)
}

/** In the order in which programs came. */
function jobTimes({ ledger, requests }: Simulation): number[] {
  const first = new Map<string, number>()
  const last = new Map<string, number>()
  for (const [row, { session }] of requests.entries()) {
    if (!first.has(session!)) first.set(session!, ledger.arrivalMs[row]!)
    last.set(session!, ledger.endMs[row]!)
  }
  return [...first].map(([session, ms]) => last.get(session)! - ms)
}

function rowOf(
  stage: Stage,
  { scheduler, load }: { readonly scheduler: Scheduler; readonly load: number },
  requests: readonly SimulatedRequest[],
): TurnsRow {
  const { names, policies } = scheduler
  const { simulation, report } = runOn(stage, {
    requests,
    names,
    ...(policies === undefined ? {} : { policies }),
  })
  const times = jobTimes(simulation)
  const jobMeanMs = meanOf(times)
  const { keptMs, wastedMs, revokedCount } = simulation.replicas[0]!.engine.stats()
  return {
    load,
    scheduler: scheduler.name,
    jobMeanMs,
    jobP95Ms: quantileOf(times, 0.95),
    delayMeanMs: jobMeanMs - toolMsOf(requests) / times.length,
    reprefilledTokens: report.reprefilledTokens,
    pinSeconds: keptMs / 1000,
    wastedPinSeconds: wastedMs / 1000,
    revokedCount,
    preemptions: report.preemptionCount,
  }
}

export function turnsPart(
  stage: Stage,
  programs: readonly Program[],
  log: (line: string) => void,
): TurnsResult {
  const saturationPerSecond = saturationRate(stage, programs)
  const rows: TurnsRow[] = []
  for (const load of TURN_LOADS) {
    log(`schedulers: programs at ${load} of ${saturationPerSecond.toFixed(3)} a second`)
    const requests = programRequests(programs, load * saturationPerSecond)
    for (const scheduler of schedulers) rows.push(rowOf(stage, { scheduler, load }, requests))
  }
  return {
    programCount: programs.length,
    turnCount: programs.reduce((sum, turns) => sum + turns.length, 0),
    saturationPerSecond,
    rows,
  }
}
