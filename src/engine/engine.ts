/**
 * The core: decides what each step computes and records what came of it. plan -> run -> commit, and nothing here waits.
 *
 * Continuous batching: what decodes goes first, then prefill in chunks, then new requests while the step has tokens left. When the cache is
 * full, the request that was admitted last gives its blocks back and is computed again later (preemption by recompute). A request
 * that fits into the cache alone always ends: the oldest is never preempted by a younger one, and with nothing running the first in
 * the queue starts whatever its admission policy says. Time comes in with each call, draws come from a seed, every call is
 * reported to `record`: the same calls make the same decisions, which `decisionHash` sums up. Departure from vLLM, whose shape
 * this is: order of eviction, admission and waiting are policies that are handed in. Knows no texts, no sampling, no bytes.
 */

import type { KvLayout, KvPin } from '../kv/kv-layout.ts'
import { assert } from '../stdx/assert.ts'
import { createPrng } from '../stdx/prng.ts'
import { AdmissionView, candidateOf } from './admission-view.ts'
import { DecisionHash } from './decision-hash.ts'
import { EndedHistory } from './ended-history.ts'
import { type EnginePolicies, findPolicies } from './engine-policies.ts'
import type { EngineEvent, EngineRequest, SubmitResult } from './engine-request.ts'
import { type EngineSettings, recomputeCostMs } from './engine-settings.ts'
import { type HeldPrefix, HeldPrefixes } from './held-prefixes.ts'
import { openLayout } from './open-layout.ts'
import { ProgramLedger } from './program-ledger.ts'
import { LOG_VERSION, type LogEntry } from './recording.ts'
import type { BlockCopy, RequestId, SequenceStep, StepOutcome, StepPlan } from './step.ts'
import { TrackedRequest } from './tracked-request.ts'
import { WaitingQueue } from './waiting-queue.ts'

export interface EngineOptions {
  readonly settings: EngineSettings
  /** In place of those that the settings name. */
  readonly policies?: Partial<EnginePolicies>
  /** Whether requests say when their blocks are asked for next. */
  readonly knowsFuture?: boolean
  /** Told each call as it comes, before it is answered. */
  readonly record?: (entry: LogEntry) => void
}

export interface EngineStats {
  readonly waitingCount: number
  readonly runningCount: number
  readonly stepCount: number
  readonly preemptionCount: number
  /** Positions computed, those computed again included. */
  readonly computedTokens: number
  /** Positions taken from the prefix index, at every admission. */
  readonly cachedTokens: number
  /** Positions that were computed before, and again after a preemption. */
  readonly recomputedTokens: number
  readonly pinCount: number
}

const noEvents: readonly EngineEvent[] = []

export class Engine {
  readonly settings: EngineSettings
  readonly layout: KvLayout
  readonly #policies: EnginePolicies
  readonly #record: (entry: LogEntry) => void
  readonly #requests = new Map<RequestId, TrackedRequest>()
  readonly #waiting: WaitingQueue
  /** In the order of their admission. */
  readonly #running: TrackedRequest[] = []
  readonly #ledger: ProgramLedger
  readonly #ended: EndedHistory
  readonly #prefixes: HeldPrefixes
  readonly #view: AdmissionView
  readonly #hash = new DecisionHash()
  #events: EngineEvent[] = []
  #inFlight: { readonly plan: StepPlan; readonly requests: readonly TrackedRequest[] } | null = null
  /** No deadline is before it. */
  #deadlineMsMin = Number.POSITIVE_INFINITY
  #nextId = 0
  #stepCount = 0
  #idleStepCount = 0
  #preemptionCount = 0
  #computedTokens = 0
  #cachedTokens = 0
  #recomputedTokens = 0

