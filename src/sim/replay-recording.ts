/**
 * A recorded live run in the simulator's driver: what came, when the loop looked and what its steps gave are replayed; plans are not.
 *
 * The entries become events of the simulator's queue. At each moment when the live loop planned, the core plans here, from nothing but
 * what it was told; the recorded outcome is committed only where it fits that plan. So equal decision hashes say that live and simulated
 * engine decide the same. On the way the times of each request and of each step are gathered: the run as it was, and what to fit.
 */

import type { Engine } from '../engine/engine.ts'
import type { EngineEvent, EngineRequest } from '../engine/engine-request.ts'
import type { EngineSettings } from '../engine/engine-settings.ts'
import { fits, type LogEntry } from '../engine/recording.ts'
import type { RequestId, StepOutcome, StepPlan } from '../engine/step.ts'
import { LociError } from '../errors.ts'
import { EventQueue } from './event-queue.ts'
import { RequestLedger } from './request-ledger.ts'
import type { SimulatedRequest } from './simulated-request.ts'
import { type PricedStep, StepCounter } from './step-cost.ts'

export type { LogEntry } from '../engine/recording.ts'

/** One step as it was: what it computed, and from its planning to the next or to its end. */
export interface StepObservation {
  readonly prefill: PricedStep['prefill']
  readonly decodeCount: number
  readonly decodeContextTokens: number
  readonly ms: number
}

export interface RecordedReplay {
  readonly settings: EngineSettings
  readonly engine: Engine
  /** A row is a request that was accepted, in order. */
  readonly ledger: RequestLedger
  readonly requests: readonly SimulatedRequest[]
  readonly steps: readonly StepObservation[]
  readonly decisionHash: string
  /** Null: every outcome fitted its plan, and the hash is that of the log when the log was closed. */
  readonly divergedAtStep: number | null
}

export type OpenReplayed = (settings: EngineSettings) => Engine

type Timed = Extract<LogEntry, { nowMs: number }>

const EVENT = 0

class Replaying {
  readonly engine: Engine
  readonly ledger: RequestLedger
  readonly steps: StepObservation[] = []
  divergedAtStep: number | null = null
  readonly #counter: StepCounter
  readonly #accepted: { request: EngineRequest; arrivalMs: number }[] = []
  readonly #answers = new Map<RequestId, number[]>()
  readonly #cancelMs = new Map<RequestId, number>()
  #plan: StepPlan | null = null
  #plannedMs = 0
  #committedMs = -1
  #observed: Omit<StepObservation, 'ms'> | null = null

  constructor(engine: Engine, requestCount: number) {
    this.engine = engine
    this.ledger = new RequestLedger(requestCount)
    this.#counter = new StepCounter(engine.settings.stepSequencesMax)
  }

  /** False: it decides otherwise than the live engine did. */
  take(entry: Exclude<LogEntry, { kind: 'opened' }>, nowMs: number): boolean {
    switch (entry.kind) {
      case 'submitted':
        this.#submit(entry.request, nowMs)
        return true
      case 'cancelled':
        this.#cancelMs.set(entry.id, nowMs)
        this.engine.cancel(entry.id, nowMs)
        return true
      case 'planned':
        return this.#planAt(nowMs)
      case 'committed':
        return this.#commit(entry.outcome, nowMs)
      case 'prefix-pinned':
        this.engine.pinPrefix(entry.tokens, entry.salt)
        return true
      case 'prefix-opened':
        this.engine.openPrefix(entry.tokens, entry.salt)
        return true
      case 'prefix-released':
        this.engine.releasePrefix(entry.hold, entry.isWritten)
        return true
      case 'closed':
        return entry.decisionHash === this.engine.decisionHash || this.#diverge()
      default:
        return entry satisfies never
    }
  }

