/**
 * mem0's open-source `Memory` on a Loci memory: the same class, calls, options and results, so that one import line is the change.
 *
 * Beyond it: nothing said is lost when forming fails, what is deleted lies in the trash, every change has a history, and without `llm` no
 * network is used. Departures: an update cannot move a memory to another user; scores are no cosines, so that nothing is cut off by them
 * unless asked; `reset` empties to the trash and never erases. Source: mem0ai 3 (npm), Memory of `mem0ai/oss`; names of versions before it
 * are taken too. Sends no telemetry.
 */

import { LociError } from '../errors.ts'
import { planFilter } from '../memory/filter-plan.ts'
import type { FormationReceipt } from '../memory/form/formation-desk.ts'
import { isLive } from '../memory/lifecycle.ts'
import { TOP_K_MAX } from '../memory/limits.ts'
import type { Filter, Hit, Memory } from '../memory/memory.ts'
import { expiryOf, momentOf } from '../memory/moment-of.ts'
import { relationsOf } from '../memory/relations-of.ts'
import type {
  Mem0AddOptions,
  Mem0Done,
  Mem0ListOptions,
  Mem0Results,
  Mem0SearchOptions,
  Mem0Update,
  Moment,
  Values,
} from './mem0-calls.ts'
import { type Mem0Config, type Mem0Opening, readMem0Config } from './mem0-config.ts'
import { formedAnswer, type Mem0AddResult } from './mem0-formed.ts'
import { type Mem0HistoryRow, type Mem0Item, mem0History, mem0Item } from './mem0-item.ts'
import { type Mem0Message, turnsOf } from './mem0-messages.ts'
import {
  checkOptions,
  exactScopeOf,
  filtersOf,
  type Mem0Call,
  type Mem0Names,
  namesOf,
} from './mem0-options.ts'
import { FormedTurns, listShown, recallShown, turnsOfMemory } from './mem0-shown.ts'
import type { BatchId, Cube, CubeId, Metadata, Scope } from './memory-types.ts'

const TOP_K = 20

function booleanOf(value: unknown, fallback: boolean, field: string): boolean {
  if (value === undefined || value === null) return fallback
  if (typeof value === 'boolean') return value
  throw invalid(field, 'must be true or false')
}

function invalid(field: string, says: string): LociError {
  return new LociError('INPUT_INVALID', `${field} ${says}`, { details: { field } })
}

function countOf(value: unknown): number {
  if (value === undefined || value === null) return TOP_K
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= TOP_K_MAX) {
    return value
  }
  throw invalid('topK', `must be a whole number from 1 to ${TOP_K_MAX}`)
}

function withNotes<T extends object>(
  answer: T & { readonly notes?: readonly string[] },
  notes: readonly string[],
): T & { readonly notes?: readonly string[] } {
  const all = [...notes, ...(answer.notes ?? [])]
  return all.length === 0 ? answer : { ...answer, notes: all }
}

interface Looked {
  readonly scopes: readonly Scope[]
  readonly filter: Filter | undefined
}

export abstract class Mem0Memory implements AsyncDisposable {
  /** What of the configuration has no effect, as sentences. */
  readonly notes: readonly string[]
  readonly #opening: Mem0Opening
  #opened: Promise<Memory> | null = null
  #formedTurns: FormedTurns | null = null

  /** Opens nothing. Throws CONFIG_INVALID, CONFIG_UNKNOWN_KEY. */
  constructor(config: Mem0Config = {}) {
    this.#opening = readMem0Config(config)
    this.notes = this.#opening.notes
  }

  /** Opens a store of one's own; called once, at the first call that needs it. */
  protected abstract openOwn(opening: Mem0Opening & { readonly path: string }): Promise<Memory>

