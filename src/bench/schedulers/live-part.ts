/**
 * The same policies on the live engine, a small made model and contexts of some hundred to two thousand tokens: direction and ratio.
 *
 * Rivals take turns within a round, medians are over rounds. Answers must be equal under all policies: what is scheduled how changes no
 * token. On a processor a step takes as long as its tokens, so what is gained is what is not computed again, and waiting.
 */

import type { EngineSettings, PolicyNames } from '../../engine/engine-settings.ts'
import type { LiveEngine } from '../../engine/live-engine.ts'
import { startTimer } from '../../host/timers.ts'
import { lognormal } from '../../planner/workload/generate/draws.ts'
import { arrangeBatch } from '../../policy/ordering/arrange-batch.ts'
import { createPrng, type Prng } from '../../stdx/prng.ts'
import { quantileOf } from '../quantile.ts'
import {
  type AnsweredTurn,
  answer,
  type LiveStage,
  type LiveTurn,
  withLiveEngine,
} from './live-engine-run.ts'

const SEED = 23
const TOKENS_MAX = 192

export interface LiveSizes {
  readonly rounds: number
  readonly requests: number
  readonly documents: number
  readonly programs: number
  readonly prefixTokens: number
}

/** Of one round under one policy. */
interface LiveRound {
  /** Mean over requests, or over programs. */
  readonly meanMs: number
  readonly wholeMs: number
  readonly prefillTokens: number
  readonly preemptionCount: number
  readonly tokens: string
}

export interface LiveRow {
  readonly part: 'admission' | 'batch' | 'turns'
  readonly policy: string
  readonly meanMs: number
  readonly wholeMs: number
  readonly prefillTokens: number
  readonly preemptionCount: number
}

export interface LiveResult {
  readonly rows: readonly LiveRow[]
  readonly isIdentical: boolean
}

interface Rival {
  readonly policy: string
  readonly names: PolicyNames
}

interface Task {
  readonly part: LiveRow['part']
  readonly capacityTokens: number
  readonly rivals: readonly Rival[]
  readonly settings: Partial<EngineSettings>
  run(engine: LiveEngine, rival: Rival): Promise<readonly TimedAnswer[]>
}

interface TimedAnswer {
  readonly ms: number
  readonly turns: readonly AnsweredTurn[]
}

function drawnIds(prng: Prng, count: number, below: number): number[] {
  return Array.from({ length: count }, () => prng.below(below))
}

class LiveTrial {
  readonly #stage: Omit<LiveStage, 'capacityTokens'>
  readonly #sizes: LiveSizes

  constructor(stage: Omit<LiveStage, 'capacityTokens'>, sizes: LiveSizes) {
    this.#stage = stage
    this.#sizes = sizes
  }

  async run(log: (line: string) => void): Promise<LiveResult> {
    const rows: LiveRow[] = []
    let isIdentical = true
    for (const task of [this.#admission(), this.#batch(), this.#turns()]) {
      const rounds = new Map<string, LiveRound[]>()
      for (let round = 0; round < this.#sizes.rounds; round += 1) {
        log(`schedulers: live ${task.part}, round ${round + 1} of ${this.#sizes.rounds}`)
        for (const rival of task.rivals) {
          const one = await this.#round(task, rival)
          rounds.set(rival.policy, [...(rounds.get(rival.policy) ?? []), one])
        }
      }
      const all = [...rounds.values()].flat()
      isIdentical &&= all.every(({ tokens }) => tokens === all[0]!.tokens)
      for (const [policy, of] of rounds) rows.push({ part: task.part, policy, ...medians(of) })
    }
    return { rows, isIdentical }
  }

  async #round(task: Task, rival: Rival): Promise<LiveRound> {
    const { clock } = this.#stage.host
    const { capacityTokens, settings } = task
    const stage = { ...this.#stage, capacityTokens }
    return withLiveEngine(stage, { ...settings, ...rival.names }, async (engine) => {
      const startedMs = clock.monotonicMs()
      const answers = await task.run(engine, rival)
      const wholeMs = clock.monotonicMs() - startedMs
      const turns = answers.flatMap((one) => one.turns)
      const sum = (of: (turn: AnsweredTurn) => number): number =>
        turns.reduce((total, turn) => total + of(turn), 0)
      return {
        meanMs: answers.reduce((total, { ms }) => total + ms, 0) / answers.length,
        wholeMs,
        prefillTokens: sum(({ usage }) => usage.promptTokens - usage.cachedTokens),
        preemptionCount: sum(({ usage }) => usage.preemptionCount),
        tokens: JSON.stringify(turns.map(({ tokens }) => tokens)),
      }
    })
  }

  async #timed(engine: LiveEngine, turns: readonly LiveTurn[]): Promise<TimedAnswer[]> {
    const { clock } = this.#stage.host
    return Promise.all(
      turns.map(async (turn) => {
        const startedMs = clock.monotonicMs()
        const one = await answer(engine, this.#stage.vocabularySize, turn)
        return { ms: clock.monotonicMs() - startedMs, turns: [one] }
      }),
    )
  }

  /** A burst of short prompts whose answers fill the cache several times. */
  #admission(): Task {
    const prng = createPrng(SEED)
    const length = lognormal({ mean: 60, sd: 60 })
    const draw = (): number => Math.max(2, Math.min(TOKENS_MAX, Math.round(length(prng))))
    const outputHistoryFirst = Array.from({ length: 200 }, draw)
    const turns = Array.from({ length: this.#sizes.requests }, () => ({
      promptTokens: drawnIds(prng, 8 + prng.below(40), this.#stage.vocabularySize),
      outputTokens: draw(),
      tokensMax: TOKENS_MAX,
    }))
    return {
      part: 'admission',
      capacityTokens: 1_024,
      settings: { outputHistoryFirst },
      rivals: ['past-future', 'aggressive', 'conservative'].map((admission) => ({
        policy: admission,
        names: { admission },
      })),
      run: (engine) => this.#timed(engine, turns),
    }
  }

