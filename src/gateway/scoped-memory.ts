/**
 * A Memory that a caller may use: every call is held to the scopes of the caller's key.
 *
 * One place decides, so that no route can forget to ask. A scope outside is FORBIDDEN. An id outside is MEMORY_NOT_FOUND, whether it
 * exists or not, so that ids cannot be probed; for the same reason a purged id is not told from one that never was, and a private memory
 * of another holder is not there either.
 */

import { LociError } from '../errors.ts'
import type { Blocks } from '../memory/blocks.ts'
import type { EmbedderStatus, EmbeddingStatus } from '../memory/embed/embedding-status.ts'
import type { Evolution } from '../memory/evolve/evolution.ts'
import type { Facts } from '../memory/facts.ts'
import type { Files } from '../memory/files.ts'
import type { Formation } from '../memory/form/formation-desk.ts'
import { checkMayWrite, maySee } from '../memory/govern/access-policy.ts'
import type { Governance } from '../memory/govern/governance.ts'
import type { Items } from '../memory/items.ts'
import type { KnowledgeGraph } from '../memory/knowledge-graph.ts'
import type * as api from '../memory/memory.ts'
import type { MemorySettings } from '../memory/scope-settings.ts'
import type { Actor, BatchId, Cube, CubeId } from '../store/cube.ts'
import type { Episode } from '../store/events.ts'
import { ownerOf, type Scope, scopeCovers } from '../store/scope.ts'
import type { AsOf, CubeVersion, LogEntry, LogQuery, ScopeSummary } from '../store/store.ts'
import { type Caller, checkMayTouch } from './access.ts'
import { LOG_LIMIT_DEFAULT } from './limits.ts'
import { ScopedEvolution } from './scoped-evolution.ts'
import { ScopedFacts } from './scoped-facts.ts'
import { ScopedFormation, ScopedSettings } from './scoped-formation.ts'
import { ScopedGovernance } from './scoped-governance.ts'
import { ScopedItems } from './scoped-items.ts'
import { scopedBlocks, scopedFiles, scopedKnowledge } from './scoped-parts.ts'

/** `memory` itself for a caller who may touch everything. */
export function memoryFor(memory: api.Memory, caller: Caller): api.Memory {
  return caller.scopes.length === 0 ? memory : new ScopedMemory(memory, caller)
}

function notFound(id: string): LociError {
  return new LociError('MEMORY_NOT_FOUND', `there is no memory ${id}`, { details: { id } })
}

class ScopedMemory implements api.Memory {
  readonly blocks: Blocks
  readonly files: Files
  readonly knowledge: KnowledgeGraph
  readonly formation: Formation
  readonly settings: MemorySettings
  readonly facts: Facts
  readonly evolution: Evolution
  readonly #memory: api.Memory
  readonly #scopes: readonly Scope[]
  readonly items: Items
  readonly #as: string | undefined
  readonly governance: Governance