  constructor({ settings, policies = {}, knowsFuture = false, record = ignore }: EngineOptions) {
    assert(
      settings.stepTokensMax >= settings.stepSequencesMax && settings.stepSequencesMax > 0,
      'a step has a token for each sequence',
    )
    this.settings = settings
    this.#policies = findPolicies(settings, policies, knowsFuture)
    this.#record = record
    this.layout = openLayout(settings, this.#policies.eviction)
    this.#ledger = new ProgramLedger(settings, (pin) => this.layout.unpin(pin))
    this.#ended = new EndedHistory(settings)
    this.#prefixes = new HeldPrefixes(this.layout)
    this.#waiting = new WaitingQueue(this.#policies.ordering, {
      cachedTokenCount: ({ keys, request, promptCount }) =>
        this.layout.cachedTokens(keys, request.salt ?? '', promptCount - 1),
      isPinned: ({ request }) => this.#ledger.isPinned(request.program),
    })
    const prng = createPrng(settings.seed)
    this.#view = new AdmissionView(
      {
        layout: this.layout,
        running: this.#running,
        outputHistory: this.#ended.outputCounts,
        draw: prng.next,
      },
      settings.stepSequencesMax,
    )
    record({ kind: 'opened', version: LOG_VERSION, settings })
  }

  get stepCount(): number {
    return this.#stepCount
  }

  get decisionHash(): string {
    return this.#hash.value
  }

  /** Whether a plan waits for its outcome. */
  get isInFlight(): boolean {
    return this.#inFlight !== null
  }

  /** When `plan` should be asked even if nothing else happens: not after the next deadline or expiry; Infinity: never. */
  get wakeAtMs(): number {
    return Math.min(this.#deadlineMsMin, this.#ledger.nextExpiryMs)
  }

  stats(): EngineStats {
    return {
      waitingCount: this.#waiting.size,
      runningCount: this.#running.length,
      stepCount: this.#stepCount,
      preemptionCount: this.#preemptionCount,
      computedTokens: this.#computedTokens,
      cachedTokens: this.#cachedTokens,
      recomputedTokens: this.#recomputedTokens,
      pinCount: this.#ledger.pinCount,
    }
  }

  /** Requests that run, in the order of their admission. */
  running(): readonly TrackedRequest[] {
    return this.#running
  }

  submit(request: EngineRequest, nowMs: number): SubmitResult {
    this.#record({ kind: 'submitted', nowMs, request })
    const { prompt, tokensMax, program } = request
    const promptCount = prompt.kind === 'tokens' ? prompt.tokens.length : prompt.tokenCount
    assert(promptCount >= 1 && tokensMax >= 1, 'a request has a prompt and room for an answer')
    const { layout } = this.settings
    const isNamed = layout.kind === 'paged' && layout.prefixCache !== 'off'
    assert(!isNamed || prompt.kind === layout.prefixCache, `prompts are ${prompt.kind}`)
    // The last token of an answer is never computed.
    const tokenCount = promptCount + tokensMax - 1
    const { contextLength } = this.settings
    const tokenCountMax = Math.min(contextLength, this.layout.sequenceTokensMax)
    if (tokenCount > tokenCountMax) {
      const reason = tokenCount > contextLength ? 'larger-than-context' : 'larger-than-cache'
      return { status: 'refused', reason, tokenCount, tokenCountMax }
    }
    if (this.#waiting.newCount >= this.settings.waitingMax) {
      return { status: 'queue-full', retryAfterMs: this.#ended.retryAfterMs() }
    }
    const programArrivalMs = program === undefined ? nowMs : this.#ledger.arrive(program, nowMs)
    const id = this.#nextId as RequestId
    this.#nextId += 1
    const tracked = new TrackedRequest(id, request, { arrivalMs: nowMs, programArrivalMs })
    this.#requests.set(id, tracked)
    this.#waiting.push(tracked)
    this.#deadlineMsMin = Math.min(this.#deadlineMsMin, tracked.deadlineAtMs)
    return { status: 'accepted', id }
  }

  /** False: it has ended before. What a step under way holds is given back when that step is committed. */
  cancel(id: RequestId, nowMs: number): boolean {
    this.#record({ kind: 'cancelled', nowMs, id })
    const tracked = this.#requests.get(id)
    if (tracked === undefined || tracked.state === 'ended') return false
    this.#cutOff(tracked, 'cancelled', nowMs)
    return true
  }

  /** What the next step computes; null: nothing can be done now. Events since are had from `takeEvents`. */
  plan(nowMs: number): StepPlan | null {
    assert(this.#inFlight === null, 'a step is committed before the next is planned')
    this.#record({ kind: 'planned', nowMs })
    this.#ledger.expire(nowMs)
    this.#passDeadlines(nowMs)
    const draft = openDraft(this.settings.stepTokensMax)
    const preempted = this.#preemptionCount
    this.#planDecodes(draft)
    this.#planPrefills(draft)
    if (this.#preemptionCount === preempted || this.#running.length === 0) {
      this.#planAdmissions(draft, nowMs)
    }
    if (draft.requests.length === 0) return null
    const plan = { step: this.#stepCount, copies: draft.copies, sequences: draft.sequences }
    this.#stepCount += 1
    this.#inFlight = { plan, requests: draft.requests }
    this.#hash.mixPlan(plan)
    return plan
  }

  /** Records what came of a plan; returns everything that happened since events were last taken. */
  commit(plan: StepPlan, outcome: StepOutcome, nowMs: number): readonly EngineEvent[] {
    assert(this.#inFlight?.plan === plan, 'the plan that is committed is the one under way')
    assert(outcome.step === plan.step, `the outcome is of step ${plan.step}`)
    this.#record({ kind: 'committed', nowMs, outcome })
    const { requests } = this.#inFlight
    this.#inFlight = null
    for (const { request, code } of outcome.failed) this.#planned(request).failureCode = code
    for (const { request, token, isLast } of outcome.sampled) {
      const tracked = this.#planned(request)
      tracked.stepToken = token
      tracked.isStepLast = isLast
    }
    let hasEnded = false
    for (const tracked of requests) {
      this.#commitOne(tracked, nowMs)
      if (tracked.state === 'ended') hasEnded = true
    }
    if (hasEnded) this.#dropEnded()
    return this.takeEvents()
  }

  /** What happened since events were last taken, in order. */
  takeEvents(): readonly EngineEvent[] {
    if (this.#events.length === 0) return noEvents
    const events = this.#events
    this.#events = []
    return events
  }

  /** Holds what is cached of these tokens, so that the host can read it; null: nothing is. */
  pinPrefix(tokens: readonly number[], salt: string): HeldPrefix | null {
    this.#record({ kind: 'prefix-pinned', tokens, salt })
    return this.#prefixes.pin(tokens, salt)
  }

  /** Takes blocks for these tokens, so that the host can write them; null: no room. */
  openPrefix(tokens: readonly number[], salt: string): HeldPrefix | null {
    this.#record({ kind: 'prefix-opened', tokens, salt })
    return this.#prefixes.open(tokens, salt)
  }

  /** The host is done; `isWritten`: what it opened is whole, and later requests find it. */
  releasePrefix(hold: number, isWritten: boolean): void {
    this.#record({ kind: 'prefix-released', hold, isWritten })
    this.#prefixes.release(hold, isWritten)
  }

  /** Nothing runs, waits or is held; the last entry of the log. */
  close(): void {
    const { stepCount, decisionHash } = this
    this.#record({ kind: 'closed', stepCount, decisionHash })
  }

  #planDecodes(draft: Draft): void {
    for (let at = 0; at < this.#running.length; at += 1) {
      const tracked = this.#running[at]!
      if (tracked.missingCount !== 1) continue
      if (this.#makeRoom(tracked)) this.#planOne(draft, tracked)
    }
  }

  /** Room for all positions of a running request. False: it had to go itself, being the youngest. */
  #makeRoom(tracked: TrackedRequest): boolean {
    while (!this.layout.grow(tracked.sequence!, tracked.totalCount)) {
      if (this.#ledger.revoke()) continue
      const youngest = this.#running.pop()!
      this.#preempt(youngest)
      if (youngest === tracked) return false
    }
    return true
  }

  #planPrefills(draft: Draft): void {
    for (const tracked of this.#running) {
      if (draft.tokensLeft === 0) return
      if (tracked.stepTokenCount === 0) this.#planOne(draft, tracked)
    }
  }

  #planAdmissions(draft: Draft, nowMs: number): void {
    this.#idleStepCount += 1
    let round: ReturnType<EnginePolicies['admission']['open']> | null = null
    while (draft.tokensLeft > 0 && this.#running.length < this.settings.stepSequencesMax) {
      const head = this.#waiting.first()
      if (head === undefined) return
      round ??= this.#policies.admission.open(
        this.#view.advance({
          nowMs,
          pausedTokens: this.#waiting.pausedTokens,
          idleStepCount: this.#idleStepCount,
        }),
      )
      const isAlone = this.#running.length === 0
      const isAccepted = round.admit(candidateOf(head, this.layout))
      if (!(isAccepted || isAlone) || !this.#admit(head, draft, isAlone)) return
      this.#running.push(head)
      this.#announce(head, nowMs)
      this.#planOne(draft, head)
      // The policy has not counted in what it refused.
      if (!isAccepted) return
    }
  }

  /** Takes its blocks. With nothing running, what is kept for programs gives way. */
  #admit(head: TrackedRequest, draft: Draft, isAlone: boolean): boolean {
    const ask = {
      keys: head.keys,
      salt: head.request.salt ?? '',
      tokenCount: head.totalCount,
      cachedTokensMax: head.totalCount - 1,
      isCopying: true,
      nextUses: head.request.prompt.kind === 'keys' ? (head.request.prompt.nextUses ?? null) : null,
    }
    head.sequence = this.layout.admit(ask, draft.copies)
    while (head.sequence === null && isAlone && this.#ledger.revoke()) {
      head.sequence = this.layout.admit(ask, draft.copies)
    }
    return head.sequence !== null
  }

  #announce(tracked: TrackedRequest, nowMs: number): void {
    this.#waiting.delete(tracked)
    const { cachedTokens } = tracked.sequence!
    const { id, request, arrivalMs, preemptionCount } = tracked
    tracked.state = 'running'
    tracked.computedCount = cachedTokens
    this.#cachedTokens += cachedTokens
    this.#recomputedTokens += Math.max(0, tracked.lostCount - cachedTokens)
    this.#idleStepCount = 0
    if (tracked.cachedTokens === null) {
      tracked.cachedTokens = cachedTokens
      this.#ledger.waited(nowMs - arrivalMs)
    }
    if (preemptionCount === 0) this.#ledger.release(request.program)
    this.#hash.mix(id)
    this.#hash.mix(cachedTokens)
    this.#events.push({ kind: 'admitted', request: id, cachedTokens })
  }

  #planOne(draft: Draft, tracked: TrackedRequest): void {
    const { missingCount, computedCount } = tracked
    const tokenCount = Math.min(missingCount, draft.tokensLeft)
    draft.tokensLeft -= tokenCount
    tracked.stepTokenCount = tokenCount
    draft.requests.push(tracked)
    draft.sequences.push({
      request: tracked.id,
      tokens: tracked.nextTokens(tokenCount),
      tokenCount,
      start: computedCount,
      blocks: tracked.sequence!.blocks,
      isSampled: tokenCount === missingCount,
    })
  }

  #planned(id: RequestId): TrackedRequest {
    const tracked = this.#requests.get(id)
    assert(tracked !== undefined && tracked.stepTokenCount > 0, `request ${id} is in the step`)
    return tracked
  }

  #commitOne(tracked: TrackedRequest, nowMs: number): void {
    const { stepTokenCount, stepToken, isStepLast, failureCode } = tracked
    const isSampled = stepTokenCount === tracked.missingCount
    tracked.stepTokenCount = 0
    tracked.stepToken = -1
    if (tracked.state === 'ended') {
      this.#giveBack(tracked)
      return
    }
    const sequence = tracked.sequence!
    this.layout.settle(sequence)
    if (failureCode !== null) {
      this.#end(tracked, nowMs, { kind: 'failed', code: failureCode })
      return
    }
    assert(isSampled === stepToken >= 0, `request ${tracked.id} has a token when it is sampled`)
    this.#computedTokens += stepTokenCount
    tracked.computedCount += stepTokenCount
    this.layout.fill(sequence, tracked.computedCount)
    if (!isSampled) return
    tracked.take(stepToken)
    this.#events.push({ kind: 'token', request: tracked.id, token: stepToken })
    if (isStepLast) this.#end(tracked, nowMs, { kind: 'finished', reason: 'stop' })
    else if (tracked.outputCount >= tracked.request.tokensMax) {
      this.#end(tracked, nowMs, { kind: 'finished', reason: 'length' })
    }
  }

  /** The request leaves `#running` by its caller; what it had becomes prefixes. */
  #preempt(tracked: TrackedRequest): void {
    this.#preemptionCount += 1
    this.#giveBack(tracked)
    tracked.preemptionCount += 1
    tracked.lostCount = tracked.computedCount
    tracked.computedCount = 0
    tracked.state = 'waiting'
    this.#waiting.pushFront(tracked)
    this.#hash.mix(-1 - tracked.id)
    this.#events.push({ kind: 'preempted', request: tracked.id })
  }

  #passDeadlines(nowMs: number): void {
    if (nowMs < this.#deadlineMsMin) return
    this.#deadlineMsMin = Number.POSITIVE_INFINITY
    for (const tracked of this.#requests.values()) {
      if (tracked.deadlineAtMs <= nowMs) this.#cutOff(tracked, 'deadline-passed', nowMs)
      else this.#deadlineMsMin = Math.min(this.#deadlineMsMin, tracked.deadlineAtMs)
    }
  }

  /** Ends a request from outside. A step under way still writes to its blocks, so they are given back when it is over. */
  #cutOff(tracked: TrackedRequest, kind: 'cancelled' | 'deadline-passed', nowMs: number): void {
    const { id, state } = tracked
    tracked.state = 'ended'
    this.#ended.add(nowMs, null)
    this.#events.push({ kind, request: id, usage: tracked.usage() })
    if (tracked.stepTokenCount > 0) return
    if (state === 'waiting') this.#waiting.delete(tracked)
    else this.#running.splice(this.#running.indexOf(tracked), 1)
    this.#giveBack(tracked)
    this.#requests.delete(id)
  }

  #end(tracked: TrackedRequest, nowMs: number, how: Ending): void {
    const { id, request } = tracked
    const isFinished = how.kind === 'finished'
    tracked.state = 'ended'
    this.#events.push({ ...how, request: id, usage: tracked.usage() })
    this.#ended.add(nowMs, isFinished ? tracked.outputCount : null)
    const kept = isFinished ? this.#retain(tracked, nowMs) : null
    this.#giveBack(tracked)
    if (request.program === undefined) return
    const turn = { tool: request.tool ?? null, isLast: request.isLastTurn === true, nowMs }
    this.#ledger.end(request.program, turn, kept)
  }

  /** What the retention policy keeps of a finished turn. */
  #retain(
    { request, sequence, computedCount }: TrackedRequest,
    nowMs: number,
  ): { pin: KvPin; expiresAtMs: number } | null {
    if (request.program === undefined || request.isLastTurn === true) return null
    const keptMs = this.#policies.retention.retain({
      ...this.#ledger.factsOf(request.tool ?? null),
      nowMs,
      isLastTurn: false,
      tokenCount: computedCount,
      recomputeCostMs: recomputeCostMs(this.settings, computedCount),
      meanTokenCount: meanTokenCount(this.#running),
    })
    const pin = keptMs > 0 ? this.layout.pin(sequence!) : null
    return pin === null ? null : { pin, expiresAtMs: nowMs + keptMs }
  }

  #dropEnded(): void {
    let kept = 0
    for (const tracked of this.#running) {
      if (tracked.state === 'ended') {
        this.#requests.delete(tracked.id)
        continue
      }
      this.#running[kept] = tracked
      kept += 1
    }
    this.#running.length = kept
  }

  #giveBack(tracked: TrackedRequest): void {
    if (tracked.sequence === null) return
    this.layout.release(tracked.sequence)
    tracked.sequence = null
  }
}

type Ending =
  | { readonly kind: 'finished'; readonly reason: 'stop' | 'length' }
  | { readonly kind: 'failed'; readonly code: string }

/** A plan that is being made. */
interface Draft {
  tokensLeft: number
  readonly copies: BlockCopy[]
  readonly sequences: SequenceStep[]
  readonly requests: TrackedRequest[]
}

function openDraft(tokensLeft: number): Draft {
  return { tokensLeft, copies: [], sequences: [], requests: [] }
}

function meanTokenCount(running: readonly TrackedRequest[]): number {
  return running.reduce((sum, { totalCount }) => sum + totalCount, 0) / running.length
}

function ignore(): void {}