  /** Throws INPUT_INVALID, INPUT_UNKNOWN_KEY, SCOPE_MISSING, TIME_INVALID, and what `remember` throws; never for a model's fault. */
  async add(
    messages: string | Mem0Message | readonly (Mem0Message | string)[],
    options: Mem0AddOptions = {},
  ): Promise<Mem0AddResult> {
    const { options: given, notes } = checkOptions('add', options)
    const scope = exactScopeOf(named(given, namedInFilters(given.filters)))
    const turns = turnsOf(messages, momentOf(given.timestamp as Moment | undefined, 'timestamp'))
    const infers = booleanOf(given.infer, true, 'infer')
    const expiry = given.expirationDate as string | null | undefined
    const memory = await this.#memory()
    const receipt = await memory.remember({
      scope,
      turns,
      origin: 'mem0',
      ...(given.metadata ? { metadata: given.metadata as Metadata } : {}),
      ...(expiry ? { expiresAt: expiryOf(expiry, 'expirationDate') } : {}),
    })
    if (!infers) return withNotes(await formedAnswer(memory, receipt.ids, []), notes)
    const formed = receipt.formed ?? (await this.#form(memory, scope, receipt.ids, given))
    return withNotes(await formedAnswer(memory, receipt.ids, formed), notes)
  }

  /** Throws SCOPE_MISSING unless the filters or the options name somebody, FILTER_INVALID. */
  async search(query: string, options: Mem0SearchOptions = {}): Promise<Mem0Results> {
    const { given, notes, memory, scopes, filter } = await this.#look('search', options)
    const formedTurns = this.#formed(memory)
    const topK = countOf(given.topK)
    const answers = await Promise.all(
      scopes.map((scope) =>
        recallShown(memory, formedTurns, {
          scope,
          query,
          topK,
          filter,
          threshold: (given.threshold as number | null | undefined) ?? undefined,
          at: momentOf(given.referenceDate as Moment | undefined, 'referenceDate'),
          includeExpired: booleanOf(given.showExpired, false, 'showExpired'),
        }),
      ),
    )
    const hits = best(answers.flat()).slice(0, topK)
    const isExplained = booleanOf(given.explain, false, 'explain')
    const cubes = hits.map(({ cube }) => cube)
    const relations = await relationsOf(memory, { scopes, query, cubes })
    const results = await Promise.all(
      hits.map(async ({ cube, score, why }) => {
        return { ...(await mem0Item(cube)), score, ...(isExplained ? { scoreDetails: why } : {}) }
      }),
    )
    return withNotes({ results, ...(relations.length === 0 ? {} : { relations }) }, notes)
  }

  /** The newest first. */
  async getAll(options: Mem0ListOptions = {}): Promise<Mem0Results> {
    const { given, notes, memory, scopes, filter } = await this.#look('getAll', options)
    const formedTurns = this.#formed(memory)
    const count = countOf(given.topK)
    const includeExpired = booleanOf(given.showExpired, false, 'showExpired')
    const found = new Map<CubeId, Cube>()
    for (const scope of scopes) {
      for (const cube of await listShown(memory, formedTurns, {
        scope,
        filter,
        includeExpired,
        count,
      })) {
        found.set(cube.id, cube)
      }
    }
    const newest = [...found.values()].sort((a, b) => b.createdSeq - a.createdSeq)
    const results = await Promise.all(newest.slice(0, count).map(mem0Item))
    return withNotes({ results }, notes)
  }

  /** Null where there is none, also for one in the trash. */
  async get(id: string): Promise<Mem0Item | null> {
    const memory = await this.#memory()
    try {
      const cube = await memory.get(id as CubeId)
      return isLive(cube) ? await mem0Item(cube) : null
    } catch (error) {
      // A memory that is not there is an answer here.
      const isAbsent =
        LociError.is(error, 'MEMORY_NOT_FOUND') || LociError.is(error, 'MEMORY_PURGED')
      if (isAbsent) return null
      throw error
    }
  }

  /** A new version. Whose memory it is does not change, whatever the metadata says. */
  async update(id: string, change: string | Mem0Update): Promise<Mem0Done> {
    const { options } = checkOptions(
      'update',
      typeof change === 'string' ? { text: change } : change,
    )
    const text = (options.text ?? options.data) as string | undefined
    const { metadata, expirationDate: expiry } = options as Mem0Update
    const memory = await this.#memory()
    const cube = await liveCube(memory, id)
    const { batch } = await memory.update({
      id: cube.id,
      ...(text === undefined ? {} : { text }),
      ...(metadata ? { metadata: { ...cube.metadata, ...(metadata as Metadata) } } : {}),
      ...(expiry === undefined
        ? {}
        : { expiresAt: expiry === null ? null : expiryOf(expiry, 'expirationDate') }),
    })
    return { message: 'Memory updated successfully!', batch }
  }

  /** To the trash, together with what was said that it was formed of; what else was formed of that stays. */
  async delete(id: string): Promise<Mem0Done> {
    const memory = await this.#memory()
    const cube = await liveCube(memory, id)
    const ids = [cube.id, ...(await turnsOfMemory(memory, cube))]
    const { batch } = await memory.forget({ ids })
    return { message: 'Memory deleted successfully!', batch }
  }

  /** Everything of a user, agent or run, to the trash. Throws SCOPE_MISSING without a name. */
  async deleteAll(options: Mem0Names): Promise<Mem0Done> {
    const { options: given } = checkOptions('deleteAll', options)
    const scope = exactScopeOf(named(given))
    const memory = await this.#memory()
    const { batch } = await memory.forget({ scope, all: true })
    return { message: 'Memories deleted successfully!', batch }
  }

  /** Newest first. Throws MEMORY_NOT_FOUND, MEMORY_PURGED. */
  async history(id: string): Promise<readonly Mem0HistoryRow[]> {
    const memory = await this.#memory()
    return mem0History(await memory.history(id as CubeId))
  }

  /**
   * Everything of every scope, to the trash: nothing is erased, `undo` of each batch brings it back. Throws FORBIDDEN over a memory that was
   * handed in, which others may keep theirs in.
   */
  async reset(): Promise<{ readonly message: string; readonly batches: readonly BatchId[] }> {
    if (this.#opening.memory !== null) {
      throw new LociError('FORBIDDEN', 'reset empties a store of its own alone', {
        hint: 'This memory was handed in: use deleteAll for a user, agent or run.',
      })
    }
    const memory = await this.#memory()
    const batches: BatchId[] = []
    for (const { scope } of await memory.scopes()) {
      const { batch, cubes } = await memory.forget({ scope, all: true })
      if (cubes.length > 0) batches.push(batch)
    }
    return { message: 'All memories lie in the trash.', batches }
  }

  /** Closes a store of its own. */
  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = null
    this.#formedTurns = null
    if (this.#opening.memory === null) await (await opened)?.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #memory(): Promise<Memory> {
    const { memory, path } = this.#opening
    if (memory !== null || path === null) return Promise.resolve(memory!)
    this.#opened ??= this.openOwn({ ...this.#opening, path }).catch((error: unknown) => {
      // The next call tries again: a store that is locked now need not be so then.
      this.#opened = null
      throw error
    })
    return this.#opened
  }

  #formed(memory: Memory): FormedTurns {
    this.#formedTurns ??= new FormedTurns(memory)
    return this.#formedTurns
  }

  async #look(
    call: Mem0Call,
    options: unknown,
  ): Promise<
    Looked & { readonly given: Values; readonly notes: readonly string[]; readonly memory: Memory }
  > {
    const { options: given, notes } = checkOptions(call, options)
    const memory = await this.#memory()
    const plan = await planFilter(memory, namesOf(named(given)), filtersOf(given.filters))
    return { given, notes, memory, ...plan }
  }

  async #form(
    memory: Memory,
    scope: Scope,
    ids: readonly CubeId[],
    given: Values,
  ): Promise<readonly FormationReceipt[]> {
    const { pipeline, formation } = await memory.settings.get(scope)
    const hasModel = (await memory.formation.status(scope)).model !== null
    const wantsGraph = booleanOf(given.enableGraph, this.#opening.hasGraph, 'enableGraph')
    const isProcedural = given.memoryType === 'procedural_memory'
    const chosen =
      isProcedural && hasModel ? 'procedural' : pipeline === 'verbatim' ? 'extract' : undefined
    // What waits in the queue already is formed from there, and not a second time.
    const isQueued = formation === 'queued' && chosen === undefined
    const { receipts } = await memory.formation.form(
      isQueued ? { scope } : { scope, ids, pipeline: chosen },
    )
    if (!wantsGraph || !hasModel || pipeline === 'graph') return receipts
    const graph = await memory.formation.form({ scope, ids, pipeline: 'graph' })
    return [...receipts, ...graph.receipts]
  }
}

