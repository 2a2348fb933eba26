/**
 * One copy of an engine in virtual time: the engine's own core, with a cost model in the place of its runner.
 *
 * plan -> time -> commit: what is decided is decided by the core; here a step gets its duration, and each sampled sequence a token that
 * is the last one when the answer has its length. Knows requests by their row in the ledger.
 */

import type { Engine } from '../engine/engine.ts'
import type { EngineEvent, EngineRequest, SubmitResult } from '../engine/engine-request.ts'
import type { RequestId, SampledToken, StepPlan } from '../engine/step.ts'
import { assert } from '../stdx/assert.ts'
import type { RequestLedger } from './request-ledger.ts'
import { type StepCost, StepCounter } from './step-cost.ts'
import { TimeSeries } from './time-series.ts'

export interface ReplicaFigures {
  readonly busyMs: number
  readonly stepCount: number
  readonly computedTokens: number
  /** Steps with requests that waited although the step before was over: time and tokens. */
  readonly backloggedMs: number
  readonly backloggedTokens: number
}

export interface GivenRequest {
  readonly request: EngineRequest
  /** Tokens that the answer has in the end. */
  readonly outputTokens: number
  readonly answer?: readonly number[] | null
}

const NO_TOKEN = 0

export class Replica {
  readonly engine: Engine
  /** Tokens of the cache that are held by requests or pins. */
  readonly held = new TimeSeries()
  readonly #cost: StepCost
  readonly #ledger: RequestLedger
  readonly #counter: StepCounter
  /** (request ids) row in the ledger, and tokens that its answer has not got yet. */
  readonly #rows: number[] = []
  readonly #leftTokens: number[] = []
  /** Tokens of answers, where they are known. */
  readonly #answers = new Map<RequestId, readonly number[]>()
  /** (request ids) tokens of its prompt until it is admitted or ends, then 0. */
  readonly #waitingOf: number[] = []
  #plan: StepPlan | null = null
  #busyMs = 0
  #computedTokens = 0
  #backloggedMs = 0
  #backloggedTokens = 0
  #waitingTokens = 0

  constructor(engine: Engine, cost: StepCost, ledger: RequestLedger) {
    this.engine = engine
    this.#counter = new StepCounter(engine.settings.stepSequencesMax)
    this.#cost = cost
    this.#ledger = ledger
  }

  get isBusy(): boolean {
    return this.#plan !== null
  }

  /** Of prompts that were submitted and not admitted yet. */
  get waitingTokens(): number {
    return this.#waitingTokens
  }

  get waitingCount(): number {
    return this.engine.waitingCount
  }

  get runningCount(): number {
    return this.engine.running.length
  }

  get heldTokens(): number {
    const { capacityTokens, freeTokens } = this.engine.layout
    return capacityTokens - freeTokens
  }

  figures(): ReplicaFigures {
    return {
      busyMs: this.#busyMs,
      stepCount: this.engine.stepCount,
      computedTokens: this.#computedTokens,
      backloggedMs: this.#backloggedMs,
      backloggedTokens: this.#backloggedTokens,
    }
  }

  rowOf(id: RequestId): number {
    return this.#rows[id]!
  }

  submit(
    row: number,
    { request, outputTokens, answer = null }: GivenRequest,
    nowMs: number,
  ): SubmitResult {
    const result = this.engine.submit(request, nowMs)
    if (result.status !== 'accepted') return result
    this.#rows[result.id] = row
    this.#leftTokens[result.id] = outputTokens
    if (answer !== null) this.#answers.set(result.id, answer)
    this.#waitingOf[result.id] = promptTokensOf(request)
    this.#waitingTokens += promptTokensOf(request)
    return result
  }

  /** Begins a step and says how long it takes; null: there is nothing to do now. Events of the planning are told to `tell`. */
  begin(nowMs: number, tell: (event: EngineEvent) => void): number | null {
    assert(this.#plan === null, 'one step at a time')
    const plan = this.engine.plan(nowMs)
    this.#takeEvents(nowMs, tell)
    this.held.set(nowMs, this.heldTokens)
    if (plan === null) return null
    const step = this.#counter.count(plan)
    const stepMs = this.#cost.stepSeconds(step) * 1000
    assert(stepMs > 0 && stepMs < Number.POSITIVE_INFINITY, 'a step takes some time')
    this.#plan = plan
    this.#busyMs += stepMs
    this.#computedTokens += step.tokenCount
    if (this.engine.waitingCount > 0) {
      this.#backloggedMs += stepMs
      this.#backloggedTokens += step.tokenCount
    }
    return stepMs
  }

  /** The step is over: tokens are there, and what has ended is told. */
  finish(nowMs: number, tell: (event: EngineEvent) => void): void {
    const plan = this.#plan
    assert(plan !== null, 'a step is under way')
    const sampled: SampledToken[] = []
    for (const { request, isSampled } of plan.sequences) {
      if (!isSampled) continue
      const left = this.#leftTokens[request]! - 1
      this.#leftTokens[request] = left
      const row = this.#rows[request]!
      const token = this.#answers.size === 0 ? NO_TOKEN : this.#tokenOf(request, row)
      if (!this.#ledger.isEnded(row)) this.#ledger.token(row, nowMs)
      sampled.push({ request, token, isLast: left <= 0 })
    }
    this.#plan = null
    const events = this.engine.commit(plan, { step: plan.step, sampled, failed: [] }, nowMs)
    for (const event of events) this.#take(event, nowMs, tell)
    this.held.set(nowMs, this.heldTokens)
  }

  /** False: it has ended before. */
  cancel(id: RequestId, nowMs: number, tell: (event: EngineEvent) => void): boolean {
    const isCut = this.engine.cancel(id, nowMs)
    if (!this.isBusy) this.#takeEvents(nowMs, tell)
    return isCut
  }

  #tokenOf(request: RequestId, row: number): number {
    return this.#answers.get(request)?.[this.#ledger.tokenCount[row]!] ?? NO_TOKEN
  }

  #takeEvents(nowMs: number, tell: (event: EngineEvent) => void): void {
    for (const event of this.engine.takeEvents()) this.#take(event, nowMs, tell)
  }

  #take(event: EngineEvent, nowMs: number, tell: (event: EngineEvent) => void): void {
    const { kind, request } = event
    const row = this.#rows[request]!
    if (kind === 'preempted') this.#ledger.preemptionCount[row]! += 1
    else {
      this.#waitingTokens -= this.#waitingOf[request]!
      this.#waitingOf[request] = 0
      if (kind === 'admitted') this.#ledger.admit(row, event.cachedTokens, nowMs)
    }
    tell(event)
  }
}

function promptTokensOf({ prompt }: EngineRequest): number {
  return prompt.kind === 'tokens' ? prompt.tokens.length : prompt.tokenCount
}
