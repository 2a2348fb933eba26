/**
 * Memory over a store: the composition. Each call checks, turns into events, appends, and tells listeners.
 *
 * Holds no truth of its own: loaded scopes are derived and bounded. A change that meets another writer is prepared again from
 * what that writer left, a bounded number of times.
 */

import { LociError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import type { Model } from '../model/model.ts'
import type { Actor, BatchId, Cube, CubeId } from '../store/cube.ts'
import type { Episode, LogEvent } from '../store/events.ts'
import { checkScope, isReservedScope, type Scope } from '../store/scope.ts'
import type { AsOf, CubeVersion, LogEntry, LogQuery, ScopeSummary, Store } from '../store/store.ts'
import { type Blocks, StoredBlocks } from './blocks.ts'
import { forgetEvent, spansOfBatch, undoEvent, undoGraphEvents, updateEvent } from './changes.ts'
import { checkActor, checkText } from './check-input.ts'
import { contextOf } from './context-call.ts'
import { Embedding, type EmbeddingOptions, type RebuildVectorsInput } from './embed/embedding.ts'
import type { EmbeddingStatus } from './embed/embedding-status.ts'
import { DecayFactors } from './evolve/decay-factors.ts'
import type { Evolution } from './evolve/evolution.ts'
import { EvolutionLoop } from './evolve/evolution-loop.ts'
import { modelSummary } from './evolve/model-summary.ts'
import { relatePairs } from './evolve/relate-pairs.ts'
import { StoredEvolution } from './evolve/stored-evolution.ts'
import type { Facts } from './facts.ts'
import { type Files, StoredFiles } from './files.ts'
import { cubesToForget } from './forget-call.ts'
import { DerivedMemories } from './form/derived-memories.ts'
import type { FormerParts } from './form/form-window.ts'
import type { FormationPipeline } from './form/formation.ts'
import type { Formation } from './form/formation-desk.ts'
import { pipelinesWith } from './form/pipeline-registry.ts'
import { type FormingOptions, QueuedFormation } from './form/queued-formation.ts'
import { maySee } from './govern/access-policy.ts'
import type { Governance } from './govern/governance.ts'
import { StoredGovernance } from './govern/stored-governance.ts'
import { type Items, StoredItems } from './items.ts'
import { StoredFacts } from './know/stored-facts.ts'
import { type KnowledgeGraph, StoredKnowledge } from './knowledge-graph.ts'
import { LOADED_BYTES_MAX, TOKEN_ROWS_MAX } from './limits.ts'
import { listCubes } from './list-call.ts'
import { LoadedScopes } from './loaded-scopes.ts'
import type * as api from './memory.ts'
import { type Change, changeOf, MemoryCore, nowhere } from './memory-core.ts'
import { meaningsOf } from './open-meanings.ts'
import { createOpenScopeIndex } from './open-scope-index.ts'
import { purgeCubes } from './purge-call.ts'
import {
  type RankFactors,
  type RecallAnswer,
  type RecallParts,
  recallHits,
  resolveAsOf,
} from './recall-call.ts'
import { newGraphEvents, prepareRelate } from './relate.ts'
import { prepareRemember } from './remember.ts'
import type { OpenScopeIndex } from './scope-index.ts'
import { SettingsOfScopes, type SettingsPatch } from './scope-settings.ts'
import { UsageLedger } from './usage-ledger.ts'

export interface OpenMemoryOptions {
  readonly host: Host
  /** Closed together with the memory. */
  readonly store: Store
  /** Bound of loaded scopes in bytes. Default LOADED_BYTES_MAX. */
  readonly loadedBytesMax?: number
  /** By what recall understands beside words. Default: nothing. */
  readonly embedding?: EmbeddingOptions
  /** What pipelines ask. Default: none; windows of pipelines that need one fail then, visibly. */
  readonly model?: Model | null
  /** Close the model together with the memory. Default: whoever opened it does. */
  readonly ownsModel?: boolean
  /** What holds for scopes that say nothing else. */
  readonly settings?: SettingsPatch
  /** Default: this process works on the queue when it was given a model or a pipeline. */
  readonly forming?: Partial<FormingOptions>
  /** Whether evolution runs here by the scopes' schedules. Default: only when asked. */
  readonly evolves?: boolean
}

/** Throws what opening the asked encoder threw (EMBEDDER_NOT_INSTALLED, FILE_NOT_FOUND, ...), unless it may succeed later; PIPELINE_UNKNOWN. */
export async function openMemory(options: OpenMemoryOptions): Promise<api.Memory> {
  const { host, store, embedding } = options
  const opened = embedding === undefined ? null : new Embedding(embedding, store, host.clock)
  await opened?.open()
  return new StoredMemory(options, opened)
}

/** What is told of a memory that was opened without embedding. */
const words: Omit<EmbeddingStatus, 'tokenRowsMax'> = {
  mode: 'words',
  table: null,
  serving: null,
  making: null,
  isMaker: false,
  notes: [],
}

type UndoChange = Change & { readonly expect: ReadonlyMap<CubeId, number> }

class StoredMemory implements api.Memory {
  readonly blocks: Blocks
  readonly files: Files
  readonly knowledge: KnowledgeGraph
  readonly settings: SettingsOfScopes
  readonly #formation: QueuedFormation
  readonly governance: Governance
  readonly facts: Facts
  readonly evolution: Evolution
  readonly #host: Host
  readonly #store: Store
  readonly #parts: RecallParts
  readonly #usage: UsageLedger
  readonly #embedding: Embedding | null
  readonly #ownModel: Model | null
  readonly #core: MemoryCore
  readonly #decay: DecayFactors
  readonly items: Items
  readonly #evolving: EvolutionLoop | null

  constructor(options: OpenMemoryOptions, embedding: Embedding | null) {
    const { host, store, loadedBytesMax = LOADED_BYTES_MAX, embedding: asked } = options
    this.#host = host
    this.#store = store
    this.#usage = new UsageLedger(store)
    this.#embedding = embedding
    this.#ownModel = options.ownsModel === true ? (options.model ?? null) : null
    const loaded = new LoadedScopes({
      store,
      openIndex: indexFor(asked),
      openDerivedIndex: indexFor(asked),
      bytesMax: loadedBytesMax,
      served: () => embedding?.served() ?? null,
    })
    const { clock } = host
    // Settings need the core, which needs the parts: the factors come last.
    const factorsOf: RankFactors = (scope, position) => this.#decay.of(scope, position)
    this.#parts = { store, clock, loaded, embedding, factorsOf }
    this.#core = new MemoryCore(host, this.#parts)
    this.items = new StoredItems(this.#core, (input) => this.recall(input))
    this.blocks = new StoredBlocks(this.#core)
    this.files = new StoredFiles(this.#core)
    this.knowledge = new StoredKnowledge(this.#core)
    const { all, pipelineOf } = pipelinesWith(options.forming?.pipelines)
    this.settings = new SettingsOfScopes(this.#core, options.settings, pipelineOf)
    const former = { core: this.#core, settings: this.settings, pipelineOf }
    this.#formation = openFormation(former, all, options)
    this.items = new StoredItems(this.#core, (input) => this.recall(input))
    this.governance = new StoredGovernance(this.#core, this.settings, [
      { name: 'formation jobs', forget: (scope) => store.deleteFormations(scope) },
    ])
    this.facts = new StoredFacts(this.#core)
    const { settings } = this
    this.#decay = new DecayFactors({ store, clock, settings })
    this.evolution = new StoredEvolution({
      core: this.#core,
      relate: relatePairs(asked?.table ?? null),
      settings,
      summarise: options.model == null ? null : modelSummary(options.model, settings),
    })
    const loop = { store, clock, settings, evolution: this.evolution }
    this.#evolving = options.evolves === true ? new EvolutionLoop(loop) : null
    this.#evolving?.start()
  }

  get formation(): Formation {
    return this.#formation
  }

  async remember(input: api.RememberInput): Promise<api.Receipt> {
    const { scope, events, ids, idempotency } = prepareRemember(this.#host, input)
    const batch = this.#core.newBatch()
    const outcome = await this.#core.append({
      batch,
      operation: 'remember',
      events,
      ...(idempotency === null ? {} : { idempotency: { scope, ...idempotency } }),
    })
    if (outcome.outcome === 'committed') {
      const receipt = this.#core.told({ type: 'turns-remembered', scope, batch, ids }, outcome)
      const formed = await this.#formation.remembered(scope)
      return formed === undefined ? receipt : { ...receipt, formed }
    }
    if (outcome.outcome === 'repeated') return this.#repeated(outcome.batch)
    throw new LociError(
      'IDEMPOTENCY_MISMATCH',
      `the idempotency key ${JSON.stringify(idempotency?.key)} stands for other content`,
      { details: { batch: outcome.outcome === 'mismatch' ? outcome.batch : undefined } },
    )
  }

  async relate(input: Parameters<api.Memory['relate']>[0]): Promise<api.Receipt> {
    const { scope, events: asked } = prepareRelate(input)
    const batch = this.#core.newBatch()
    const events = newGraphEvents(asked, await this.graph(scope))
    if (events.length === 0) {
      return { batch, ids: [], position: await this.#store.position(), isRepeated: true }
    }
    const committed = await this.#core.commit({ batch, operation: 'relate', events })
    return this.#core.told({ type: 'turns-remembered', scope, batch, ids: [] }, committed)
  }

  async graph(scope: Scope): Promise<Awaited<ReturnType<api.Memory['graph']>>> {
    const asked = checkScope(scope)
    return { entities: await this.#store.entities(asked), links: await this.#store.links(asked) }
  }

  async recall(input: api.RecallInput): Promise<api.RecallResult> {
    const startedMs = this.#host.clock.monotonicMs()
    const answer = await recallHits(this.#parts, input)
    await this.#markRecalled(input.scope, answer)
    const elapsedMs = this.#host.clock.monotonicMs() - startedMs
    await this.#core.rollout.counted(input.scope, {
      recalls: 1,
      emptyRecalls: answer.hits.length === 0 ? 1 : 0,
      recallMs: elapsedMs,
    })
    return {
      hits: answer.hits,
      scoredCount: answer.scoredCount,
      elapsedMs,
      position: answer.position,
      notes: answer.notes,
    }
  }

  async context(input: api.ContextInput): Promise<api.ContextResult> {
    const answer = await recallHits(this.#parts, input)
    const context = await contextOf(this.#parts, input, answer)
    await this.#markRecalled(input.scope, answer)
    return context
  }

  async get(id: CubeId, asOf?: AsOf): Promise<Cube> {
    checkText(id, 'id')
    await this.#usage.flush()
    const past = await resolveAsOf(this.#store, asOf)
    const [cube] = await this.#store.cubes(
      [id],
      past === undefined ? undefined : { position: past.position },
    )
    if (cube !== null && cube !== undefined) return cube
    const tombstone = await this.#store.tombstone(id)
    if (tombstone === null) throw notFound(id)
    throw new LociError('MEMORY_PURGED', `${id} was purged`, { details: { tombstone } })
  }

  async list(input: api.ListInput): Promise<api.Page> {
    await this.#usage.flush()
    return listCubes(this.#store, this.#host.clock, input)
  }

  async update(input: api.UpdateInput): Promise<api.Receipt> {
    const actor = checkActor(input.actor)
    const batch = this.#core.newBatch()
    let scope = nowhere
    const committed = await this.#core.change({ batch, operation: 'update' }, async () => {
      const cube = await this.get(input.id)
      scope = cube.scope
      return changeOf([cube], () => updateEvent(cube, input, actor))
    })
    return this.#core.told({ type: 'memory-updated', scope, batch, ids: [input.id] }, committed)
  }

  async history(id: CubeId): Promise<readonly CubeVersion[]> {
    const versions = await this.#store.versions(id)
    if (versions.length > 0) return versions
    await this.get(id)
    return versions
  }

  async undo(undone: BatchId, actor?: Actor): Promise<api.Receipt> {
    const by = checkActor(actor)
    checkText(undone, 'batch')
    const batch = this.#core.newBatch()
    let change: UndoChange = { events: [], expect: new Map() }
    let isMerge = false
    let scope = nowhere
    const committed = await this.#core.change({ batch, operation: 'undo' }, async () => {
      const entries = await this.#store.log({ batch: undone })
      change = await this.#undoChange(undone, entries, by)
      scope = entries[0]?.scope ?? nowhere
      isMerge = entries[0]?.operation.startsWith('merge') === true
      return change
    })
    if (isMerge) await this.#core.rollout.counted(scope, { undoneMerges: 1 })
    return this.#core.told(
      { type: 'change-undone', scope, batch, ids: [...change.expect.keys()] },
      committed,
    )
  }

  async forget(input: api.ForgetInput): Promise<api.ForgetReceipt> {
    const actor = checkActor(input.actor)
    const batch = this.#core.newBatch()
    let cubes = await cubesToForget(this, this.#parts, input)
    if (input.isPreview === true || cubes.length === 0) {
      const position = await this.#store.position()
      const ids = cubes.map((cube) => cube.id)
      return { batch, ids, position, isRepeated: false, isPreview: input.isPreview === true, cubes }
    }
    let isFirst = true
    const committed = await this.#core.change({ batch, operation: 'forget' }, async () => {
      if (!isFirst) cubes = await cubesToForget(this, this.#parts, input)
      isFirst = false
      return changeOf(cubes, (cube) => forgetEvent(cube, actor))
    })
    const ids = cubes.map((cube) => cube.id)
    const scope = input.scope ?? cubes[0]!.scope
    const receipt = this.#core.told({ type: 'memory-forgotten', scope, batch, ids: ids }, committed)
    return { ...receipt, isPreview: false, cubes }
  }

  async purge(input: Parameters<api.Memory['purge']>[0]): Promise<api.PurgeReceipt> {
    const { scopes, ...receipt } = await purgeCubes(this.#core, input, (id) => this.get(id))
    for (const scope of scopes) await this.#formation.purged(scope)
    return receipt
  }

  async episode(id: string, as?: string): Promise<Episode | null> {
    const episode = await this.#store.episode(checkText(id, 'id'))
    if (as === undefined || episode === null) return episode
    const cubeId = await this.#store.episodeCube(id)
    const [cube] = cubeId === null ? [] : await this.#store.cubes([cubeId])
    return cube == null || !maySee(cube, as) ? null : episode
  }

  async log(query: LogQuery): Promise<readonly LogEntry[]> {
    return this.#store.log(query)
  }

  async scopes(pattern?: Scope): Promise<readonly ScopeSummary[]> {
    const all = await this.#store.scopes(pattern === undefined ? undefined : checkScope(pattern))
    return all.filter(({ scope }) => !isReservedScope(scope))
  }

  async stats(): Promise<api.MemoryStats> {
    const { scopeCount, rowCount, bytes } = this.#parts.loaded.totals
    const stats = await this.#store.stats()
    return {
      ...stats,
      loadedScopeCount: scopeCount,
      loadedRowCount: rowCount,
      loadedBytes: bytes,
    }
  }

  async embedding(): Promise<EmbeddingStatus> {
    if (this.#embedding !== null) return this.#embedding.status()
    return { ...words, tokenRowsMax: TOKEN_ROWS_MAX }
  }

  async rebuildVectors(input?: RebuildVectorsInput): Promise<EmbeddingStatus> {
    return this.#embedding === null ? this.embedding() : this.#embedding.rebuild(input)
  }

  listen(listener: (event: api.MemoryEvent) => void): () => void {
    return this.#core.listen(listener)
  }

  async close(): Promise<void> {
    await this.#formation.close()
    await this.#evolving?.close()
    await this.#ownModel?.close()
    await this.#usage.flush()
    this.#parts.loaded.clear()
    this.#core.close()
    await this.#embedding?.close()
    await this.#store.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #undoChange(
    batch: BatchId,
    entries: readonly LogEntry[],
    actor: Actor,
  ): Promise<UndoChange> {
    const spans = spansOfBatch(batch, entries)
    const events: LogEvent[] = []
    const expect = new Map<CubeId, number>()
    for (const span of spans) {
      const versions = await this.#store.versions(span.id)
      const event = undoEvent(span, versions, batch, actor)
      events.push(event)
      expect.set(span.id, event.cube.version - 1)
    }
    events.push(...undoGraphEvents(entries))
    if (events.length > 0) return { events, expect }
    throw new LociError('UNDO_IMPOSSIBLE', `everything that batch ${batch} changed was purged`, {
      details: { batch },
    })
  }

  async #repeated(batch: BatchId): Promise<api.Receipt> {
    const entries = await this.#store.log({ batch })
    const ids = entries
      .filter((entry) => entry.kind === 'turn-remembered' || entry.kind === 'cube-changed')
      .map((entry) => entry.subject as CubeId)
    return { batch, ids, position: entries.at(-1)?.seq ?? 0, isRepeated: true }
  }

  async #markRecalled(scope: Scope, { hits, position }: RecallAnswer): Promise<void> {
    const ids = hits.map((hit) => hit.cube.id)
    await this.#usage.mark(ids, this.#host.clock.nowMs())
    this.#core.tell({ type: 'memory-recalled', scope, batch: null, ids, position })
  }
}

function openFormation(
  parts: Omit<FormerParts, 'derived' | 'model'>,
  pipelines: readonly FormationPipeline[],
  { model = null, settings, forming }: OpenMemoryOptions,
): QueuedFormation {
  const isGiven = model !== null || settings?.pipeline !== undefined
  const former = { ...parts, model, derived: new DerivedMemories(parts.core.store) }
  const formation = new QueuedFormation(former, pipelines, { isWorker: isGiven, ...forming })
  formation.start()
  return formation
}

/** A factory of its own each time. Without the table an index goes by words. */
function indexFor(embedding: EmbeddingOptions | undefined): OpenScopeIndex {
  if (embedding === undefined || embedding.table === null) return createOpenScopeIndex()
  const { table, kernels } = embedding
  return createOpenScopeIndex({ meanings: meaningsOf(table, kernels) })
}

function notFound(id: CubeId): LociError {
  return new LociError('MEMORY_NOT_FOUND', `there is no memory ${id}`, { details: { id } })
}
