/**
 * What a pipeline may use while it forms one window: memories of exactly its scope, and a model whose every answer is counted.
 *
 * Invariant: what was handed out is what may be changed (`offered`, at the versions that were shown); a question that failed is known here
 * whether the pipeline reports it or not. A model that asks to wait is heard (`retryAfterMs`).
 */

import { LociError } from '../../errors.ts'
import { askJson } from '../../model/ask-json.ts'
import type { JsonAnswer } from '../../model/json-answer.ts'
import type { Model, ModelPart, ModelRequest, ModelUsage } from '../../model/model.ts'
import { addUsage, noUsage } from '../../model/model-usage.ts'
import type { Cube, CubeId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import { isExpired } from '../lifecycle.ts'
import { QUERY_CHARACTERS_MAX, QUESTIONS_PER_WINDOW_MAX, RELATED_MAX } from '../limits.ts'
import type { MemoryCore } from '../memory-core.ts'
import { recallHits } from '../recall-call.ts'
import type { DerivedMemories } from './derived-memories.ts'
import type { FormationFailure, FormationQuestion, FormationTools } from './formation.ts'

export interface ToolsParts {
  readonly core: MemoryCore
  readonly derived: DerivedMemories
  readonly scope: Scope
  readonly model: Model | null
  readonly signal: AbortSignal
}

export class CountedTools implements FormationTools {
  readonly signal: AbortSignal
  readonly modelName: string | null
  readonly offered = new Map<CubeId, number>()
  readonly failures: FormationFailure[] = []
  usage: ModelUsage = noUsage
  /** The longest that a model asked to wait. */
  retryAfterMs = 0
  readonly #parts: ToolsParts
  #questionCount = 0

  constructor(parts: ToolsParts) {
    this.#parts = parts
    this.signal = parts.signal
    this.modelName = parts.model?.name ?? null
  }

  async related(text: string, topK: number): Promise<readonly Cube[]> {
    const { core, derived, scope } = this.#parts
    const query = text.slice(0, QUERY_CHARACTERS_MAX / 4).toWellFormed()
    const memories = await derived.open(scope)
    if (query.trim() === '' || memories.size === 0 || topK < 1) return []
    const input = {
      scope,
      query,
      topK: Math.min(RELATED_MAX, Math.floor(topK)),
      derived: 'only' as const,
    }
    const { hits } = await recallHits(core.parts, input, (id) => memories.get(id) !== undefined)
    return this.#offer(hits.map(({ cube }) => cube))
  }

  async byIds(ids: readonly CubeId[]): Promise<readonly Cube[]> {
    const memories = await this.#parts.derived.open(this.#parts.scope)
    const nowMs = this.#parts.core.host.clock.nowMs()
    const cubes = ids.map((id) => memories.get(id))
    return this.#offer(
      cubes.filter((cube): cube is Cube => cube !== undefined && !isExpired(cube, nowMs)),
    )
  }

  async factsAbout(name: string): Promise<readonly Cube[]> {
    const memories = await this.#parts.derived.open(this.#parts.scope)
    return this.#offer(memories.about(name, this.#parts.core.host.clock.nowMs()))
  }

  async endedFacts(name: string): Promise<readonly Cube[]> {
    const memories = await this.#parts.derived.open(this.#parts.scope)
    return this.#offer(memories.ended(name, this.#parts.core.host.clock.nowMs()))
  }

  async ask<T>({ stage, messages, schema }: FormationQuestion<T>): Promise<JsonAnswer<T>> {
    const answer = await this.#answer<T>(stage, messages, schema)
    this.usage = addUsage(this.usage, answer.usage)
    if (answer.outcome === 'failed') {
      const { code, reason, raw, retryable } = answer
      this.failures.push({ stage, code, reason, raw, retryable })
    } else if (answer.repairs.includes('cut-off')) {
      const reason = 'the answer was cut off; what was whole of it was used'
      const raw = answer.raw ?? null
      this.failures.push({ stage, code: 'MODEL_INVALID_ANSWER', reason, raw, retryable: false })
    }
    return answer
  }

  async #answer<T>(
    name: string,
    messages: FormationQuestion<T>['messages'],
    schema: FormationQuestion<T>['schema'],
  ): Promise<JsonAnswer<T>> {
    const { model } = this.#parts
    const refused = { outcome: 'failed', raw: null, retryable: false, usage: noUsage } as const
    if (model === null) {
      return { ...refused, code: 'MODEL_NOT_CONFIGURED', reason: 'there is no model' }
    }
    this.#questionCount += 1
    if (this.#questionCount > QUESTIONS_PER_WINDOW_MAX) {
      const reason = `more than ${QUESTIONS_PER_WINDOW_MAX} questions about one window`
      return { ...refused, code: 'TOO_BUSY', reason }
    }
    const heard = new HeardModel(model, (ms) => {
      this.retryAfterMs = Math.max(this.retryAfterMs, ms)
    })
    return askJson({ model: heard, messages, schema, name, signal: this.signal })
  }

  /** At the version that was shown first: what changed between two looks is not changed over. */
  #offer(cubes: readonly Cube[]): readonly Cube[] {
    for (const { id, version } of cubes) {
      if (!this.offered.has(id)) this.offered.set(id, version)
    }
    return cubes
  }
}

/** A model as it is, but for what it says about waiting. */
class HeardModel implements Model {
  readonly name: string
  readonly contextTokensMax: number | null
  readonly #model: Model
  readonly #onRetryAfter: (ms: number) => void

  constructor(model: Model, onRetryAfter: (ms: number) => void) {
    this.#model = model
    this.#onRetryAfter = onRetryAfter
    this.name = model.name
    this.contextTokensMax = model.contextTokensMax
  }

  async *complete(request: ModelRequest): AsyncIterable<ModelPart> {
    try {
      yield* this.#model.complete(request)
    } catch (error) {
      const seconds = LociError.is(error) ? error.details?.retryAfterSeconds : undefined
      if (typeof seconds === 'number' && seconds > 0) this.#onRetryAfter(seconds * 1000)
      throw error
    }
  }

  /** The model belongs to whoever opened it. */
  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}
