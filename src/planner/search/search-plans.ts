/**
 * The search: every candidate is pruned or estimated, the best are simulated with more and more requests, the winner with all copies.
 *
 * Rounds of 200, 1,000 and 10,000 requests keep 20, 8 and 3 candidates (successive halving); estimates that promise less cost than
 * what was found are given their turn before the first round ends. Limits are held against steps that last longer by the tier's
 * margin. Nothing is chosen that a run of all copies did not confirm; a plan that fails it gets a tenth more copies, at least one, and stands in line again.
 */

import type { FitTrial } from './fit-copies.ts'
import { checkAsk, type PlanAsk } from './plan-ask.ts'
import type { Rejection } from './rejection.ts'
import { aimOf, byAim, type Contender, copiesOf, marginOf, openContenders } from './search-state.ts'
import { runRequestsMax, type Traffic } from './traffic.ts'
import { type TrialReport, verdictOf } from './trial.ts'
import { type FitTask, prefillCopiesOf } from './trial-desk.ts'
import type { TrialPool } from './trial-pool.ts'

export interface SearchProgress {
  readonly stage: 'estimate' | 'round' | 'confirm' | 'bands'
  /** Requests a trial, in a round. */
  readonly requestCount: number
  readonly done: number
  readonly total: number
}

export interface Searched {
  readonly contenders: readonly Contender[]
  /** In the order of preference; each confirmed or simulated. */
  readonly standing: readonly Contender[]
  readonly chosen: Contender | null
  /** Of all copies of the chosen plan: steps as predicted, without the margin of the confirming run. */
  readonly predicted: TrialReport | null
  readonly trialCount: number
  readonly notes: readonly string[]
}

export interface SearchInput {
  readonly ask: PlanAsk
  readonly traffic: Traffic
  readonly pool: TrialPool
  readonly onProgress?: (progress: SearchProgress) => void
}

interface Round {
  readonly requestCount: number
  readonly keep: number
}

export const searchRounds: readonly Round[] = [
  { requestCount: 200, keep: 20 },
  { requestCount: 1_000, keep: 8 },
  { requestCount: 10_000, keep: 3 },
]
/** Batches of the first round: what estimates promise is simulated as long as it could win. */
const FIRST_BATCHES_MAX = 8
export const CONFIRM_REQUESTS_MAX = 20_000
const CONFIRMS_MAX = 8
const HELP_SHARE = 0.97

/** Whether more copies brought the broken limit nearer than before; where they did not, still more will not. */
function helped(before: Contender['below'], now: FitTrial): boolean {
  if (before === null || before.verdict.ok || now.verdict.ok) return true
  const [was, is] = [before.verdict.broken, now.verdict.broken]
  const isSame = was !== null && is !== null && was.limit === is.limit
  if (!isSame || before.report.requestCount !== now.report.requestCount) return true
  return now.copies <= before.copies || is.valueMs < HELP_SHARE * was.valueMs
}

/** A tenth more after a failure: one more of few, several of many. */
function moreCopies(copies: number): number {
  return copies + Math.max(1, Math.floor(copies / 10))
}

export class Search {
  readonly #input: SearchInput
  readonly #contenders: Contender[]
  #trialCount = 0

  constructor(input: SearchInput) {
    checkAsk(input.ask)
    this.#input = input
    this.#contenders = openContenders(input.ask, input.traffic)
  }

  async run(): Promise<Searched> {
    const [first, ...later] = searchRounds
    let standing = await this.#firstRound(first!)
    for (const [at, round] of later.entries()) {
      standing = standing.slice(0, searchRounds[at + 1]!.keep)
      standing = await this.#round(standing, round.requestCount)
    }
    return this.#confirm()
  }