  constructor(memory: api.Memory, { scopes, holder }: Caller) {
    this.#memory = memory
    this.#scopes = scopes
    this.items = new ScopedItems(memory.items, (scope) => this.#check(scope))
    const check = (scope: Scope): void => this.#check(scope)
    this.blocks = scopedBlocks(memory.blocks, check)
    this.files = scopedFiles(memory.files, check)
    this.knowledge = scopedKnowledge(memory.knowledge, check)
    this.formation = new ScopedFormation(memory.formation, scopes)
    this.settings = new ScopedSettings(memory.settings, scopes)
    this.#as = holder
    this.governance = new ScopedGovernance(memory.governance, this, { scopes, holder })
    this.facts = new ScopedFacts(memory, scopes)
    this.evolution = new ScopedEvolution(memory, scopes)
  }

  async remember(input: api.RememberInput): Promise<api.Receipt> {
    this.#check(input.scope)
    return this.#memory.remember(input)
  }

  async relate(input: Parameters<api.Memory['relate']>[0]): Promise<api.Receipt> {
    this.#check(input.scope)
    return this.#memory.relate(input)
  }

  async graph(scope: Scope): ReturnType<api.Memory['graph']> {
    this.#check(scope)
    return this.#memory.graph(scope)
  }

  async recall(input: api.RecallInput): Promise<api.RecallResult> {
    this.#check(input.scope)
    return this.#memory.recall({ ...input, as: this.#as })
  }

  async context(input: api.ContextInput): Promise<api.ContextResult> {
    this.#check(input.scope)
    // A key for one run of a user may not read what holds for all of the user.
    const mayReadOwner = this.#mayTouch(ownerOf(input.scope))
    const { blocks = 'all' } = input
    return this.#memory.context({
      ...input,
      as: this.#as,
      blocks: blocks === 'all' && !mayReadOwner ? 'own' : blocks,
    })
  }

  async get(id: CubeId, asOf?: AsOf): Promise<Cube> {
    let cube: Cube
    try {
      cube = await this.#memory.get(id, asOf)
    } catch (error) {
      throw LociError.is(error, 'MEMORY_PURGED') ? notFound(id) : error
    }
    if (!this.#mayTouch(cube.scope) || !maySee(cube, this.#as)) throw notFound(id)
    // The past is seen by whoever may see it now.
    if (asOf !== undefined) await this.get(id)
    return cube
  }

  async list(input: api.ListInput): Promise<api.Page> {
    this.#check(input.scope)
    return this.#memory.list({ ...input, as: this.#as })
  }

  async update(input: api.UpdateInput): Promise<api.Receipt> {
    await this.#getToWrite(input.id)
    return this.#memory.update(input)
  }

  async history(id: CubeId): Promise<readonly CubeVersion[]> {
    await this.get(id)
    return this.#memory.history(id)
  }

  async undo(batch: BatchId, actor?: Actor): Promise<api.Receipt> {
    const entries = await this.#memory.log({ batch })
    const own = entries.filter((entry) => this.#mayTouch(entry.scope))
    if (own.length === 0) {
      throw new LociError('BATCH_NOT_FOUND', `there is no batch ${batch}`, { details: { batch } })
    }
    if (own.length < entries.length) {
      throw new LociError('FORBIDDEN', `batch ${batch} changed other scopes as well`)
    }
    for (const { kind, subject } of own) {
      if (kind === 'cube-changed' || kind === 'turn-remembered') {
        const cube = await this.#current(subject as CubeId)
        if (cube !== null) checkMayWrite(cube, this.#as)
      }
    }
    return this.#memory.undo(batch, actor)
  }

  async forget(input: api.ForgetInput): Promise<api.ForgetReceipt> {
    for (const id of input.ids ?? []) await this.#getToWrite(id)
    if (input.ids === undefined || input.scope !== undefined) this.#check(input.scope ?? {})
    return this.#memory.forget({ ...input, as: this.#as })
  }

  async purge(input: Parameters<api.Memory['purge']>[0]): Promise<api.PurgeReceipt> {
    for (const id of input.ids) await this.#getToWrite(id)
    return this.#memory.purge(input)
  }

  async episode(id: string): Promise<Episode | null> {
    const episode = await this.#memory.episode(id, this.#as)
    return episode !== null && this.#mayTouch(episode.scope) ? episode : null
  }

  async log(query: LogQuery): Promise<readonly LogEntry[]> {
    if (query.scope !== undefined) {
      this.#check(query.scope)
      return this.#withoutHidden(await this.#memory.log(query))
    }
    const lists = await Promise.all(
      this.#scopes.map((scope) => this.#memory.log({ ...query, scope })),
    )
    const bySeq = new Map(lists.flat().map((entry) => [entry.seq, entry]))
    const sign = query.isDescending === true ? -1 : 1
    const entries = [...bySeq.values()]
      .sort((a, b) => sign * (a.seq - b.seq))
      .slice(0, query.limit ?? LOG_LIMIT_DEFAULT)
    return this.#withoutHidden(entries)
  }

  async scopes(pattern?: Scope): Promise<readonly ScopeSummary[]> {
    const all = await this.#memory.scopes(pattern)
    return all.filter((one) => this.#mayTouch(one.scope))
  }

  /** Counts of the caller's own scopes; what describes the whole store is left out. */
  async stats(): Promise<api.MemoryStats> {
    const [stats, own] = await Promise.all([this.#memory.stats(), this.scopes()])
    const { position, schemaVersion } = stats
    const cubeCount = own.reduce((sum, one) => sum + one.cubeCount, 0)
    return {
      path: '',
      byteCount: 0,
      position,
      schemaVersion,
      scopeCount: own.length,
      cubeCount,
      episodeCount: 0,
      tombstoneCount: 0,
      loadedScopeCount: 0,
      loadedRowCount: 0,
      loadedBytes: 0,
    }
  }

  /** Without the counts, which are of the whole store, and without what an address or a path would tell. */
  async embedding(): Promise<EmbeddingStatus> {
    const status = await this.#memory.embedding()
    const bare = (one: EmbedderStatus | null): EmbedderStatus | null =>
      one === null
        ? null
        : { ...one, facts: {}, done: null, total: null, error: one.error?.split(':')[0] ?? null }
    return { ...status, serving: bare(status.serving), making: bare(status.making) }
  }

  async rebuildVectors(): Promise<EmbeddingStatus> {
    throw new LociError('FORBIDDEN', 'making vectors again is for keys of every scope')
  }

  listen(listener: (event: api.MemoryEvent) => void): () => void {
    return this.#memory.listen((event) => {
      if (this.#mayTouch(event.scope)) listener(event)
    })
  }

  close(): Promise<void> {
    return this.#memory.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #getToWrite(id: CubeId): Promise<void> {
    checkMayWrite(await this.get(id), this.#as)
  }

  /** Null when it was purged. */
  async #current(id: CubeId): Promise<Cube | null> {
    try {
      return await this.#memory.get(id)
    } catch (error) {
      if (LociError.is(error, 'MEMORY_PURGED') || LociError.is(error, 'MEMORY_NOT_FOUND'))
        return null
      throw error
    }
  }

  /** What happened to memories that the caller may not see is told without what they say. */
  async #withoutHidden(entries: readonly LogEntry[]): Promise<readonly LogEntry[]> {
    const mayShow = new Map<string, boolean>()
    for (const { subject, event } of entries) {
      if (event === null || !('cube' in event) || mayShow.has(subject)) continue
      const cube = await this.#current(subject as CubeId)
      mayShow.set(subject, cube === null || maySee(cube, this.#as))
    }
    return entries.map((entry) =>
      mayShow.get(entry.subject) === false ? { ...entry, event: null } : entry,
    )
  }

  #mayTouch(scope: Scope): boolean {
    return this.#scopes.some((one) => scopeCovers(one, scope))
  }

  #check(scope: Scope): void {
    checkMayTouch({ scopes: this.#scopes }, scope)
  }
}
