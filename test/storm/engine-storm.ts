/**
 * One storm over the core: a random workload with faults, cancellations and deadlines on a small cache, checked after every step.
 *
 * The answers are compared with what each prompt's answer must be, computed without an engine; the books with a recount; at
 * the end everything has ended once, nothing is held, and the work adds up.
 */

import assert from 'node:assert/strict'
import { Engine } from '../../src/engine/engine.ts'
import type { EnginePolicies } from '../../src/engine/engine-policies.ts'
import {
  type EngineEvent,
  type EngineRequest,
  lastEventKinds,
} from '../../src/engine/engine-request.ts'
import { type EngineSettings, engineDefaults } from '../../src/engine/engine-settings.ts'
import type { HeldPrefix } from '../../src/engine/held-prefixes.ts'
import type { LogEntry } from '../../src/engine/recording.ts'
import type { RequestId, StepPlan } from '../../src/engine/step.ts'
import { admissionPolicies } from '../../src/policy/admission/registry.ts'
import { evictionPolicies } from '../../src/policy/eviction/registry.ts'
import { orderingPolicies } from '../../src/policy/ordering/registry.ts'
import { turnPolicies } from '../../src/policy/retention/registry.ts'
import type { TurnPolicy } from '../../src/policy/retention/turn-policy.ts'
import { createPrng, type Prng } from '../../src/stdx/prng.ts'
import { ModelledRunner, modelledAnswer } from '../../src/testing/modelled-runner.ts'
import { checkWrites, recount } from './kv-recount.ts'

const REQUESTS_MAX = 60
/** A request may wait for all others, and each step moves at least one. */
const STEPS_MAX = 20_000
const CONTEXT_LENGTH = 96
const VOCABULARY_SIZE = 50

export interface StormResult {
  readonly stepCount: number
  readonly preemptionCount: number
  readonly cachedTokens: number
  readonly evictedBlockCount: number
  readonly endings: ReadonlyMap<EngineEvent['kind'], number>
  readonly log: readonly LogEntry[]
  readonly decisionHash: string
}

/** Keeps turns for a while, so that pins are there, expire and are revoked. */
const keepsSomeTurns: TurnPolicy = {
  name: 'keeps-some-turns',
  retain: ({ tokenCount }) => (tokenCount % 3) * 40,
}

export class EngineStorm {
  readonly #prng: Prng
  readonly #engine: Engine
  readonly #runner: ModelledRunner
  readonly #log: LogEntry[] = []
  readonly #submitted = new Map<RequestId, EngineRequest>()
  readonly #answers = new Map<RequestId, number[]>()
  readonly #ended = new Map<RequestId, EngineEvent>()
  readonly #families: readonly number[][]
  readonly #holds: HeldPrefix[] = []
  #nowMs = 0
  #toSubmit: number
  #computedTokens = 0