/** Names that the options say, else those that the filters do. */
function named(given: Values, inFilters: Mem0Names = {}): Mem0Names {
  const { userId, agentId, runId } = given as Mem0Names
  return {
    userId: userId ?? inFilters.userId,
    agentId: agentId ?? inFilters.agentId,
    runId: runId ?? inFilters.runId,
  }
}

function namedInFilters(filters: unknown): Mem0Names {
  const { user_id, agent_id, run_id } = (filtersOf(filters) ?? {}) as Values
  const name = (value: unknown): string | undefined =>
    typeof value === 'string' ? value : undefined
  return { userId: name(user_id), agentId: name(agent_id), runId: name(run_id) }
}

/** Each memory once, with its best score. */
function best(hits: readonly Hit[]): readonly Hit[] {
  const byId = new Map<CubeId, Hit>()
  for (const hit of hits) {
    const before = byId.get(hit.cube.id)
    if (before === undefined || before.score < hit.score) byId.set(hit.cube.id, hit)
  }
  return [...byId.values()].sort((a, b) => b.score - a.score)
}

async function liveCube(memory: Pick<Memory, 'get'>, id: string): Promise<Cube> {
  const cube = await memory.get(id as CubeId)
  if (isLive(cube)) return cube
  throw new LociError('MEMORY_NOT_FOUND', `the memory ${id} was deleted`, {
    hint: 'It lies in the trash: undo of the batch that deleted it brings it back.',
    details: { id },
  })
}
