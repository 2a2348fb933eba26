/**
 * A run in virtual time: events out of a heap drive the engine's own core, once for each replica, until every request has ended.
 *
 * Owns no scheduler: what runs, waits, is kept or goes is decided by the core and its policies; here requests come, steps take as long
 * as the cost model says, tools return, replicas start, keys and values travel. All that happens at one moment is told before
 * anything is planned in it. Invariant: the same options give the same run, to the last decision.
 */

import type { Engine } from '../engine/engine.ts'
import type { EngineEvent, EngineRequest } from '../engine/engine-request.ts'
import type { RequestId } from '../engine/step.ts'
import type { RoutingPolicy } from '../policy/routing/routing-policy.ts'
import { assert } from '../stdx/assert.ts'
import { blockNames, ownersOf } from './block-names.ts'
import { EventQueue } from './event-queue.ts'
import { type ColdStarts, Fleet } from './fleet.ts'
import { KvTransfers, type TransferLink } from './kv-transfers.ts'
import { nextUsesOf } from './next-uses.ts'
import { type GivenRequest, Replica } from './replica.ts'
import { type Ending, RequestLedger } from './request-ledger.ts'
import { checkRequests, nextTurns, type SimulatedRequest } from './simulated-request.ts'
import type { StepCost } from './step-cost.ts'
import { TimeSeries } from './time-series.ts'

export interface SimulatedEngine {
  readonly engine: Engine
  readonly cost: StepCost
}

export interface SimulationOptions {
  readonly requests: readonly SimulatedRequest[]
  /** Those that take requests; with `decoders` they compute prompts and first tokens alone. */
  readonly engines: readonly SimulatedEngine[]
  /** Those that compute answers, where prompts are computed elsewhere. */
  readonly decoders?: { readonly engines: readonly SimulatedEngine[]; readonly link: TransferLink }
  readonly routing: RoutingPolicy
  readonly coldStarts?: ColdStarts
  /** Requests say when their blocks are asked for next, for the offline bound. */
  readonly knowsFuture?: boolean
  /** Told now and then how many requests have ended. */
  readonly onProgress?: (endedCount: number) => void
  /** Told when everything of a moment is done. */
  readonly onMoment?: (simulation: Simulation) => void
}

/** Event kinds; their subject is a request, a replica or a decoder. */
const ARRIVAL = 0
const STEP_END = 1
const WAKE = 2
const STARTED = 3
const MOVED = 4
const GIVEN_UP = 5
const PROGRESS_EVERY = 1024
/** Events of one moment, beside those of its requests. */
const MOMENT_EVENTS_BASE = 10_000

export class Simulation {
  readonly ledger: RequestLedger
  readonly fleet: Fleet
  readonly decoders: Fleet | null
  readonly replicas: readonly Replica[]
  readonly transfers: readonly KvTransfers[]
  /** Requests that have come and not ended. */
  readonly unfinished = new TimeSeries()
  readonly requests: readonly SimulatedRequest[]
  readonly #options: SimulationOptions
  readonly #queue = new EventQueue()
  readonly #nextTurn: Int32Array
  readonly #owners: Int32Array
  /** (requests, blocks) */
  readonly #nextUses: readonly (readonly number[])[] | null
  /** (requests) whether it comes at its arrival, not after another. */
  readonly #isRoot: Uint8Array
  /** (replicas) whether it is to be looked at in this moment. */
  readonly #isDirty: Uint8Array
  readonly #wakeAtMs: Float64Array
  /** Where the last turn of a session went, by the session's first request. */
  readonly #lastReplica = new Map<number, number>()
  /** (requests) Where those are that may be given up. */
  readonly #cancellable = new Map<number, { readonly at: number; readonly id: RequestId }>()
  /** Came while no replica was up. */
  readonly #homeless: number[] = []
  #nextRoot = 0
  #inside = 0
  #turning = 0
  readonly #tell = (event: EngineEvent): void => this.#take(event)

