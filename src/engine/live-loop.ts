/**
 * The loop: plan -> run -> commit, as long as there is something to do; then it sleeps until it is woken.
 *
 * One step at a time. What happens meanwhile (a request comes, is cancelled, its time is over) is told to the core at once and takes
 * effect at the next plan; its reader is answered at once too. A step that the runner could not compute fails the requests of
 * that step and no others. Work of the host that must not meet a step (a block read or written) runs between steps. Invariant:
 * whatever happens, each request ends, with its last part or with an error.
 */

import { type ErrorCode, errorTable, LociError } from '../errors.ts'
import type { Clock } from '../host/clock.ts'
import { nextTurn, startTimer } from '../host/timers.ts'
import type { Choice } from '../model/sampling/choose-token.ts'
import { greedySampling } from '../model/sampling/sampling-settings.ts'
import { assert } from '../stdx/assert.ts'
import type { Engine } from './engine.ts'
import type { EngineEvent, EngineRequest } from './engine-request.ts'
import type { LiveRequest } from './live-request.ts'
import type { Runner, RunnerOutcome, TokenAsk } from './runner.ts'
import type { RequestId, SampledToken, StepOutcome, StepPlan } from './step.ts'
import { factsOf, StepTimes } from './step-times.ts'

/** Work between steps that waits at most. */
export const ERRANDS_MAX = 64
/** A timer takes no more; the loop looks again then. */
const SLEEP_MS_MAX = 2 ** 31 - 1

type Failed = StepOutcome['failed'][number]

export class LiveLoop {
  readonly times = new StepTimes()
  readonly #core: Engine
  readonly #runner: Runner
  readonly #clock: Clock
  readonly #requests = new Map<RequestId, LiveRequest>()
  readonly #errands: (() => Promise<void>)[] = []
  /** Why requests of the step under way failed. */
  #stepFailure: LociError | null = null
  #wakeUp: (() => void) | null = null
  #isClosing = false
  #failure: LociError | null = null
  #ended: Promise<void> = Promise.resolve()

  constructor(core: Engine, runner: Runner, clock: Clock) {
    this.#core = core
    this.#runner = runner
    this.#clock = clock
  }

  open(): this {
    this.#ended = this.#run()
    return this
  }

  /** Requests that have not ended. */
  get requestCount(): number {
    return this.#requests.size
  }

