/**
 * A small world in which pipelines form: a store in memory, a clock that tests move, windows that are what was remembered since the last.
 *
 * Real parts throughout: the store, the walls, the asking of a model. Only the nearness of memories is plain: shared words, latest first.
 */

import type { Host } from '../host/host.ts'
import { createNodeHost } from '../host/node-host.ts'
import { type Applied, applyOperations } from '../memory/form/apply-operations.ts'
import { DerivedMemories } from '../memory/form/derived-memories.ts'
import type { FormationFailure, FormationTools } from '../memory/form/formation.ts'
import { pipelineOf } from '../memory/form/pipeline-registry.ts'
import { tellingWords } from '../memory/form/speaks-of.ts'
import { LoadedScopes } from '../memory/loaded-scopes.ts'
import type { Memory, Turn } from '../memory/memory.ts'
import { MemoryCore } from '../memory/memory-core.ts'
import { openMemory } from '../memory/open-memory.ts'
import { openScopeIndex } from '../memory/open-scope-index.ts'
import { askJson } from '../model/ask-json.ts'
import type { Model } from '../model/model.ts'
import type { BatchId, Cube, CubeId } from '../store/cube.ts'
import type { Scope } from '../store/scope.ts'
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.ts'
import type { Store } from '../store/store.ts'

export interface FormationWorldOptions {
  readonly model: Model
  readonly pipeline: string
  readonly instructions?: string
  readonly startMs: number
}

export interface WorldFormed extends Applied {
  readonly batch: BatchId
  readonly failures: readonly FormationFailure[]
}

const LOADED_BYTES = 10_000_000

export class FormationWorld implements AsyncDisposable {
  readonly memory: Memory
  readonly #options: FormationWorldOptions
  readonly #store: Store
  readonly #core: MemoryCore
  readonly #derived: DerivedMemories
  readonly #nowMs: number
  #before: readonly Turn[] = []

  constructor(options: FormationWorldOptions, parts: WorldParts) {
    this.#options = options
    this.#store = parts.store
    this.#core = parts.core
    this.memory = parts.memory
    this.#derived = new DerivedMemories(parts.store)
    this.#nowMs = options.startMs
  }

  async remember(scope: Scope, turns: readonly Turn[]): Promise<readonly CubeId[]> {
    return (await this.memory.remember({ scope, turns })).ids
  }

  /** What was said just before the windows to come, in their scope. */
  before(turns: readonly Turn[]): void {
    this.#before = turns
  }

  /** Live derived memories of exactly this scope, oldest first. */
  async derived(scope: Scope): Promise<readonly Cube[]> {
    const { cubes } = await this.memory.list({ scope, kinds: ['derived'], limit: 1_000 })
    return cubes
  }

  async versions(id: CubeId): Promise<readonly Cube[]> {
    return (await this.memory.history(id)).map(({ cube }) => cube)
  }

  /** Turns become memories by the pipeline of this world. */
  async form(scope: Scope, turns: readonly Turn[]): Promise<WorldFormed> {
    const before = await this.#cubes(scope, this.#before)
    const input = {
      scope,
      turns: await this.#cubes(scope, turns),
      before,
      nowMs: this.#nowMs,
      instructions: this.#options.instructions ?? null,
    }
    const offered = new Map<CubeId, number>()
    const outcome = await pipelineOf(this.#options.pipeline).form(
      input,
      this.#tools(scope, offered),
    )
    const batch = this.#core.newBatch()
    const applied = await applyOperations(this.#core, this.#derived, {
      batch,
      key: batch,
      attempt: batch,
      input,
      pipeline: this.#options.pipeline,
      modelName: this.#options.model.name,
      offered,
      outcome,
    })
    return { ...applied, batch, failures: outcome.failures }
  }

  async #cubes(scope: Scope, turns: readonly Turn[]): Promise<readonly Cube[]> {
    if (turns.length === 0) return []
    const cubes = await this.#store.cubes(await this.remember(scope, turns))
    return cubes.filter((cube) => cube !== null)
  }

  #tools(scope: Scope, offered: Map<CubeId, number>): FormationTools {
    const { model } = this.#options
    const offer = (cubes: readonly Cube[]): readonly Cube[] => {
      for (const { id, version } of cubes) offered.set(id, version)
      return cubes
    }
    return {
      modelName: model.name,
      related: async (text, topK) => offer(nearest(text, await this.derived(scope), topK)),
      byIds: async (ids) => offer((await this.derived(scope)).filter(({ id }) => ids.includes(id))),
      factsAbout: async (name) => offer((await this.#derived.open(scope)).about(name, this.#nowMs)),
      ask: ({ stage, messages, schema }) => askJson({ model, messages, schema, name: stage }),
      signal: new AbortController().signal,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.memory.close()
  }
}

function nearest(text: string, cubes: readonly Cube[], topK: number): readonly Cube[] {
  const words = tellingWords(text)
  const shared = (cube: Cube): number =>
    [...tellingWords(cube.text)].filter((word) => words.has(word)).length
  return [...cubes]
    .reverse()
    .sort((a, b) => shared(b) - shared(a))
    .slice(0, topK)
}

interface WorldParts {
  readonly store: Store
  readonly core: MemoryCore
  readonly memory: Memory
}

export async function openFormationWorld(options: FormationWorldOptions): Promise<FormationWorld> {
  const clock = { nowMs: () => options.startMs, monotonicMs: () => 0 }
  const host: Host = { ...createNodeHost(), clock }
  const store = await openSqliteStore({ host, path: ':memory:' })
  const loaded = new LoadedScopes({
    store,
    openIndex: openScopeIndex,
    bytesMax: LOADED_BYTES,
    served: () => null,
  })
  const core = new MemoryCore(host, { store, clock, loaded, embedding: null })
  const memory = await openMemory({ host, store })
  return new FormationWorld(options, { store, core, memory })
}
