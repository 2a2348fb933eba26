/**
 * Admission: Past-Future against reserving nothing and reserving everything, around the rate at which the machine is saturated.
 *
 * The saturation rate is found first, by bisection of the arrival rate with the default policy. A request is good when its first token
 * comes within 10 s and no later one takes more than 1.5 s. `aggressive` also runs with the free share that serves it best at each load:
 * who tunes one number by hand should know what it is worth. |M* - peak|: the peak that the drawn lengths give for the requests that run, against the peak
 * that their real lengths give, as a share of the cache.
 */

import type { PolicyNames } from '../../engine/engine-settings.ts'
import { rescaledArrivals } from '../../planner/workload/generate/arrivals.ts'
import type { AdmissionFacts, AdmissionPolicy } from '../../policy/admission/admission-policy.ts'
import { aggressiveWith } from '../../policy/admission/aggressive.ts'
import { FutureBatch } from '../../policy/admission/future-batch.ts'
import { drawnBatches, pastFuture } from '../../policy/admission/past-future.ts'
import type { SimulatedRequest } from '../../sim/simulated-request.ts'
import { createPrng } from '../../stdx/prng.ts'
import { openStage, runOn, type Stage } from '../serving-stage.ts'
import type { RequestLength, SchedulingInput } from './scheduling-input.ts'

export const LOADS = [0.7, 0.9, 1.1] as const
export const admissionRivals = [
  'past-future',
  'aggressive',
  'conservative',
  'past-future-production',
  'when-it-fits',
] as const
export const DEVICE = 'rtx-4090'
const LIMITS = { ttftMs: 10_000, gapMs: 1_500 }
const TOKENS_MAX = 2_048
const PROMPT_MAX = 4_096
const FREE_SHARES = [0.03, 0.05, 0.1, 0.2]
const SEED = 5
const HISTORY = 200
const HALVINGS = 8
const RATE_LOW = 0.05
const RATE_HIGH = 50
/** Rounds between two looks at the predicted peak. */
const LOOK_EVERY = 20

export interface AdmissionRow {
  readonly load: number
  readonly policy: string
  readonly goodput: number
  readonly goodShare: number
  readonly evictions: number
  readonly recomputedTokens: number
  readonly kvMean: number
  readonly ttftP99Ms: number
  /** Null: the policy predicts nothing. */
  readonly peakError: number | null
}

export interface AdmissionResult {
  readonly capacityTokens: number
  readonly saturationPerSecond: number
  readonly rows: readonly AdmissionRow[]
}

export class AdmissionTrial {
  readonly stage: Stage
  readonly #arrivalsMs: Float64Array
  readonly #lengths: readonly RequestLength[]

  constructor({ arrivalsMs, lengths }: SchedulingInput, requestCount: number) {
    const prng = createPrng(SEED)
    const length = Math.min(requestCount, arrivalsMs.length)
    this.#arrivalsMs = arrivalsMs.slice(0, length)
    this.#lengths = Array.from({ length }, () => prng.pick(lengths))
    const stage = openStage(DEVICE)
    // A server that has been running: its last answers.
    const outputHistoryFirst = Array.from({ length: HISTORY }, () =>
      Math.min(TOKENS_MAX, prng.pick(lengths).outputTokens),
    )
    this.stage = {
      ...stage,
      settings: { ...stage.settings, outputHistoryFirst, outputHistoryMax: HISTORY },
    }
  }

