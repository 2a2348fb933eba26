/**
 * Facts over the store: reads look at the log as it stood, writes settle the group of each fact they touch.
 *
 * Writes of one scope follow each other within a process. Two processes that state the first facts of one group at the same moment may both
 * leave theirs open; the next write to that group settles it.
 */

import { LociError } from '../../errors.ts'
import { holdsAt } from '../../policy/consolidation/fact-intervals.ts'
import { isSingleValued } from '../../policy/consolidation/single-valued-relations.ts'
import type { Actor, CubeId, CubeSnapshot, Fact } from '../../store/cube.ts'
import { checkScope, type Scope, scopeKey } from '../../store/scope.ts'
import type { AsOf } from '../../store/store.ts'
import { checkActor, checkCount, checkText } from '../check-input.ts'
import type * as api from '../facts.ts'
import { createId } from '../ids.ts'
import { isExpired } from '../lifecycle.ts'
import type { Receipt } from '../memory.ts'
import type { Change, MemoryCore } from '../memory-core.ts'
import { parseTime } from '../time.ts'
import { type CheckedFact, checkFactName, checkFacts } from './check-facts.ts'
import { FactDrafts } from './fact-drafts.ts'
import { endedAt } from './fact-group.ts'
import { firstVersionOf } from './first-version.ts'
import { KeptFacts } from './kept-facts.ts'
import {
  type FactSnapshot,
  foldName,
  isEmptyInterval,
  isFact,
  type KnownThen,
  knownFactOf,
  knownFacts,
} from './known-facts.ts'
import { DEPTH_MAX, neighbourhoodOf } from './neighbourhood.ts'

const noGraph = { entities: [], links: [] }

interface PutParts {
  readonly scope: Scope
  readonly actor: Actor
  readonly atMs: number
  readonly note: CubeSnapshot
}

export class StoredFacts implements api.Facts {
  readonly #core: MemoryCore
  readonly #kept: KeptFacts
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(core: MemoryCore) {
    this.#core = core
    this.#kept = new KeptFacts(core.store)
  }

  async at(input: api.FactsInput): Promise<readonly api.KnownFact[]> {
    const { facts, validMs } = await this.#holding(input)
    const about = input.about === undefined ? undefined : folded(input.about, 'about')
    const relation = input.relation === undefined ? undefined : folded(input.relation, 'relation')
    return facts.filter(
      (fact) =>
        holdsAt(fact, validMs) &&
        (about === undefined ||
          foldName(fact.subject) === about ||
          foldName(fact.object) === about) &&
        (relation === undefined || foldName(fact.relation) === relation),
    )
  }

  async timeline(input: api.TimelineInput): Promise<readonly api.KnownFact[]> {
    const { facts } = await this.#known(checkScope(input.scope), input.knownAt)
    const subject = input.subject === undefined ? undefined : folded(input.subject, 'subject')
    const relation = input.relation === undefined ? undefined : folded(input.relation, 'relation')
    return facts
      .filter(
        ({ fact }) =>
          (subject === undefined || foldName(fact.subject) === subject) &&
          (relation === undefined || foldName(fact.relation) === relation),
      )
      .map(knownFactOf)
      .sort(
        (a, b) =>
          compared(foldName(a.subject), foldName(b.subject)) ||
          compared(foldName(a.relation), foldName(b.relation)) ||
          (a.validFromMs ?? -Infinity) - (b.validFromMs ?? -Infinity) ||
          0,
      )
  }

  async names(
    input: api.NamesInput,
  ): Promise<{ readonly name: string; readonly type: string | null }[]> {
    const scope = checkScope(input.scope)
    const { facts } = await this.#known(scope, input.knownAt)
    const entities = input.knownAt === undefined ? await this.#core.store.entities(scope) : []
    const names = new Map<string, { name: string; type: string | null }>()
    for (const { name, type } of entities) names.set(foldName(name), { name, type })
    for (const { fact } of facts) {
      for (const name of [fact.subject, fact.object]) {
        if (!names.has(foldName(name))) names.set(foldName(name), { name, type: null })
      }
    }
    return [...names.values()]
  }