  /** Takes a request, or throws why not. */
  submit(live: LiveRequest, request: EngineRequest): RequestId {
    if (this.#failure !== null) throw this.#failure
    const result = this.#core.submit(request, this.#clock.monotonicMs())
    if (result.status === 'queue-full') {
      const { retryAfterMs } = result
      throw new LociError(
        'ENGINE_QUEUE_FULL',
        `${this.#core.settings.waitingMax} requests wait already; ask again in ${retryAfterMs} ms`,
        { details: { retryAfterMs } },
      )
    }
    if (result.status === 'refused') throw refusal(result)
    this.#requests.set(result.id, live)
    this.wake()
    return result.id
  }

  /** Ends a request now, for its reader with `reason`; null: the reader left. One that has ended stays as it is. */
  cancel(id: RequestId, reason: unknown): void {
    const live = this.#requests.get(id)
    if (live === undefined) return
    this.#core.cancel(id, this.#clock.monotonicMs())
    this.#forget(id, live)
    if (reason !== null) live.stream.fail(reason)
    this.wake()
  }

  cancelAll(reason: LociError): void {
    for (const id of [...this.#requests.keys()]) this.cancel(id, reason)
  }

  /** Runs between two steps. */
  betweenSteps<Result>(errand: () => Promise<Result>): Promise<Result> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    if (this.#errands.length >= ERRANDS_MAX) {
      const says = `${ERRANDS_MAX} prefixes wait to be read or written already`
      return Promise.reject(new LociError('TOO_BUSY', says))
    }
    return new Promise((resolve, reject) => {
      this.#errands.push(() => errand().then(resolve, reject))
      this.wake()
    })
  }

  wake(): void {
    this.#wakeUp?.()
    this.#wakeUp = null
  }

  /** Ends the loop after the step under way; nothing may be submitted any more. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.wake()
    await this.#ended
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isClosing) await this.#turn()
      while (this.#errands.length > 0) await this.#errands.shift()!()
    } catch (error) {
      // Only a fault of ours gets here: nobody may wait for a loop that is gone.
      this.#failure = LociError.from(error)
      for (const [id, live] of [...this.#requests]) {
        this.#forget(id, live)
        live.stream.fail(this.#failure)
      }
    }
  }

  async #turn(): Promise<void> {
    for (let errand = this.#errands.shift(); errand; errand = this.#errands.shift()) await errand()
    if (this.#isClosing) return
    const plannedMs = this.#clock.monotonicMs()
    const plan = this.#core.plan(plannedMs)
    if (plan === null) {
      this.#tellAll(this.#core.takeEvents(), plannedMs)
      if (this.#errands.length === 0) await this.#sleep()
      return
    }
    const ran = await this.#compute(plan)
    for (const { request, isSampled } of plan.sequences) {
      if (isSampled) await this.#whenComputed(plan, request)
    }
    const outcome = this.#outcomeOf(plan, ran)
    const nowMs = this.#clock.monotonicMs()
    this.#tellAll(this.#core.commit(plan, outcome, nowMs), nowMs, plannedMs)
    const wholeMs = this.#clock.monotonicMs() - plannedMs
    if (ran !== null) {
      this.times.put(factsOf(plan), ran.computeMs, Math.max(0, wholeMs - ran.computeMs))
    }
    // Sockets, signals and timers get their turn between steps.
    await nextTurn()
  }

  /** Null: the step could not be computed. */
  async #compute(plan: StepPlan): Promise<RunnerOutcome | null> {
    const asks = new Map<RequestId, TokenAsk>()
    for (const { request, isSampled } of plan.sequences) {
      if (isSampled) asks.set(request, this.#askOf(request))
    }
    try {
      return await this.#runner.run(plan, asks)
    } catch (error) {
      this.#stepFailure = LociError.from(error)
      return null
    }
  }

  /** A constraint or a tokenizer that fails ends its own request; the step is computed all the same. */
  #askOf(request: RequestId): TokenAsk {
    const live = this.#requests.get(request)
    if (live === undefined) return greedyAsk
    try {
      return live.answer.ask()
    } catch (error) {
      this.cancel(request, LociError.from(error))
      return greedyAsk
    }
  }

  /** Lets who waits for the keys and values of a prompt have them before the core can give the blocks away. */
  async #whenComputed(plan: StepPlan, request: RequestId): Promise<void> {
    const live = this.#requests.get(request)
    if (live === undefined || live.whenComputed === null || this.#stepFailure !== null) return
    await live.whenComputed(plan.sequences.find((one) => one.request === request)!)
  }

  #outcomeOf(plan: StepPlan, ran: RunnerOutcome | null): StepOutcome {
    const { step, sequences } = plan
    if (ran === null) {
      const code = this.#stepFailure!.code
      const failed = sequences.map(({ request }): Failed => ({ request, code }))
      return { step, sampled: [], failed }
    }
    const sampled: SampledToken[] = []
    for (const { request, isSampled } of sequences) {
      if (!isSampled) continue
      const choice = ran.choices.get(request)
      assert(choice !== undefined, `the runner chose a token for request ${request}`)
      sampled.push(this.#taken(request, choice))
    }
    return { step, sampled, failed: [] }
  }

  #taken(request: RequestId, choice: Choice): SampledToken {
    const live = this.#requests.get(request)
    // Cancelled while the step ran: the core has no use for the token either.
    if (live === undefined) return { request, token: choice.id, isLast: true }
    try {
      live.taken = live.answer.take(choice)
    } catch (error) {
      this.cancel(request, LociError.from(error))
      return { request, token: choice.id, isLast: true }
    }
    const { token, isLast } = live.taken
    const tool = isLast ? live.answer.toolCalled() : null
    return { request, token, isLast, ...(tool !== null && { tool }) }
  }

