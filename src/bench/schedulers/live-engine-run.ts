/**
 * Requests on the live engine with a small made model: answers end at lengths that were fixed before, so that all policies do the same work.
 *
 * Times are wall clock of this machine; beside them stand tokens that were computed, which do not depend on it.
 */

import { openComputeRunner } from '../../engine/compute/open-compute-runner.ts'
import type { EngineSettings } from '../../engine/engine-settings.ts'
import type { GenerateRequest, GenerateUsage, LiveEngine } from '../../engine/live-engine.ts'
import { openLiveEngine } from '../../engine/open-live-engine.ts'
import type { Host } from '../../host/host.ts'
import { openGguf } from '../../model/gguf/open-gguf.ts'
import type { TokenConstraint } from '../../model/sampling/token-constraint.ts'
import { assert } from '../../stdx/assert.ts'
import { tokenOnly } from '../engine/token-only.ts'

const BLOCK_TOKENS = 16
const SEQUENCES = 24

export interface LiveStage {
  readonly host: Host
  readonly modelPath: string
  readonly vocabularySize: number
  readonly contextLength: number
  readonly capacityTokens: number
}

export interface LiveTurn extends Pick<GenerateRequest, 'program' | 'tool' | 'isLastTurn'> {
  readonly promptTokens: readonly number[]
  readonly outputTokens: number
  readonly tokensMax: number
  readonly batchRank?: number
}

/** Any token may come, and the answer ends after so many. */
class AnswerLength implements TokenConstraint {
  readonly #all: Uint32Array
  #left: number

  constructor(vocabularySize: number, tokenCount: number) {
    this.#all = new Uint32Array(Math.ceil(vocabularySize / 32)).fill(0xffffffff)
    const rest = vocabularySize % 32
    if (rest > 0) this.#all[this.#all.length - 1] = 2 ** rest - 1
    this.#left = tokenCount
  }

  allowed(): Uint32Array {
    return this.#all
  }

  accept(): void {
    this.#left -= 1
  }

  get isWhole(): boolean {
    return this.#left <= 0
  }

  get isFinished(): boolean {
    return this.#left <= 0
  }
}

export interface AnsweredTurn {
  readonly usage: GenerateUsage
  readonly tokens: readonly number[]
}

export async function withLiveEngine<Result>(
  { host, modelPath, contextLength, capacityTokens }: LiveStage,
  settings: Partial<Omit<EngineSettings, 'contextLength'>>,
  use: (engine: LiveEngine) => Promise<Result>,
): Promise<Result> {
  await using file = await openGguf(host.disk, modelPath)
  const runner = await openComputeRunner({
    file,
    disk: host.disk,
    threads: 1,
    kvType: 'f16',
    contextLength,
    blockTokenCount: BLOCK_TOKENS,
    blockCount: Math.ceil(capacityTokens / BLOCK_TOKENS),
    stepSequencesMax: SEQUENCES,
  })
  await using engine = await openLiveEngine({
    runner,
    tokenizer: tokenOnly,
    ...{ clock: host.clock, random: host.random, disk: host.disk },
    settings,
  })
  return await use(engine)
}

export async function answer(
  engine: LiveEngine,
  vocabularySize: number,
  { outputTokens, ...turn }: LiveTurn,
): Promise<AnsweredTurn> {
  const constraint = new AnswerLength(vocabularySize, outputTokens)
  const tokens: number[] = []
  let usage: GenerateUsage | null = null
  for await (const part of engine.generate({ ...turn, constraint })) {
    if (part.kind === 'end') usage = part.usage
    else tokens.push(part.token)
  }
  assert(usage !== null, 'an answer has an end')
  assert(tokens.length === outputTokens, 'an answer has the length that was fixed')
  return { usage, tokens }
}