  async neighbourhood(input: api.NeighbourhoodInput): Promise<api.Neighbourhood> {
    const name = checkFactName(input.name, 'name')
    const depth = checkCount(input.depth, 'depth', 1, DEPTH_MAX)
    const { facts, validMs } = await this.#holding(input)
    const holding = facts.filter((fact) => holdsAt(fact, validMs))
    const { store } = this.#core
    const graph =
      input.knownAt === undefined
        ? { entities: await store.entities(input.scope), links: await store.links(input.scope) }
        : noGraph
    return neighbourhoodOf({ name, depth }, holding, graph)
  }

  async put(input: api.PutFactsInput): Promise<api.PutFactsReceipt> {
    const scope = checkScope(input.scope)
    const actor = checkActor(input.actor)
    const nowMs = this.#core.host.clock.nowMs()
    const atMs = input.at === undefined ? nowMs : parseTime(input.at, 'at')
    const checked = checkFacts(input.facts, atMs)
    const said = input.note === undefined ? '' : checkText(input.note, 'note')
    const text = said.trim() === '' ? checked.map((one) => one.text).join('\n') : said
    const id = createId<CubeId>(this.#core.host)
    const note = firstVersionOf({
      id,
      kind: 'note',
      scope,
      text: checkText(text, 'note'),
      actor,
      saidAtMs: atMs,
      origin: 'facts',
    })
    let facts: CubeId[] = []
    const receipt = await this.#write(scope, 'put-facts', async () => {
      const drafts = await this.#drafts(scope)
      const parts = { scope, actor, atMs, note }
      facts = checked.map((one) => this.#place(one, drafts, parts))
      drafts.settle()
      return drafts.change(actor, [note])
    })
    return { ...receipt, facts }
  }

  async close(input: Parameters<api.Facts['close']>[0]): Promise<Receipt> {
    const toMs = parseTime(input.validTo, 'validTo')
    return this.#end(input.id, 'close-fact', checkActor(input.actor), toMs)
  }

  async retract(input: Parameters<api.Facts['retract']>[0]): Promise<Receipt> {
    return this.#end(input.id, 'retract-fact', checkActor(input.actor), Number.NEGATIVE_INFINITY)
  }

