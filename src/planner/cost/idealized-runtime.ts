/**
 * T0: runtime of a request as first token plus steps, T(p, o) = F(p) + g (o - 1) (Narayanan et al., arXiv 2305.02440).
 *
 * `idealizedRuntime` looks F up as HELM does: the smallest measured prompt that holds p, scaled by p over it; beyond the largest in
 * proportion. Departure: `fittedRuntime` interpolates between measured prompts, which five runs need. The fit is least squares with one
 * slope for all prompts and an intercept each. Requests run alone: queueing and batching are the simulator's.
 */

import { LociError } from '../../errors.ts'
import type { CostModel } from './cost-model.ts'
import { tierBands } from './cost-model.ts'

export interface RuntimeTable {
  /** g: seconds of each further token. */
  readonly secondsPerToken: number
  /** F: prompt tokens, ascending, and seconds to the first token. */
  readonly promptSeconds: readonly (readonly [number, number])[]
}

export interface TimedRun {
  readonly promptTokens: number
  readonly outputTokens: number
  readonly seconds: number
}

export interface RuntimeFit {
  readonly table: RuntimeTable
  readonly runCount: number
  /** Mean of the absolute relative errors on the runs themselves. */
  readonly errorMean: number
}

const RUNS_MAX = 100_000

function withOutput(
  { secondsPerToken }: RuntimeTable,
  first: number,
  outputTokens: number,
): number {
  return first + secondsPerToken * Math.max(0, outputTokens - 1)
}

/** HELM's rule. Example: F(192) = 0.10 measured; 150 tokens cost 0.10 x 150 / 192. */
export function idealizedRuntime(
  table: RuntimeTable,
  promptTokens: number,
  outputTokens: number,
): number {
  const { promptSeconds } = table
  const entry = promptSeconds.find(([tokens]) => tokens >= promptTokens) ?? promptSeconds.at(-1)!
  return withOutput(table, (entry[1] * promptTokens) / entry[0], outputTokens)
}

/** Straight lines between measured prompts, and beyond the last one in proportion. */
export function promptSecondsAt({ promptSeconds }: RuntimeTable, promptTokens: number): number {
  const above = promptSeconds.findIndex(([tokens]) => tokens >= promptTokens)
  if (above === -1) {
    const [tokens, seconds] = promptSeconds.at(-1)!
    return (seconds * promptTokens) / tokens
  }
  const [toTokens, toSeconds] = promptSeconds[above]!
  if (above === 0) return toSeconds
  const [fromTokens, fromSeconds] = promptSeconds[above - 1]!
  const share = (promptTokens - fromTokens) / (toTokens - fromTokens)
  return fromSeconds + share * (toSeconds - fromSeconds)
}

export function fittedRuntime(
  table: RuntimeTable,
  promptTokens: number,
  outputTokens: number,
): number {
  return withOutput(table, promptSecondsAt(table, promptTokens), outputTokens)
}

function checkRuns(runs: readonly TimedRun[]): void {
  if (runs.length > RUNS_MAX) {
    throw new LociError('INPUT_TOO_LARGE', `${runs.length} runs; the limit is ${RUNS_MAX}`)
  }
  for (const { promptTokens, outputTokens, seconds } of runs) {
    const isRun = promptTokens >= 1 && outputTokens >= 0 && seconds > 0 && Number.isFinite(seconds)
    if (isRun) continue
    const says = `a run of ${promptTokens} and ${outputTokens} tokens in ${seconds} s cannot be`
    throw new LociError('COST_FIT_IMPOSSIBLE', says)
  }
}

/** Seconds a further token: one slope within all prompts together, weighed by relative error. */
function slopeOf(byPrompt: ReadonlyMap<number, readonly TimedRun[]>): number | null {
  let up = 0
  let down = 0
  for (const runs of byPrompt.values()) {
    const meanSteps =
      runs.reduce((sum, run) => sum + Math.max(0, run.outputTokens - 1), 0) / runs.length
    const meanSeconds = runs.reduce((sum, { seconds }) => sum + seconds, 0) / runs.length
    for (const { outputTokens, seconds } of runs) {
      const steps = Math.max(0, outputTokens - 1) - meanSteps
      up += steps * (seconds - meanSeconds)
      down += steps ** 2
    }
  }
  return down === 0 ? null : up / down
}

/** Throws COST_FIT_IMPOSSIBLE unless some prompt was run with two output lengths. */
export function fitIdealized(runs: readonly TimedRun[]): RuntimeFit {
  checkRuns(runs)
  const byPrompt = new Map<number, TimedRun[]>()
  for (const run of runs) {
    byPrompt.set(run.promptTokens, [...(byPrompt.get(run.promptTokens) ?? []), run])
  }
  const slope = slopeOf(byPrompt)
  if (slope === null) {
    throw new LociError('COST_FIT_IMPOSSIBLE', `${runs.length} runs, none of two output lengths`)
  }
  if (slope < 0) {
    throw new LociError('COST_FIT_IMPOSSIBLE', `more tokens took less time (${slope} s a token)`)
  }
  const promptSeconds = [...byPrompt.entries()]
    .map(([tokens, some]): [number, number] => {
      const rest = some.map((run) => run.seconds - slope * Math.max(0, run.outputTokens - 1))
      return [tokens, rest.reduce((sum, one) => sum + one, 0) / rest.length]
    })
    .sort((a, b) => a[0] - b[0])
  const table = { secondsPerToken: slope, promptSeconds }
  const errors = runs.map((run) =>
    Math.abs(fittedRuntime(table, run.promptTokens, run.outputTokens) / run.seconds - 1),
  )
  const errorMean = errors.reduce((sum, one) => sum + one, 0) / errors.length
  return { table, runCount: runs.length, errorMean }
}

export function idealizedUsd(
  seconds: number,
  { devices, usdPerHour }: { readonly devices: number; readonly usdPerHour: number },
): number {
  return (seconds * devices * usdPerHour) / 3600
}

export function idealizedJoules(
  seconds: number,
  { devices, watts }: { readonly devices: number; readonly watts: number },
): number {
  return seconds * devices * watts
}

/** The denoised variant: black-box latencies of repeats, the low quantile of each setting, then the same fit. */
export function denoisedRuns(runs: readonly TimedRun[], share = 0.1): TimedRun[] {
  const settings = new Map<string, TimedRun[]>()
  for (const run of runs) {
    const key = `${run.promptTokens}|${run.outputTokens}`
    settings.set(key, [...(settings.get(key) ?? []), run])
  }
  return [...settings.values()].map((same) => {
    const sorted = [...same].sort((a, b) => a.seconds - b.seconds)
    return sorted[Math.floor(share * (sorted.length - 1))]!
  })
}

/** Steps of requests that run alone: prompts by F, decoding steps by g whatever their number. */
export function idealizedModel(table: RuntimeTable, origin: string): CostModel {
  return {
    tier: 'T0',
    origin,
    band80: tierBands.T0,
    stepSeconds({ prefill, decodeCount }) {
      const prompts = prefill.reduce((sum, { tokenCount, contextBefore }) => {
        const whole = promptSecondsAt(table, contextBefore + tokenCount)
        const before = contextBefore === 0 ? 0 : promptSecondsAt(table, contextBefore)
        return sum + Math.max(0, whole - before)
      }, 0)
      return prompts + (decodeCount > 0 ? table.secondsPerToken : 0)
    },
  }
}