  /** `admittedMs`: of requests that a plan let in, the time of that plan. */
  #tellAll(events: readonly EngineEvent[], nowMs: number, admittedMs = nowMs): void {
    for (const event of events) this.#tell(event, nowMs, admittedMs)
    this.#stepFailure = null
  }

  #tell(event: EngineEvent, nowMs: number, admittedMs: number): void {
    const live = this.#requests.get(event.request)
    // Its reader was answered when it was cancelled.
    if (live === undefined) return
    switch (event.kind) {
      case 'admitted':
        live.admit(admittedMs)
        return
      case 'token':
        if (!live.tell(nowMs)) this.cancel(event.request, null)
        return
      case 'preempted':
        return
      case 'finished':
        this.#forget(event.request, live)
        finish(live, event, nowMs)
        return
      case 'failed':
        this.#forget(event.request, live)
        live.stream.fail(this.#stepFailure ?? failureOf(event.code))
        return
      case 'deadline-passed':
        this.#forget(event.request, live)
        live.stream.fail(
          new LociError('ENGINE_DEADLINE', 'the deadline passed before the answer was whole'),
        )
        return
      case 'cancelled':
        this.#forget(event.request, live)
        return
      default:
        event satisfies never
    }
  }

  #forget(id: RequestId, live: LiveRequest): void {
    this.#requests.delete(id)
    live.release()
  }

  /** Until somebody wakes it, or the core has a deadline or an expiry. */
  async #sleep(): Promise<void> {
    const isIdle = this.#requests.size === 0
    const delayMs = isIdle
      ? Number.POSITIVE_INFINITY
      : this.#core.wakeAtMs - this.#clock.monotonicMs()
    await new Promise<void>((resolve) => {
      // Nobody waits for an expiry when nothing runs: an idle engine keeps no process alive.
      const stop = Number.isFinite(delayMs)
        ? startTimer(Math.min(Math.max(1, delayMs), SLEEP_MS_MAX), resolve)
        : ignore
      this.#wakeUp = () => {
        stop()
        resolve()
      }
    })
    this.#wakeUp = null
  }
}

function ignore(): void {}

/** Of a request that was ended while its step was planned: nobody reads the token. */
const greedyAsk: TokenAsk = {
  sampling: greedySampling,
  uniform: 0,
  recent: [],
  topLogProbCount: 0,
  allowed: null,
}

function finish(
  live: LiveRequest,
  { reason, usage }: Extract<EngineEvent, { kind: 'finished' }>,
  nowMs: number,
): void {
  try {
    live.finish(reason, usage, nowMs)
  } catch (error) {
    live.stream.fail(LociError.from(error))
  }
}

function failureOf(code: string): LociError {
  const known = code in errorTable ? (code as ErrorCode) : 'INTERNAL'
  return new LociError(known, 'the step of the request could not be computed')
}

function refusal(result: {
  readonly reason: 'larger-than-cache' | 'larger-than-context'
  readonly tokenCount: number
  readonly tokenCountMax: number
}): LociError {
  const { reason, tokenCount, tokenCountMax } = result
  const code = reason === 'larger-than-cache' ? 'ENGINE_KV_EXHAUSTED' : 'MODEL_CONTEXT_OVERFLOW'
  const whole = reason === 'larger-than-cache' ? 'the KV cache' : 'the context'
  return new LociError(
    code,
    `prompt and answer can have ${tokenCount} tokens; ${whole} takes ${tokenCountMax}`,
    { details: { tokenCount, tokenCountMax } },
  )
}