  constructor(options: SimulationOptions) {
    const { requests, engines, decoders, routing, coldStarts } = options
    checkRequests(requests)
    assert(engines.length > 0, 'a run has an engine')
    this.#options = options
    this.requests = requests
    this.ledger = new RequestLedger(requests.length)
    const open = ({ engine, cost }: SimulatedEngine): Replica =>
      new Replica(engine, cost, this.ledger)
    const front = engines.map(open)
    const back = decoders?.engines.map(open) ?? []
    this.replicas = [...front, ...back]
    this.fleet = new Fleet(front, routing, coldStarts ?? null)
    this.decoders = decoders === undefined ? null : new Fleet(back, routing, null)
    this.transfers = back.map(({ engine }) => new KvTransfers(engine, decoders!.link))
    this.#isDirty = new Uint8Array(this.replicas.length)
    this.#wakeAtMs = new Float64Array(this.replicas.length).fill(Number.POSITIVE_INFINITY)
    this.#nextTurn = nextTurns(requests)
    this.#owners = ownersOf(requests)
    const { blockTokenCount } = engines[0]!.engine.layout
    this.#nextUses =
      options.knowsFuture === true
        ? nextUsesOf(requests.map((_, row) => this.#namesOf(row, blockTokenCount)))
        : null
    this.#isRoot = new Uint8Array(requests.length).fill(1)
    for (const next of this.#nextTurn) if (next >= 0) this.#isRoot[next] = 0
  }

  get nowMs(): number {
    return this.#queue.nowMs
  }

  /** Until all requests have ended. */
  run(): this {
    const { onProgress, onMoment } = this.#options
    let toldCount = 0
    let momentMs = -1
    let eventCount = 0
    this.#pushRoot()
    while (this.ledger.endedCount < this.requests.length) {
      assert(this.#queue.take(), 'while requests run there is an event')
      eventCount = this.nowMs > momentMs ? 0 : eventCount + 1
      momentMs = this.nowMs
      assert(eventCount <= MOMENT_EVENTS_BASE + 4 * this.requests.length, 'time goes on')
      this.#handle(this.#queue.kind, this.#queue.subject)
      if (this.#queue.nextMs > this.nowMs) {
        this.#settle()
        onMoment?.(this)
      }
      if (this.ledger.endedCount - toldCount < PROGRESS_EVERY) continue
      toldCount = this.ledger.endedCount
      onProgress?.(toldCount)
    }
    for (const replica of this.replicas) replica.held.set(this.nowMs, replica.heldTokens)
    this.unfinished.set(this.nowMs, 0)
    return this
  }

  #handle(kind: number, subject: number): void {
    switch (kind) {
      case ARRIVAL:
        this.#arrive(subject)
        return
      case STEP_END:
        this.#turning = subject
        this.replicas[subject]!.finish(this.nowMs, this.#tell)
        this.#isDirty[subject] = 1
        return
      case WAKE:
        this.#wakeAtMs[subject] = Number.POSITIVE_INFINITY
        this.#isDirty[subject] = 1
        this.fleet.stopIfIdle(subject, this.nowMs)
        return
      case STARTED:
        this.fleet.started(subject, this.nowMs)
        for (const row of this.#homeless.splice(0)) this.#submit(row)
        return
      case GIVEN_UP:
        this.#giveUp(subject)
        return
      default:
        this.#moved(subject)
    }
  }

  #pushRoot(): void {
    while (this.#nextRoot < this.requests.length && this.#isRoot[this.#nextRoot] === 0) {
      this.#nextRoot += 1
    }
    if (this.#nextRoot === this.requests.length) return
    this.#queue.push(this.requests[this.#nextRoot]!.arrivalMs, ARRIVAL, this.#nextRoot)
    this.#nextRoot += 1
  }

  #arrive(row: number): void {
    if (this.#isRoot[row] === 1) this.#pushRoot()
    this.ledger.arrive(row, this.nowMs)
    this.#count(1)
    const { cancelAfterMs } = this.requests[row]!
    if (cancelAfterMs !== undefined) this.#queue.push(this.nowMs + cancelAfterMs, GIVEN_UP, row)
    if (this.fleet.isAnyUp) this.#submit(row)
    else this.#homeless.push(row)
    const starting = this.fleet.startIfNeeded(this.nowMs, this.#homeless.length)
    if (starting >= 0) {
      const { startMs } = this.#options.coldStarts!
      this.#queue.push(this.nowMs + startMs, STARTED, starting)
    }
  }

  #submit(row: number): void {
    const at = this.#route(this.fleet, row)
    const request = this.#engineRequest(row, this.replicas[at]!)
    const { outputTokens } = this.requests[row]!
    const isSplit = this.decoders !== null && outputTokens > 1
    this.#put(at, row, {
      request: isSplit ? { ...request, tokensMax: 1 } : request,
      outputTokens: isSplit ? 1 : outputTokens,
    })
  }

  #put(at: number, row: number, given: GivenRequest): void {
    this.#isDirty[at] = 1
    const answer = this.requests[row]!.answer ?? null
    const result = this.replicas[at]!.submit(row, { ...given, answer }, this.nowMs)
    if (result.status !== 'accepted') this.#end(row, result.status)
    else if (this.requests[row]!.cancelAfterMs !== undefined) {
      this.#cancellable.set(row, { at, id: result.id })
    }
  }

  /** Its client has waited long enough; what ended or has not found a replica is left alone. */
  #giveUp(row: number): void {
    const place = this.#cancellable.get(row)
    if (place === undefined || this.ledger.isEnded(row)) return
    this.#turning = place.at
    this.replicas[place.at]!.cancel(place.id, this.nowMs, this.#tell)
    this.#isDirty[place.at] = 1
  }

  #route(fleet: Fleet, row: number): number {
    const { promptTokens } = this.requests[row]!
    const { blockTokenCount } = fleet.replicas[0]!.engine.layout
    const isFront = fleet === this.fleet
    const lastReplica = isFront ? (this.#lastReplica.get(this.#owners[row]!) ?? -1) : -1
    const keys = this.#namesOf(row, blockTokenCount)
    const at = fleet.route({ promptTokenCount: promptTokens, keys, lastReplica })
    if (!isFront) return this.fleet.replicas.length + at
    this.ledger.replica[row] = at
    if (this.requests[row]!.session !== undefined) this.#lastReplica.set(this.#owners[row]!, at)
    return at
  }

  #namesOf(row: number, blockTokenCount: number): readonly number[] {
    return blockNames(this.requests[row]!, { owner: this.#owners[row]!, blockTokenCount })
  }

  #engineRequest(row: number, { engine }: Replica): EngineRequest {
    const request = this.requests[row]!
    const { promptTokens, outputTokens, deadlineMs, session } = request
    const { tokens } = request
    return {
      prompt:
        tokens === undefined
          ? {
              kind: 'keys',
              tokenCount: promptTokens,
              keys: this.#namesOf(row, engine.layout.blockTokenCount),
              ...(this.#nextUses === null ? {} : { nextUses: this.#nextUses[row]! }),
            }
          : { kind: 'tokens', tokens },
      tokensMax: request.tokensMax ?? outputTokens,
      ...(request.predictedTokens === undefined
        ? {}
        : { predictedTokens: request.predictedTokens }),
      ...(request.priority === undefined ? {} : { priority: request.priority }),
      ...(request.batchRank === undefined ? {} : { batchRank: request.batchRank }),
      ...(request.tool === undefined ? {} : { tool: request.tool }),
      ...(deadlineMs === undefined
        ? {}
        : { deadlineAtMs: this.ledger.arrivalMs[row]! + deadlineMs }),
      ...(request.salt === undefined ? {} : { salt: request.salt }),
      ...(request.program === undefined
        ? {}
        : { program: request.program, isLastTurn: request.isLastTurn === true }),
      ...(session === undefined
        ? {}
        : { program: session, isLastTurn: this.#nextTurn[row] === -1 }),
    }
  }

  #take(event: EngineEvent): void {
    if (event.kind === 'admitted' || event.kind === 'preempted' || event.kind === 'token') return
    const row = this.replicas[this.#turning]!.rowOf(event.request)
    if (
      event.kind === 'finished' &&
      this.ledger.tokenCount[row]! < this.requests[row]!.outputTokens
    ) {
      this.#move(row)
      return
    }
    this.#end(row, event.kind)
  }

  #end(row: number, ending: Ending): void {
    this.ledger.end(row, ending, this.nowMs)
    this.#count(-1)
    const next = this.#nextTurn[row]!
    if (next === -1) return
    const { gapMs, arrivalMs } = this.requests[next]!
    const atMs = gapMs === undefined ? Math.max(arrivalMs, this.nowMs) : this.nowMs + gapMs
    this.#queue.push(atMs, ARRIVAL, next)
  }

  /** The prompt is computed and the first token there: the rest is computed by a decoder. */
  #move(row: number): void {
    const at = this.#route(this.decoders!, row) - this.fleet.replicas.length
    const { blockTokenCount } = this.decoders!.replicas[at]!.engine.layout
    const blockCount = Math.floor(this.requests[row]!.promptTokens / blockTokenCount)
    this.transfers[at]!.add(row, this.#namesOf(row, blockTokenCount).slice(0, blockCount))
    this.#isDirty[this.fleet.replicas.length + at] = 1
  }

  #moved(decoder: number): void {
    const row = this.transfers[decoder]!.finish()
    const at = this.fleet.replicas.length + decoder
    const request = this.#engineRequest(row, this.replicas[at]!)
    const { outputTokens, promptTokens } = this.requests[row]!
    this.#put(at, row, {
      request: {
        ...request,
        prompt: { ...request.prompt, tokenCount: promptTokens + 1 } as EngineRequest['prompt'],
        tokensMax: request.tokensMax - 1,
      },
      outputTokens: outputTokens - 1,
    })
  }

  /** Everything of this moment is told: who has nothing under way plans. */
  #settle(): void {
    const { nowMs } = this
    for (let at = 0; at < this.replicas.length; at += 1) {
      if (this.#isDirty[at] === 0) continue
      this.#isDirty[at] = 0
      this.#beginTransfer(at)
      const replica = this.replicas[at]!
      if (replica.isBusy) continue
      this.#turning = at
      const stepMs = replica.begin(nowMs, this.#tell)
      if (stepMs !== null) this.#queue.push(nowMs + stepMs, STEP_END, at)
      else this.#sleep(at)
    }
  }

  #beginTransfer(at: number): void {
    const decoder = at - this.fleet.replicas.length
    if (decoder < 0) return
    const delayMs = this.transfers[decoder]!.begin()
    if (delayMs !== null) this.#queue.push(this.nowMs + delayMs, MOVED, decoder)
  }

  /** Until a deadline or an expiry of its core, or the end of its keep-alive. */
  #sleep(at: number): void {
    const isFront = at < this.fleet.replicas.length
    const idleUntilMs = isFront ? this.fleet.idle(at, this.nowMs) : Number.POSITIVE_INFINITY
    const wakeMs = Math.max(this.nowMs, Math.min(this.replicas[at]!.engine.wakeAtMs, idleUntilMs))
    if (wakeMs >= this.#wakeAtMs[at]!) return
    this.#wakeAtMs[at] = wakeMs
    this.#queue.push(wakeMs, WAKE, at)
  }

  #count(change: 1 | -1): void {
    this.#inside += change
    this.unfinished.set(this.nowMs, this.#inside)
  }
}