  /** Questions about documents, shuffled, with a cache for two of them. */
  #batch(): Task {
    const prng = createPrng(SEED)
    const { documents, prefixTokens } = this.#sizes
    const heads = Array.from({ length: documents }, () =>
      drawnIds(prng, prefixTokens, this.#stage.vocabularySize),
    )
    const turns: LiveTurn[] = Array.from({ length: 4 * documents }, (_, at) => ({
      // Neighbours are about different documents.
      promptTokens: [...heads[at % documents]!, ...drawnIds(prng, 24, this.#stage.vocabularySize)],
      outputTokens: 4 + prng.below(12),
      tokensMax: 16,
    }))
    const { ranks } = arrangeBatch(
      turns.map(({ promptTokens, outputTokens }) => ({
        keys: promptTokens,
        predictedTokens: outputTokens,
      })),
    )
    return {
      part: 'batch',
      capacityTokens: 2.5 * (prefixTokens + 40),
      settings: {},
      rivals: [
        { policy: 'fcfs + lru', names: { ordering: 'fcfs' } },
        { policy: 'batchllm', names: { ordering: 'batchllm', admission: 'memory-centric' } },
      ],
      run: (engine, { policy }) =>
        this.#timed(
          engine,
          policy === 'batchllm'
            ? turns.map((turn, at) => ({ ...turn, batchRank: ranks[at]! }))
            : turns,
        ),
    }
  }

  /** Programs with tools between their turns, with a cache for a third of them. */
  #turns(): Task {
    const { programs, prefixTokens } = this.#sizes
    const plans = Array.from({ length: programs }, (_, program) => this.#program(program))
    return {
      part: 'turns',
      capacityTokens: Math.max(1.5, programs / 3) * (1.6 * prefixTokens + 32),
      settings: {},
      rivals: [
        { policy: 'end-of-turn', names: {} },
        { policy: 'program-fcfs', names: { ordering: 'program-fcfs' } },
        { policy: 'static-ttl', names: { ordering: 'continuum', retention: 'static-ttl' } },
        { policy: 'continuum', names: { ordering: 'continuum', retention: 'continuum' } },
      ],
      run: (engine) => Promise.all(plans.map((plan) => this.#runProgram(engine, plan))),
    }
  }

  #program(program: number): { readonly waitMs: number; readonly turn: LiveTurn }[] {
    const prng = createPrng(SEED + program)
    const { prefixTokens } = this.#sizes
    const tool = [
      { name: 'list', ms: 20 },
      { name: 'search', ms: 120 },
    ]
    let promptTokens = drawnIds(prng, prefixTokens, this.#stage.vocabularySize)
    return Array.from({ length: 4 }, (_, at) => {
      const used = prng.pick(tool)
      const waitMs = at === 0 ? 15 * program : lognormal({ mean: used.ms, sd: used.ms })(prng)
      const turn = {
        promptTokens,
        outputTokens: 4 + prng.below(8),
        tokensMax: 16,
        program: `program-${program}`,
        tool: used.name,
        isLastTurn: at === 3,
      }
      const more = drawnIds(prng, Math.ceil(prefixTokens / 5), this.#stage.vocabularySize)
      promptTokens = [...promptTokens, ...more]
      return { waitMs, turn }
    })
  }

  async #runProgram(
    engine: LiveEngine,
    plan: readonly { readonly waitMs: number; readonly turn: LiveTurn }[],
  ): Promise<TimedAnswer> {
    const { clock } = this.#stage.host
    const turns: AnsweredTurn[] = []
    let startedMs = 0
    for (const { waitMs, turn } of plan) {
      await new Promise<void>((resolve) => void startTimer(waitMs, resolve))
      if (turns.length === 0) startedMs = clock.monotonicMs()
      turns.push(await answer(engine, this.#stage.vocabularySize, turn))
    }
    return { ms: clock.monotonicMs() - startedMs, turns }
  }
}

function medians(rounds: readonly LiveRound[]): Omit<LiveRow, 'part' | 'policy'> {
  const median = (of: (round: LiveRound) => number): number => quantileOf(rounds.map(of), 0.5)
  return {
    meanMs: median(({ meanMs }) => meanMs),
    wholeMs: median(({ wholeMs }) => wholeMs),
    prefillTokens: median(({ prefillTokens }) => prefillTokens),
    preemptionCount: median(({ preemptionCount }) => preemptionCount),
  }
}

export function livePart(
  stage: Omit<LiveStage, 'capacityTokens'>,
  sizes: LiveSizes,
  log: (line: string) => void,
): Promise<LiveResult> {
  return new LiveTrial(stage, sizes).run(log)
}