  /** `breakRule` changes the engine under the storm, for the canary. */
  constructor(seed: number, breakRule: (engine: Engine) => void = () => {}) {
    const prng = createPrng(seed)
    this.#prng = prng
    this.#toSubmit = 10 + prng.below(REQUESTS_MAX - 10)
    this.#families = Array.from({ length: 4 }, () => this.#tokens(8 + prng.below(30)))
    const settings = { ...drawSettings(prng), ...drawTurnPolicies(createPrng(seed + 1000)) }
    const policies = EngineStorm.policiesOf(seed)
    const record = (entry: LogEntry): void => void this.#log.push(entry)
    this.#engine = new Engine({ settings, policies, record, knowsFuture: true })
    breakRule(this.#engine)
    const { blockCount, blockTokenCount } = this.#engine.layout
    this.#runner = new ModelledRunner({
      shape: {
        blockCount,
        blockTokenCount,
        contextLength: CONTEXT_LENGTH,
        vocabularySize: VOCABULARY_SIZE,
      },
      endTokenEvery: prng.pick([0, 7, 25]),
      faults: { prng, sequence: prng.pick([0, 0.01]), step: prng.pick([0, 0.01]) },
    })
  }

  /** Policies that are in no registry. */
  static policiesOf(seed: number): Partial<EnginePolicies> {
    return seed % 2 === 0 ? { retention: keepsSomeTurns } : {}
  }

  run(): StormResult {
    for (let step = 0; step < STEPS_MAX; step += 1) {
      this.#disturb()
      const plan = this.#engine.plan(this.#nowMs)
      this.#take(this.#engine.takeEvents())
      if (plan !== null) this.#runStep(plan)
      else if (this.#toSubmit === 0 && this.#holds.length === 0) return this.#finish()
      this.#check(null)
      this.#nowMs += 1 + this.#prng.below(10)
    }
    assert.fail(`not over after ${STEPS_MAX} steps`)
  }

  /** Requests come, are cancelled, and the host holds and gives back prefixes; also while a step is computed. */
  #disturb(): void {
    const prng = this.#prng
    while (this.#toSubmit > 0 && prng.chance(0.4)) this.#submit()
    if (prng.chance(0.03) && this.#submitted.size > 0) {
      const id = prng.pick([...this.#submitted.keys()])
      const wasLive = !this.#ended.has(id)
      assert.equal(this.#engine.cancel(id, this.#nowMs), wasLive)
      this.#take(this.#engine.takeEvents())
    }
    const hold = this.#holds[0]
    if (hold !== undefined && prng.chance(0.3)) {
      this.#holds.shift()
      this.#engine.releasePrefix(hold.hold, false)
    }
    if (this.#toSubmit === 0 || !prng.chance(0.05)) return
    const tokens = prng.pick(this.#families)
    const opened = prng.chance(0.5)
      ? this.#engine.pinPrefix(tokens, '')
      : this.#engine.openPrefix(tokens, '')
    if (opened !== null) this.#holds.push(opened)
  }

  #submit(): void {
    const prng = this.#prng
    this.#toSubmit -= 1
    const request = this.#drawRequest()
    const result = this.#engine.submit(request, this.#nowMs)
    const { prompt, tokensMax } = request
    const needs = (prompt.kind === 'tokens' ? prompt.tokens.length : 0) + tokensMax - 1
    assert.equal(result.status === 'refused', needs > this.#engine.layout.sequenceTokensMax)
    if (result.status === 'accepted') {
      this.#submitted.set(result.id, request)
      this.#answers.set(result.id, [])
    } else if (result.status === 'queue-full') {
      assert(result.retryAfterMs >= this.#engine.settings.retryAfterMsMin)
      if (prng.chance(0.5)) this.#toSubmit += 1
    }
  }

  #drawRequest(): EngineRequest {
    const prng = this.#prng
    const family = prng.pick(this.#families)
    const shared = family.slice(0, prng.below(family.length + 1))
    const tokens = [...shared, ...this.#tokens(1 + prng.below(20))]
    const program = prng.chance(0.4) ? `program-${prng.below(4)}` : undefined
    return {
      prompt: { kind: 'tokens', tokens },
      tokensMax: 1 + prng.below(60),
      predictedTokens: tokens.length % 20,
      batchRank: tokens.length % 5,
      tool: `tool-${tokens.length % 3}`,
      ...(prng.chance(0.2) ? { salt: 'other' } : {}),
      ...(prng.chance(0.1) ? { deadlineAtMs: this.#nowMs + prng.below(600) } : {}),
      ...(program === undefined ? {} : { program, isLastTurn: prng.chance(0.3) }),
    }
  }

  #tokens(count: number): number[] {
    return Array.from({ length: count }, () => this.#prng.below(VOCABULARY_SIZE))
  }

  #runStep(plan: StepPlan): void {
    checkWrites(this.#engine, plan)
    this.#check(plan)
    const outcome = this.#runner.compute(plan)
    const failed = new Set(outcome.failed.map(({ request }) => request))
    // What was decided stays while the step is computed, whatever happens meanwhile.
    const blocks = plan.sequences.map((one) => [...one.blocks])
    this.#disturb()
    assert.deepEqual(
      plan.sequences.map((one) => [...one.blocks]),
      blocks,
    )
    for (const { request, tokenCount } of plan.sequences) {
      if (!failed.has(request) && !this.#ended.has(request)) this.#computedTokens += tokenCount!
    }
    this.#nowMs += 1 + this.#prng.below(10)
    this.#take(this.#engine.commit(plan, outcome, this.#nowMs))
  }

  /** Books, capacity and limits. */
  #check(plan: StepPlan | null): void {
    const { settings, layout } = this.#engine
    const { sequences, pins } = this.#engine.holders()
    recount(this.#engine, { sequences, pins })
    const used = sequences.reduce((sum, { tokenCount }) => sum + tokenCount, 0)
    if (settings.layout.kind === 'slots') assert(used <= layout.capacityTokens)
    assert(this.#engine.running.length <= settings.stepSequencesMax)
    if (plan === null) return
    const tokenCount = plan.sequences.reduce((sum, one) => sum + one.tokenCount!, 0)
    assert(tokenCount <= settings.stepTokensMax, `${tokenCount} tokens in a step`)
  }

  #take(events: readonly EngineEvent[]): void {
    for (const event of events) {
      const { request } = event
      assert(!this.#ended.has(request), `request ${request} is told of after its end`)
      if (event.kind === 'token') this.#answers.get(request)!.push(event.token)
      if ((lastEventKinds as readonly string[]).includes(event.kind)) this.#end(event)
    }
  }

  #end(event: EngineEvent): void {
    const { prompt, tokensMax } = this.#submitted.get(event.request)!
    assert(prompt.kind === 'tokens')
    const expected = modelledAnswer(prompt.tokens, tokensMax, this.#runner)
    const answer = this.#answers.get(event.request)!
    if (event.kind === 'finished') assert.deepEqual(answer, expected)
    else assert.deepEqual(answer, expected.slice(0, answer.length))
    if (event.kind === 'finished') {
      assert.equal(event.usage.completionTokens, answer.length)
      assert(event.usage.cachedTokens < event.usage.promptTokens)
      assert.equal(event.reason === 'stop', this.#runner.isLast(answer.at(-1)!))
    }
    this.#ended.set(event.request, event)
  }

  #finish(): StormResult {
    const engine = this.#engine
    assert.equal(this.#ended.size, this.#submitted.size, 'every request ends')
    const stats = engine.stats()
    assert.equal(stats.computedTokens, this.#computedTokens, 'work is conserved')
    assert.equal(stats.waitingCount + stats.runningCount, 0)
    // Pins that nobody came for are over by then.
    engine.plan(this.#nowMs + 1_000_000)
    const { freeBlockCount, cachedBlockCount, evictedBlockCount } = engine.layout.stats()
    assert.equal(freeBlockCount + cachedBlockCount, engine.layout.blockCount, 'a block leaked')
    engine.close()
    const endings = new Map<EngineEvent['kind'], number>()
    for (const { kind } of this.#ended.values()) endings.set(kind, (endings.get(kind) ?? 0) + 1)
    return {
      stepCount: engine.stepCount,
      preemptionCount: stats.preemptionCount,
      cachedTokens: stats.cachedTokens,
      evictedBlockCount,
      endings,
      log: this.#log,
      decisionHash: engine.decisionHash,
    }
  }
}

/** Small caches of both layouts, all policies, steps from narrow to wide. */
function drawSettings(prng: Prng): EngineSettings {
  const stepSequencesMax = prng.pick([1, 3, 8, 16])
  return {
    ...engineDefaults,
    contextLength: CONTEXT_LENGTH,
    layout: prng.chance(0.3) ? drawSlots(prng) : drawPaged(prng),
    stepSequencesMax,
    stepTokensMax: stepSequencesMax + prng.pick([0, 5, 20, 100]),
    waitingMax: prng.pick([2, 10, 100]),
    admission: prng.pick(Object.keys(admissionPolicies)),
    eviction: prng.pick(Object.keys(evictionPolicies)),
    programsMax: prng.pick([2, 100]),
    seed: prng.below(1000),
  }
}

/** Apart from the other draws, so that a new policy leaves the storms of the canaries as they are. */
function drawTurnPolicies(prng: Prng): Pick<EngineSettings, 'ordering' | 'retention'> {
  return {
    ordering: prng.pick(Object.keys(orderingPolicies)),
    retention: prng.pick(Object.keys(turnPolicies)),
  }
}

function drawPaged(prng: Prng): EngineSettings['layout'] {
  const blockTokenCount = prng.pick([1, 2, 4, 16])
  const tokenCount = CONTEXT_LENGTH * (0.4 + 2 * prng.next())
  return {
    kind: 'paged',
    blockCount: Math.ceil(tokenCount / blockTokenCount),
    blockTokenCount,
    prefixCache: prng.chance(0.8) ? 'tokens' : 'off',
  }
}

function drawSlots(prng: Prng): EngineSettings['layout'] {
  const tensorCount = prng.pick([2, 6])
  return {
    kind: 'slots',
    slotCount: prng.pick([1, 4, 9]),
    rowBytes: 100,
    tensorCount,
    pageBytes: prng.pick([256, 1000, 4096]),
    pageCountMax: tensorCount * prng.pick([12, 30, 90]),
  }
}
