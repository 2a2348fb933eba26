/**
 * A knowledge graph that agents edit: entities with observations, and relations, as MCP's reference memory server has them.
 *
 * Entities and relations are those of `relate`; observations are notes, so recall finds them and each has history. A call is one batch,
 * taken back at once, and holds for the exact scope. What is there already is left out and said by its absence from what was made;
 * deleting what is not there changes nothing. Calls of one process run one after another, so that two of them do not add the same twice.
 */

import { LociError } from '../errors.ts'
import type { Actor, Cube, CubeId } from '../store/cube.ts'
import type { Entity, Link, LogEvent } from '../store/events.ts'
import { checkScope, type Scope, scopeKey } from '../store/scope.ts'
import { forgetEvent } from './changes.ts'
import { checkActor, checkText } from './check-input.ts'
import { isExpired } from './lifecycle.ts'
import { TURNS_PER_CALL_MAX } from './limits.ts'
import type { Receipt } from './memory.ts'
import type { Change, MemoryCore } from './memory-core.ts'
import { ObservationNotes } from './observation-notes.ts'
import { observationNote, observationOf } from './observations.ts'
import { newGraphEvents, prepareRelate } from './relate.ts'
import { prepareRemember } from './remember.ts'

export interface KnownEntity {
  readonly name: string
  readonly entityType: string
  readonly observations: readonly string[]
}

export interface KnownRelation {
  readonly from: string
  readonly to: string
  readonly relationType: string
}

export interface KnowledgeRead {
  readonly entities: readonly KnownEntity[]
  readonly relations: readonly KnownRelation[]
}

/** Where a call writes, and as whom. */
export interface KnowledgeCall {
  readonly scope: Scope
  /** Default `agent`. */
  readonly actor?: Actor | undefined
  /** Default `api`. */
  readonly origin?: string | undefined
}

export interface Made<T> {
  readonly made: readonly T[]
  /** Null when nothing was changed. */
  readonly receipt: Receipt | null
}

export interface KnowledgeGraph {
  read(scope: Scope): Promise<KnowledgeRead>
  createEntities(
    call: KnowledgeCall & { readonly entities: readonly KnownEntity[] },
  ): Promise<Made<KnownEntity>>
  /** The two ends need not be entities. */
  createRelations(
    call: KnowledgeCall & { readonly relations: readonly KnownRelation[] },
  ): Promise<Made<KnownRelation>>
  /** Throws MEMORY_NOT_FOUND for an entity that is not there, and adds nothing then. */
  addObservations(
    call: KnowledgeCall & {
      readonly observations: readonly {
        readonly entityName: string
        readonly contents: readonly string[]
      }[]
    },
  ): Promise<Made<{ readonly entityName: string; readonly addedObservations: readonly string[] }>>
  /** With their observations and relations. */
  deleteEntities(
    call: KnowledgeCall & { readonly entityNames: readonly string[] },
  ): Promise<Receipt | null>
  deleteObservations(
    call: KnowledgeCall & {
      readonly deletions: readonly {
        readonly entityName: string
        readonly observations: readonly string[]
      }[]
    },
  ): Promise<Receipt | null>
  deleteRelations(
    call: KnowledgeCall & { readonly relations: readonly KnownRelation[] },
  ): Promise<Receipt | null>
}

/** The graph of one exact scope with what a change needs of it. */
interface OpenGraph {
  readonly entities: readonly Entity[]
  readonly links: readonly Link[]
  /** Entity -> its observations with their notes, in order. */
  readonly notes: ReadonlyMap<string, readonly { readonly text: string; readonly cube: Cube }[]>
}

type Draft<T> = Change & { readonly made: readonly T[] }

function nothing<T>(): Draft<T> {
  return { events: [], made: [] }
}

function textsOf(graph: OpenGraph, name: string): readonly string[] {
  return (graph.notes.get(name) ?? []).map((note) => note.text)
}

function relationKey({ from, to, relationType }: KnownRelation): string {
  return JSON.stringify([from, to, relationType])
}

function relationOf({ source, target, relation }: Link): KnownRelation {
  return { from: source, to: target, relationType: relation }
}

