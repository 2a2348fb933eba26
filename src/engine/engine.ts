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

import type { KvLayout, KvPin, KvSequence } from '../kv/kv-layout.ts'
import { assert } from '../stdx/assert.ts'
import { checkSettings } from './check-settings.ts'
import { commitStep } from './commit-step.ts'
import { cutOff } from './end-request.ts'
import { type EnginePolicies, findPolicies } from './engine-policies.ts'
import type { EngineEvent, EngineRequest, SubmitResult } from './engine-request.ts'
import type { EngineSettings } from './engine-settings.ts'
import { type EngineState, openState } from './engine-state.ts'
import { type HeldPrefix, HeldPrefixes } from './held-prefixes.ts'
import { planStep } from './plan-step.ts'
import { LOG_VERSION, type LogEntry } from './recording.ts'
import type { RequestId, StepOutcome, StepPlan } from './step.ts'
import { TrackedRequest } from './tracked-request.ts'

export interface EngineOptions {
  readonly settings: EngineSettings
  /** In place of those that the settings name. */
  readonly policies?: Partial<EnginePolicies>
  /** Whether requests say when their blocks are asked for next. */
  readonly knowsFuture?: boolean
  /** Told each call as it comes, before it is answered. */
  readonly record?: (entry: LogEntry) => void
  /** False: no event for each token, where whoever commits knows them from the outcome. */
  readonly tellsTokens?: boolean
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
  /** Time that turns were kept for the next one, summed; of it for turns that did not come in time; kept turns that had to give way. */
  readonly keptMs: number
  readonly wastedMs: number
  readonly revokedCount: number
}

const noEvents: readonly EngineEvent[] = []

