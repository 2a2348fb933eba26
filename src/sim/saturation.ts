/**
 * Whether a run kept up with what came, told apart from how long requests took: latencies of a run that did not are those of its length.
 *
 * Three signs over the time in which requests came. Load: tokens computed for what came, over what was computed in a second while
 * requests waited; a machine that conserves work cannot stay below one and fall behind. Slope: how fast requests pile up, as a share
 * of those that come. Deficit: tokens of answers that were missing when the last request came.
 */

import type { Simulation } from './simulation.ts'

export interface Saturation {
  readonly isSaturated: boolean
  /** Null: requests waited too seldom to tell what full work is. */
  readonly load: number | null
  /** Of the requests that come, those that pile up. */
  readonly backlogSlope: number
  readonly completionDeficit: number
  readonly says: string
}

/** Requests waited in so large a part of the work before it says what full work is. */
const BACKLOGGED_SHARE_MIN = 0.05
const SLOPE_MAX = 0.05
const DEFICIT_MAX = 0.05

export function saturationOf(simulation: Simulation): Saturation {
  const { ledger } = simulation
  const lastMs = ledger.arrivalMs.reduce((latest, ms) => Math.max(latest, ms), 0)
  const load = loadOf(simulation, lastMs)
  const backlogSlope = slopeOf(simulation, lastMs)
  const completionDeficit = deficitOf(simulation, lastMs)
  const isOverloaded = load !== null && load >= 1
  const isPiling = backlogSlope > SLOPE_MAX && completionDeficit > DEFICIT_MAX
  const isSaturated = isOverloaded || isPiling
  return { isSaturated, load, backlogSlope, completionDeficit, says: saying(isSaturated, load) }
}

function saying(isSaturated: boolean, load: number | null): string {
  const at = load === null ? 'requests hardly waited' : `load ${load.toFixed(2)}`
  return isSaturated
    ? `saturated (${at}): latencies grow with the length of the run and say nothing else`
    : `stable (${at})`
}

function loadOf({ replicas }: Simulation, lastMs: number): number | null {
  let [busyMs, tokens, backloggedMs, backloggedTokens] = [0, 0, 0, 0]
  for (const replica of replicas) {
    const figures = replica.figures()
    busyMs += figures.busyMs
    tokens += figures.computedTokens
    backloggedMs += figures.backloggedMs
    backloggedTokens += figures.backloggedTokens
  }
  if (backloggedMs < BACKLOGGED_SHARE_MIN * busyMs || lastMs === 0) return null
  const perReplicaMs = backloggedTokens / backloggedMs
  return tokens / lastMs / (perReplicaMs * replicas.length)
}

/** Least squares over the windows from a quarter of the time on, when the run has warmed up. */
function slopeOf({ unfinished, ledger }: Simulation, lastMs: number): number {
  const windows = unfinished
    .windows()
    .filter(({ startMs }) => startMs >= lastMs / 4 && startMs < lastMs)
  if (windows.length < 3) return 0
  const meanStart = windows.reduce((sum, { startMs }) => sum + startMs, 0) / windows.length
  const meanCount = windows.reduce((sum, { mean }) => sum + mean, 0) / windows.length
  let [products, squares] = [0, 0]
  for (const { startMs, mean } of windows) {
    products += (startMs - meanStart) * (mean - meanCount)
    squares += (startMs - meanStart) ** 2
  }
  const perMs = ledger.count / lastMs
  return products / squares / perMs
}

/** Tokens of answers that were asked for and not there when the last request came, as a share of all. */
function deficitOf({ ledger, requests }: Simulation, lastMs: number): number {
  let [asked, missing] = [0, 0]
  for (const [row, { outputTokens }] of requests.entries()) {
    if (ledger.arrivalMs[row]! < 0 || ledger.endingOf(row) === 'refused') continue
    asked += outputTokens
    missing += outputTokens * missingShare(ledger.firstTokenMs[row]!, ledger.endMs[row]!, lastMs)
  }
  return asked === 0 ? 0 : missing / asked
}

function missingShare(firstTokenMs: number, endMs: number, nowMs: number): number {
  if (endMs <= nowMs) return 0
  if (firstTokenMs < 0 || firstTokenMs >= nowMs) return 1
  return (endMs - nowMs) / (endMs - firstTokenMs)
}