/** Takes entities, relations and notes away. */
function removal(
  { entities, links, cubes }: Pick<OpenGraph, 'entities' | 'links'> & { cubes: readonly Cube[] },
  actor: Actor,
): Draft<never> {
  const gone: LogEvent[] = [
    ...entities.map((entity): LogEvent => ({ kind: 'entity-put', entity, isLive: false })),
    ...links.map((link): LogEvent => ({ kind: 'link-put', link, isLive: false })),
  ]
  return {
    events: [...cubes.map((cube) => forgetEvent(cube, actor)), ...gone],
    expect: new Map(cubes.map((cube) => [cube.id, cube.version])),
    made: [],
  }
}

export class StoredKnowledge implements KnowledgeGraph {
  readonly #core: MemoryCore
  readonly #notes: ObservationNotes
  /** Ends when the call before has ended, however it did. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(core: MemoryCore) {
    this.#core = core
    this.#notes = new ObservationNotes(core.store)
  }

  async read(scope: Scope): Promise<KnowledgeRead> {
    const graph = await this.#open(checkScope(scope))
    return {
      entities: graph.entities.map(({ name, type }) => ({
        name,
        entityType: type,
        observations: textsOf(graph, name),
      })),
      relations: graph.links.map(relationOf),
    }
  }

  createEntities(
    call: Parameters<KnowledgeGraph['createEntities']>[0],
  ): Promise<Made<KnownEntity>> {
    return this.#change(call, 'relate', (graph) => {
      const known = new Set(graph.entities.map(({ name }) => name))
      const made = call.entities.filter(({ name }) => !known.has(name) && known.add(name))
      if (made.length === 0) return nothing()
      const asked = made.map(({ name, entityType: type }) => ({ name, type }))
      const { events } = prepareRelate({ scope: call.scope, entities: asked, links: [] })
      const notes = this.#noteEvents(
        call,
        made.flatMap(({ name: entity, observations }) =>
          observations.map((text) => ({ entity, text })),
        ),
      )
      return { ...notes, events: [...events, ...notes.events], made }
    })
  }

  createRelations(
    call: Parameters<KnowledgeGraph['createRelations']>[0],
  ): Promise<Made<KnownRelation>> {
    return this.#change(call, 'relate', (graph) => {
      const known = new Set(graph.links.map((link) => relationKey(relationOf(link))))
      const made = call.relations.filter((one) => {
        const key = relationKey(one)
        return !known.has(key) && known.add(key)
      })
      if (made.length === 0) return nothing()
      const links = made.map(({ from: source, to: target, relationType: relation }) => ({
        source,
        relation,
        target,
      }))
      const { events } = prepareRelate({ scope: call.scope, entities: [], links })
      return { events: newGraphEvents(events, graph), made }
    })
  }

  addObservations(
    call: Parameters<KnowledgeGraph['addObservations']>[0],
  ): ReturnType<KnowledgeGraph['addObservations']> {
    return this.#change(call, 'remember', (graph) => {
      const known = new Map(graph.entities.map(({ name }) => [name, new Set(textsOf(graph, name))]))
      const made = call.observations.map(({ entityName, contents }) => {
        const texts = known.get(entityName)
        if (texts === undefined) {
          throw new LociError('MEMORY_NOT_FOUND', `Entity with name ${entityName} not found`, {
            hint: 'Create the entity first; nothing was added.',
            details: { entityName },
          })
        }
        const addedObservations = contents.filter((text) => !texts.has(text) && texts.add(text))
        return { entityName, addedObservations }
      })
      const notes = this.#noteEvents(
        call,
        made.flatMap(({ entityName: entity, addedObservations }) =>
          addedObservations.map((text) => ({ entity, text })),
        ),
      )
      return { ...notes, made }
    })
  }

  async deleteEntities(
    call: Parameters<KnowledgeGraph['deleteEntities']>[0],
  ): Promise<Receipt | null> {
    const gone = new Set(call.entityNames)
    const { receipt } = await this.#change(call, 'forget', ({ entities, links, notes }, actor) => {
      const removed = entities.filter(({ name }) => gone.has(name))
      const cubes = removed.flatMap(({ name }) => (notes.get(name) ?? []).map(({ cube }) => cube))
      const cut = links.filter(({ source, target }) => gone.has(source) || gone.has(target))
      return removal({ entities: removed, links: cut, cubes }, actor)
    })
    return receipt
  }

  async deleteObservations(
    call: Parameters<KnowledgeGraph['deleteObservations']>[0],
  ): Promise<Receipt | null> {
    const { receipt } = await this.#change(call, 'forget', ({ entities, notes }, actor) => {
      const known = new Set(entities.map(({ name }) => name))
      const cubes = new Set<Cube>()
      for (const { entityName, observations } of call.deletions) {
        if (!known.has(entityName)) continue
        const gone = new Set(observations)
        for (const { text, cube } of notes.get(entityName) ?? []) {
          if (gone.has(text)) cubes.add(cube)
        }
      }
      return removal({ entities: [], links: [], cubes: [...cubes] }, actor)
    })
    return receipt
  }

  async deleteRelations(
    call: Parameters<KnowledgeGraph['deleteRelations']>[0],
  ): Promise<Receipt | null> {
    const gone = new Set(call.relations.map(relationKey))
    const { receipt } = await this.#change(call, 'forget', ({ links }, actor) => {
      const cut = links.filter((link) => gone.has(relationKey(relationOf(link))))
      return removal({ entities: [], links: cut, cubes: [] }, actor)
    })
    return receipt
  }

  #noteEvents(
    { scope, actor, origin }: KnowledgeCall,
    observations: readonly { readonly entity: string; readonly text: string }[],
  ): Change {
    if (observations.length > TURNS_PER_CALL_MAX) {
      throw new LociError(
        'INPUT_TOO_LARGE',
        `${observations.length} observations in one call; the limit is ${TURNS_PER_CALL_MAX}`,
      )
    }
    const notes = observations.map((observation) => {
      checkText(observation.text, 'observation')
      const { text: turns, metadata } = observationNote(observation)
      const by = { actor: actor ?? 'agent', origin } as const
      return prepareRemember(this.#core.host, { scope, turns, metadata, ...by })
    })
    return {
      events: notes.flatMap((note) => note.events),
      expect: new Map(notes.flatMap((note) => note.ids).map((id) => [id, 0])),
    }
  }

  /** Prepares under the lock of the process; nothing is written and told when the draft is empty. */
  #change<T>(
    call: KnowledgeCall,
    operation: 'relate' | 'remember' | 'forget',
    draft: (graph: OpenGraph, actor: Actor) => Draft<T>,
  ): Promise<Made<T>> {
    const run = async (): Promise<Made<T>> => {
      const scope = checkScope(call.scope)
      const actor = checkActor(call.actor ?? 'agent')
      const first = draft(await this.#open(scope), actor)
      if (first.events.length === 0) return { made: first.made, receipt: null }
      const batch = this.#core.newBatch()
      let current = first
      let isFirst = true
      const committed = await this.#core.change({ batch, operation }, async () => {
        if (!isFirst) current = draft(await this.#open(scope), actor)
        isFirst = false
        if (current.events.length > 0) return current
        throw new LociError('MEMORY_CHANGED', 'another writer did the same meanwhile')
      })
      const ids: readonly CubeId[] = [...(current.expect?.keys() ?? [])]
      const type = operation === 'forget' ? 'memory-forgotten' : 'turns-remembered'
      const receipt = this.#core.told({ type, scope, batch, ids }, committed)
      return { made: current.made, receipt }
    }
    const result = this.#last.then(run)
    // A failed call is its caller's to hear of; the next one runs all the same.
    this.#last = result.catch(() => undefined)
    return result
  }

  async #open(scope: Scope): Promise<OpenGraph> {
    const { store, host } = this.#core
    const key = scopeKey(scope)
    const isHere = (one: { readonly scope: Scope }): boolean => scopeKey(one.scope) === key
    const [entities, links, cubes] = await Promise.all([
      store.entities(scope),
      store.links(scope),
      this.#notes.of(scope),
    ])
    const notes = new Map<string, { text: string; cube: Cube }[]>()
    const nowMs = host.clock.nowMs()
    for (const cube of cubes) {
      const observation = observationOf(cube)
      if (observation === null || isExpired(cube, nowMs)) continue
      const list = notes.get(observation.entity) ?? []
      list.push({ text: observation.text, cube })
      notes.set(observation.entity, list)
    }
    return { entities: entities.filter(isHere), links: links.filter(isHere), notes }
  }
}