  /** `predictedTokens` is the real length, which none of the policies looks at; the comparison of peaks does. */
  requestsAt(perSecond: number): SimulatedRequest[] {
    const times = rescaledArrivals(this.#arrivalsMs, perSecond)
    return this.#lengths.map(({ promptTokens, outputTokens }, at) => {
      const real = Math.min(TOKENS_MAX, outputTokens)
      return {
        arrivalMs: times[at]!,
        promptTokens: Math.min(PROMPT_MAX, promptTokens),
        outputTokens: real,
        tokensMax: TOKENS_MAX,
        predictedTokens: real,
      }
    })
  }

  saturationPerSecond(): number {
    let [low, high] = [RATE_LOW, RATE_HIGH]
    for (let round = 0; round < HALVINGS; round += 1) {
      const middle = Math.sqrt(low * high)
      const requests = this.requestsAt(middle)
      const { report } = runOn(this.stage, { requests, names: { admission: 'aggressive' } })
      if (report.saturation.isSaturated) high = middle
      else low = middle
    }
    return low
  }

  row(
    at: { readonly load: number; readonly policy: string },
    requests: readonly SimulatedRequest[],
    admission: AdmissionPolicy | string,
  ): AdmissionRow {
    const isNamed = typeof admission === 'string'
    const names: PolicyNames = isNamed ? { admission } : {}
    const look = at.policy === 'past-future' ? new PeakLook(pastFuture) : null
    const given = look ?? (isNamed ? null : admission)
    const policies = given === null ? {} : { admission: given }
    const { report } = runOn(this.stage, { requests, names, policies, limits: LIMITS })
    return {
      ...at,
      goodput: report.goodput!.perSecond,
      goodShare: report.goodput!.share,
      evictions: report.preemptionCount,
      recomputedTokens: report.recomputedTokens,
      kvMean: report.kv[0]!.meanShare,
      ttftP99Ms: report.ttft.p99,
      peakError: look === null ? null : look.meanError,
    }
  }
}

/** The policy as it is, looked at now and then: what it expects of those that run, and what is true. */
class PeakLook implements AdmissionPolicy {
  readonly name: string
  readonly #policy: AdmissionPolicy
  readonly #draw = createPrng(SEED).next
  #roundCount = 0
  #lookCount = 0
  #errorSum = 0

  constructor(policy: AdmissionPolicy) {
    this.name = policy.name
    this.#policy = policy
  }

  get meanError(): number {
    return this.#lookCount === 0 ? 0 : this.#errorSum / this.#lookCount
  }

  open(facts: AdmissionFacts) {
    this.#roundCount += 1
    if (this.#roundCount % LOOK_EVERY === 0 && facts.running.count > 0) this.#look(facts)
    return this.#policy.open(facts)
  }

  #look(facts: AdmissionFacts): void {
    // Draws of its own, so that looking changes no decision.
    const { batches } = drawnBatches({ ...plain(facts), draw: this.#draw })
    const predicted = Math.max(...batches.map((batch) => batch.peak()))
    const { running } = facts
    const real = new FutureBatch()
    for (let row = 0; row < running.count; row += 1) {
      const output = running.outputTokenCount[row]!
      real.add(
        running.promptTokenCount[row]! + output + 1,
        Math.max(0, running.predictedTokenCount[row]! - output),
      )
    }
    this.#lookCount += 1
    this.#errorSum += Math.abs(predicted - real.peak()) / facts.capacityTokens
  }
}

function plain({ running, outputHistory }: AdmissionFacts) {
  return { running, outputHistory }
}

export function admissionPart(
  input: SchedulingInput,
  requestCount: number,
  log: (line: string) => void,
): AdmissionResult {
  const trial = new AdmissionTrial(input, requestCount)
  const saturationPerSecond = trial.saturationPerSecond()
  const rows: AdmissionRow[] = []
  for (const load of LOADS) {
    log(`schedulers: admission at ${load} of ${saturationPerSecond.toFixed(2)} requests/s`)
    const requests = trial.requestsAt(load * saturationPerSecond)
    for (const policy of admissionRivals) rows.push(trial.row({ load, policy }, requests, policy))
    const tuned = FREE_SHARES.map((share) =>
      trial.row(
        { load, policy: `aggressive, ${100 * share} % free` },
        requests,
        aggressiveWith(share),
      ),
    )
    rows.push(tuned.reduce((best, one) => (one.goodput > best.goodput ? one : best)))
  }
  return { capacityTokens: trial.stage.capacityTokens, saturationPerSecond, rows }
}