  #diverge(): false {
    this.divergedAtStep = Math.max(0, this.engine.stepCount - 1)
    return false
  }

  #submit(request: EngineRequest, nowMs: number): void {
    const result = this.engine.submit(request, nowMs)
    if (result.status !== 'accepted') return
    this.#accepted[result.id] = { request, arrivalMs: nowMs }
    this.ledger.arrive(result.id, nowMs)
  }

  #planAt(nowMs: number): boolean {
    if (this.engine.isInFlight) return this.#diverge()
    // The loop went on at once: what lies between two plans is what the step took, the host's part included.
    const isOn = this.#committedMs >= 0
    this.#observe((isOn ? nowMs : 0) - this.#plannedMs, isOn)
    this.#plan = this.engine.plan(nowMs)
    this.#plannedMs = nowMs
    this.#committedMs = -1
    this.#takeEvents(this.engine.takeEvents(), nowMs)
    if (this.#plan === null) return true
    const { prefill, decodeCount, decodeContextTokens } = this.#counter.count(this.#plan)
    const chunks = prefill.map((chunk) => ({ ...chunk }))
    this.#observed = { prefill: chunks, decodeCount, decodeContextTokens }
    return true
  }

  #observe(ms: number, isWhole: boolean): void {
    if (this.#observed === null || !isWhole) return
    this.steps.push({ ...this.#observed, ms })
    this.#observed = null
  }

  #commit(outcome: StepOutcome, nowMs: number): boolean {
    const plan = this.#plan
    if (plan === null || !fits(plan, outcome)) return this.#diverge()
    this.#plan = null
    for (const { request, token } of outcome.sampled) {
      if (this.ledger.isEnded(request)) continue
      this.ledger.token(request, nowMs)
      const answer = this.#answers.get(request) ?? []
      answer.push(token)
      this.#answers.set(request, answer)
    }
    this.#takeEvents(this.engine.commit(plan, outcome, nowMs), nowMs)
    this.#committedMs = nowMs
    return true
  }

  #takeEvents(events: readonly EngineEvent[], nowMs: number): void {
    for (const event of events) {
      const { kind, request } = event
      if (kind === 'admitted') this.ledger.admit(request, event.cachedTokens, nowMs)
      else if (kind === 'preempted') this.ledger.preemptionCount[request]! += 1
      else if (kind !== 'token') this.ledger.end(request, kind, nowMs)
    }
  }

  /** What came, as a workload: prompts and answers by their tokens, whoever gave up after as long. */
  requests(): SimulatedRequest[] {
    return this.#accepted.map(({ request, arrivalMs }, id) => {
      const answer = this.#answers.get(id as RequestId) ?? []
      const cancelMs = this.#cancelMs.get(id as RequestId)
      const { prompt, tokensMax, salt, program, tool, deadlineAtMs, priority } = request
      const tokens = prompt.kind === 'tokens' ? prompt.tokens : []
      const hasEnded = this.ledger.endingOf(id) === 'finished'
      return {
        arrivalMs,
        promptTokens: prompt.kind === 'tokens' ? tokens.length : prompt.tokenCount,
        // Of an answer that was cut off, the rest is not known: it would have gone on to its limit.
        outputTokens: hasEnded ? Math.max(1, answer.length) : tokensMax,
        tokensMax,
        ...(prompt.kind === 'tokens' ? { tokens, answer } : { keys: prompt.keys }),
        ...(salt === undefined ? {} : { salt }),
        ...(program === undefined ? {} : { program }),
        ...(request.isLastTurn === true ? { isLastTurn: true } : {}),
        ...(tool === undefined ? {} : { tool }),
        ...(priority === undefined ? {} : { priority }),
        ...(deadlineAtMs === undefined
          ? {}
          : { deadlineMs: Math.max(0, deadlineAtMs - arrivalMs) }),
        ...(cancelMs === undefined ? {} : { cancelAfterMs: cancelMs - arrivalMs }),
      }
    })
  }
}

function startOf(log: readonly LogEntry[]): number {
  const first = log.find((entry): entry is Timed => 'nowMs' in entry)
  return first?.nowMs ?? 0
}

/** Throws INPUT_INVALID for a log that does not begin with an engine. `settings` in place of the log's own show what a constant does. */
export function replayRecording(
  log: readonly LogEntry[],
  open: OpenReplayed,
  settings?: EngineSettings,
): RecordedReplay {
  const [opened] = log
  if (opened?.kind !== 'opened') {
    throw new LociError('INPUT_INVALID', 'the recording does not begin with the engine it is of')
  }
  const used = settings ?? opened.settings
  const requestCount = log.filter(({ kind }) => kind === 'submitted').length
  const replaying = new Replaying(open(used), requestCount)
  const queue = new EventQueue()
  let lastMs = startOf(log)
  for (const [at, entry] of log.entries()) {
    if ('nowMs' in entry) lastMs = Math.max(lastMs, entry.nowMs)
    if (at > 0) queue.push(lastMs, EVENT, at)
  }
  while (queue.take()) {
    const entry = log[queue.subject]!
    if (entry.kind === 'opened' || !replaying.take(entry, queue.nowMs)) break
  }
  const { engine, ledger, steps, divergedAtStep } = replaying
  const requests = replaying.requests()
  const { decisionHash } = engine
  return { settings: used, engine, ledger, requests, steps, decisionHash, divergedAtStep }
}