  async #end(id: CubeId, operation: string, actor: Actor, toMs: number): Promise<Receipt> {
    checkText(id, 'id')
    const [cube] = await this.#core.store.cubes([id])
    if (cube === null || cube === undefined || !isFact(cube)) {
      throw new LociError('MEMORY_NOT_FOUND', `there is no fact ${id}`, { details: { id } })
    }
    return this.#write(cube.scope, operation, async () => {
      const drafts = await this.#drafts(cube.scope)
      const ended = endedAt(drafts.get(id), toMs, this.#core.host.clock.nowMs())
      drafts.put(ended)
      drafts.settle()
      const change = drafts.change(actor)
      if (change.events.length > 0) return change
      throw new LociError('MEMORY_CHANGED', `the fact ${id} ends there already`, {
        hint: 'There is nothing to change.',
        details: { id },
      })
    })
  }

  /** The id of the fact that says so from now on: a new one, or the one that did already. */
  #place(one: CheckedFact, drafts: FactDrafts, parts: PutParts): CubeId {
    const fact = factOf(one, drafts)
    const known = drafts.all().find((cube) => saysAlready(cube, fact, one, parts.atMs))
    if (known !== undefined && one.corrects === undefined) {
      const isOpen = !(known.state === 'frozen' || (known.isProtected && parts.actor === 'auto'))
      const { provenance } = known
      const parents = [...provenance.parents, parts.note.id]
      if (isOpen) drafts.put({ ...known, provenance: { ...provenance, parents } })
      return known.id
    }
    const { scope, actor, atMs, note } = parts
    const id = createId<CubeId>(this.#core.host)
    const first = firstVersionOf({
      id,
      kind: 'derived',
      scope,
      text: one.text,
      actor,
      saidAtMs: atMs,
      origin: 'facts',
    })
    drafts.add({
      ...first,
      provenance: { episodes: [], parents: [note.id], origin: 'facts' },
      derivation: {
        pipeline: 'stated',
        dynamic: 'extracted',
        model: null,
        confidence: one.confidence,
        spans: [],
      },
      fact,
    })
    if (one.corrects !== undefined) {
      const wrong = endedAt(drafts.get(one.corrects), Number.NEGATIVE_INFINITY, atMs)
      const { fact: never } = wrong
      // Stated as empty, so that it stays so should the correction itself be retracted.
      const statedToMs = never.validToMs!
      drafts.put({ ...wrong, successor: id, fact: { ...never, statedToMs } })
    }
    return id
  }

  async #holding(input: {
    readonly scope: Scope
    readonly validAt?: api.FactsInput['validAt']
    readonly knownAt?: api.FactsInput['knownAt']
  }): Promise<{ facts: api.KnownFact[]; validMs: number }> {
    const scope = checkScope(input.scope)
    const asked = input.validAt === undefined ? undefined : parseTime(input.validAt, 'validAt')
    const { facts, momentMs } = await this.#known(scope, input.knownAt)
    const knownMs = momentMs ?? this.#core.host.clock.nowMs()
    const kept = facts.filter((cube) => !isExpired(cube, knownMs))
    return { facts: kept.map(knownFactOf), validMs: asked ?? knownMs }
  }

  async #known(scope: Scope, knownAt: AsOf | undefined): Promise<KnownThen> {
    if (knownAt !== undefined) return knownFacts(this.#core.store, scope, knownAt)
    return { facts: await this.#kept.now(scope), momentMs: undefined }
  }

  async #drafts(scope: Scope): Promise<FactDrafts> {
    const facts = await this.#kept.now(scope)
    const key = scopeKey(scope)
    return new FactDrafts(facts.filter((cube) => scopeKey(cube.scope) === key))
  }

  /** After every earlier write to the same scope has settled. */
  async #write(
    scope: Scope,
    operation: string,
    prepare: () => Promise<Change & { readonly ids: CubeId[] }>,
  ): Promise<Receipt> {
    const key = scopeKey(scope)
    const before = this.#turns.get(key) ?? Promise.resolve()
    const write = async (): Promise<Receipt> => {
      const batch = this.#core.newBatch()
      let ids: CubeId[] = []
      const committed = await this.#core.change({ batch, operation }, async () => {
        const change = await prepare()
        ids = change.ids
        return change
      })
      return this.#core.told({ type: 'memory-updated', scope, batch, ids }, committed)
    }
    const run = before.then(write, write)
    this.#turns.set(key, run)
    try {
      return await run
    } finally {
      if (this.#turns.get(key) === run) this.#turns.delete(key)
    }
  }
}

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function folded(name: unknown, field: string): string {
  return foldName(checkFactName(name, field))
}

/** As other facts of the relation have it, else by the relation's words. */
function factOf(one: CheckedFact, drafts: FactDrafts): Fact {
  const { subject, relation, object, fromMs: validFromMs, toMs: validToMs } = one
  const folded = foldName(relation)
  const isMultiValued =
    one.isMultiValued ??
    drafts.all().findLast(({ fact }) => foldName(fact.relation) === folded)?.fact.isMultiValued ??
    !isSingleValued(folded)
  return { subject, relation, object, validFromMs, validToMs, isMultiValued }
}

function saysAlready(cube: FactSnapshot, fact: Fact, one: CheckedFact, atMs: number): boolean {
  const known = cube.fact
  const isSame =
    known.isMultiValued === fact.isMultiValued &&
    foldName(known.subject) === foldName(fact.subject) &&
    foldName(known.relation) === foldName(fact.relation) &&
    foldName(known.object) === foldName(fact.object)
  if (!isSame || isEmptyInterval(known)) return false
  // "She lives in Rome", said while that is known: nothing new, and no second beginning.
  if (!one.isFromStated && one.toMs === null) return holdsAt(known, atMs)
  return known.validFromMs === fact.validFromMs && known.validToMs === fact.validToMs
}