  #alive(): Contender[] {
    return this.#contenders.filter(({ rejection }) => rejection === null)
  }

  async #firstRound({ requestCount, keep }: Round): Promise<Contender[]> {
    const { ask } = this.#input
    const waiting = this.#alive().sort(byAim(ask))
    for (let batch = 0; batch < FIRST_BATCHES_MAX && waiting.length > 0; batch += 1) {
      const best = this.#standing()[0]
      const couldWin = best === undefined || aimOf(waiting[0]!, ask) <= aimOf(best, ask)
      if (batch > 0 && !couldWin) break
      await this.#round(waiting.splice(0, keep), requestCount)
    }
    return this.#standing()
  }

  /** Simulated and alive, best first. */
  #standing(): Contender[] {
    return this.#alive()
      .filter(({ fit }) => fit !== null)
      .sort(byAim(this.#input.ask))
  }

  async #round(contenders: readonly Contender[], requestCount: number): Promise<Contender[]> {
    const { ask, pool, traffic, onProgress } = this.#input
    const most = ask.knobs.replicasMax - ask.failures
    const tasks = contenders.map((contender): FitTask => {
      const { candidate, prefillShare } = contender
      return {
        kind: 'fit',
        candidate,
        prefillShare,
        start: copiesOf(contender),
        least: candidate.isSplit ? 2 : 1,
        most,
        requestCount: Math.min(requestCount, traffic.requests.length),
        thins: !candidate.isSplit,
        stepFactor: marginOf(contender),
      }
    })
    const total = tasks.length
    const answers = await pool.run(tasks, (done) =>
      onProgress?.({ stage: 'round', requestCount, done, total }),
    )
    for (const [at, answer] of answers.entries()) {
      if (answer.kind !== 'fit') continue
      const contender = contenders[at]!
      const { best, below, trialCount } = answer.fit
      this.#trialCount += trialCount
      contender.below = below
      contender.simulatedRequests = requestCount
      contender.fit = best
      if (best === null) contender.rejection = failure(contender, below!)
    }
    return contenders.filter(({ rejection }) => rejection === null).toSorted(byAim(ask))
  }

  /** A run of all copies on the traffic; the first that keeps the limits is chosen. */
  async #confirm(): Promise<Searched> {
    const { ask, traffic, onProgress } = this.#input
    const notes: string[] = []
    const most = ask.knobs.replicasMax - ask.failures
    const requestCount = Math.min(
      traffic.requests.length,
      CONFIRM_REQUESTS_MAX,
      runRequestsMax(traffic),
    )
    let chosen: Contender | null = null
    let predicted: TrialReport | null = null
    for (let attempt = 0; attempt < CONFIRMS_MAX && chosen === null; attempt += 1) {
      const next = this.#standing()[0]
      if (next === undefined) break
      onProgress?.({ stage: 'confirm', requestCount, done: attempt, total: attempt + 1 })
      const [report, atPrediction] = await this.#runAll(next, copiesOf(next), requestCount)
      const verdict = verdictOf(report, ask.slo)
      const trial = { copies: copiesOf(next), report, verdict }
      next.simulatedRequests = report.requestCount
      if (verdict.ok) {
        next.fit = trial
        // In its new light it may be behind another one that was simulated with less.
        if (aimOf(this.#standing()[0]!, ask) < aimOf(next, ask)) continue
        chosen = next
        predicted = atPrediction
      } else {
        const isHopeless = trial.copies >= most || !helped(next.below, trial)
        next.below = trial
        if (isHopeless) {
          next.rejection = failure(next, trial)
          next.fit = null
        } else next.fit = { ...trial, copies: Math.min(most, moreCopies(trial.copies)) }
      }
    }
    if (chosen === null && this.#standing().length > 0) {
      notes.push(`No plan was confirmed in ${CONFIRMS_MAX} runs of all copies.`)
    }
    if (requestCount < traffic.requests.length) {
      notes.push(`Confirmed on the busiest ${requestCount} of ${traffic.requests.length} requests.`)
    }
    const standing = this.#standing()
    return {
      contenders: this.#contenders,
      standing,
      chosen,
      predicted,
      trialCount: this.#trialCount,
      notes,
    }
  }

  /** At the margin, which decides, and at the prediction, which is shown. */
  async #runAll(
    contender: Contender,
    copies: number,
    requestCount: number,
  ): Promise<[TrialReport, TrialReport]> {
    const { candidate, prefillShare } = contender
    const task = {
      candidate,
      copies,
      prefillCopies: prefillCopiesOf(candidate, copies, prefillShare),
      requestCount,
      thins: false,
      stepFactor: marginOf(contender),
      rateFactor: 1,
    }
    this.#trialCount += 2
    const answers = await this.#input.pool.run([
      { kind: 'run', task },
      { kind: 'run', task: { ...task, stepFactor: 1 } },
    ])
    const [report, predicted] = answers.map((answer) => (answer as { report: TrialReport }).report)
    return [report!, predicted!]
  }
}

function failure(
  contender: Contender,
  { copies, report, verdict }: NonNullable<Contender['below']>,
): Rejection {
  const { tier } = contender.fitting!.cost.model
  if (verdict.ok || verdict.broken === null) {
    return { kind: 'saturated', rho: report.load ?? report.busyShare, replicas: copies, tier }
  }
  return { kind: 'limit', ...verdict.broken, when: 'simulated', replicas: copies, tier }
}