export class Engine {
  readonly settings: EngineSettings
  readonly layout: KvLayout
  readonly #state: EngineState
  readonly #record: (entry: LogEntry) => void
  readonly #prefixes: HeldPrefixes
  #inFlight: {
    readonly plan: StepPlan
    readonly requests: readonly TrackedRequest[]
    readonly plannedMs: number
  } | null = null
  #nextId = 0
  #stepCount = 0

  constructor(options: EngineOptions) {
    const { settings, policies = {}, knowsFuture = false, record = ignore } = options
    checkSettings(settings)
    this.settings = settings
    this.#record = record
    const found = findPolicies(settings, policies, knowsFuture)
    this.#state = openState(settings, found, options.tellsTokens !== false)
    this.layout = this.#state.layout
    this.#prefixes = new HeldPrefixes(this.layout, keyTokenCountOf(settings))
    record({ kind: 'opened', version: LOG_VERSION, settings })
  }

  get stepCount(): number {
    return this.#stepCount
  }

  get decisionHash(): string {
    return this.#state.hash.value
  }

  /** Whether a plan waits for its outcome. */
  get isInFlight(): boolean {
    return this.#inFlight !== null
  }

  /** When `plan` should be asked even if nothing else happens: not after the next deadline or expiry; Infinity: never. */
  get wakeAtMs(): number {
    return Math.min(this.#state.deadlineMsMin, this.#state.ledger.nextExpiryMs)
  }

  get waitingCount(): number {
    return this.#state.waiting.size
  }

  /** Requests that run, in the order of their admission. */
  get running(): readonly TrackedRequest[] {
    return this.#state.running
  }

  /** Everything that holds blocks beside the prefix index, so that the books can be counted again. */
  holders(): { readonly sequences: readonly KvSequence[]; readonly pins: readonly KvPin[] } {
    const running = this.#state.running.flatMap(({ sequence }) => sequence ?? [])
    return {
      sequences: [...running, ...this.#prefixes.sequences()],
      pins: [...this.#state.ledger.pins(), ...this.#prefixes.pins()],
    }
  }

  stats(): EngineStats {
    const { waiting, running, ledger } = this.#state
    const { preemptionCount, computedTokens, cachedTokens, recomputedTokens } = this.#state
    return {
      waitingCount: waiting.size,
      runningCount: running.length,
      stepCount: this.#stepCount,
      preemptionCount,
      computedTokens,
      cachedTokens,
      recomputedTokens,
      pinCount: ledger.pinCount,
      ...ledger.kept,
    }
  }

  submit(request: EngineRequest, nowMs: number): SubmitResult {
    this.#record({ kind: 'submitted', nowMs, request })
    const state = this.#state
    const refusal = this.#refuse(request)
    if (refusal !== null) return refusal
    if (state.waiting.newCount >= this.settings.waitingMax) {
      return { status: 'queue-full', retryAfterMs: state.ended.retryAfterMs() }
    }
    const { program } = request
    const programArrivalMs = program === undefined ? nowMs : state.ledger.arrive(program, nowMs)
    const id = this.#nextId as RequestId
    this.#nextId += 1
    const tracked = new TrackedRequest(id, request, { arrivalMs: nowMs, programArrivalMs })
    state.requests.set(id, tracked)
    state.waiting.push(tracked)
    state.deadlineMsMin = Math.min(state.deadlineMsMin, tracked.deadlineAtMs)
    return { status: 'accepted', id }
  }

  /** False: it has ended before. What a step under way holds is given back when that step is committed. */
  cancel(id: RequestId, nowMs: number): boolean {
    this.#record({ kind: 'cancelled', nowMs, id })
    const tracked = this.#state.requests.get(id)
    if (tracked === undefined || tracked.state === 'ended') return false
    cutOff(this.#state, tracked, 'cancelled', nowMs)
    return true
  }

  /** What the next step computes; null: nothing can be done now. Events since are had from `takeEvents`. */
  plan(nowMs: number): StepPlan | null {
    assert(this.#inFlight === null, 'a step is committed before the next is planned')
    this.#record({ kind: 'planned', nowMs })
    const { copies, sequences, requests } = planStep(this.#state, nowMs)
    if (requests.length === 0) return null
    const plan = { step: this.#stepCount, copies, sequences }
    this.#stepCount += 1
    this.#inFlight = { plan, requests, plannedMs: nowMs }
    this.#state.hash.mixPlan(plan)
    return plan
  }

  /** Records what came of a plan; returns everything that happened since events were last taken. */
  commit(plan: StepPlan, outcome: StepOutcome, nowMs: number): readonly EngineEvent[] {
    assert(this.#inFlight?.plan === plan, 'the plan that is committed is the one under way')
    assert(outcome.step === plan.step, 'the outcome is of the step under way')
    this.#record({ kind: 'committed', nowMs, outcome })
    const { requests, plannedMs } = this.#inFlight
    this.#inFlight = null
    this.#measure(plan, nowMs - plannedMs)
    commitStep(this.#state, requests, outcome, nowMs)
    return this.takeEvents()
  }

  /** What happened since events were last taken, in order. */
  takeEvents(): readonly EngineEvent[] {
    const { events } = this.#state
    if (events.length === 0) return noEvents
    this.#state.events = []
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

  #measure({ sequences }: StepPlan, durationMs: number): void {
    if (!this.settings.measuresRecompute) return
    let tokenCount = 0
    for (const one of sequences) tokenCount += one.tokenCount!
    // A sequence that decodes has one token.
    const prefillCount = tokenCount - sequences.length
    this.#state.pace.add({ durationMs, tokenCount, prefillCount })
  }

  /** A request that could never run. */
  #refuse({ prompt, tokensMax }: EngineRequest): SubmitResult | null {
    const { layout, contextLength } = this.settings
    const isNamed = layout.kind === 'paged' && layout.prefixCache !== 'off'
    assert(!isNamed || prompt.kind === layout.prefixCache, `prompts are ${prompt.kind}`)
    const promptCount = prompt.kind === 'tokens' ? prompt.tokens.length : prompt.tokenCount
    assert(promptCount >= 1 && tokensMax >= 1, 'a request has a prompt and room for an answer')
    // The last token of an answer is never computed.
    const tokenCount = promptCount + tokensMax - 1
    const tokenCountMax = this.layout.sequenceTokensMax
    if (tokenCount <= tokenCountMax) return null
    const reason = tokenCount > contextLength ? 'larger-than-context' : 'larger-than-cache'
    return { status: 'refused', reason, tokenCount, tokenCountMax }
  }
}

/** Tokens that one key of a prompt names. */
function keyTokenCountOf({ layout }: EngineSettings): number {
  return layout.kind === 'paged' && layout.prefixCache === 'keys' ? layout.blockTokenCount : 1
}

function ignore(): void {}
