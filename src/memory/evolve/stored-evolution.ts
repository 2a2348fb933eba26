/**
 * Evolution over the store: each call reads what is there, decides, and appends one batch a decision.
 *
 * A decision that meets another writer is prepared again from what that writer left, as any change. What is proposed is found anew each
 * time, so that no list of proposals can be out of date.
 */

import { LociError } from '../../errors.ts'
import { beyondBudget } from '../../policy/consolidation/budget.ts'
import type { Actor, Cube, CubeId } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import { type Scope, scopeKey } from '../../store/scope.ts'
import type { CubeVersion } from '../../store/store.ts'
import { checkActor, checkCount, checkText, invalidInput } from '../check-input.ts'
import { createId } from '../ids.ts'
import { isLive } from '../lifecycle.ts'
import { IDS_PER_CALL_MAX } from '../limits.ts'
import type { Receipt } from '../memory.ts'
import { changeOf, type MemoryCore } from '../memory-core.ts'
import type { ScopeSettings } from '../scope-settings.ts'
import { parseTime } from '../time.ts'
import { estimateTokens } from '../token-estimate.ts'
import { centralSentences } from './central-sentences.ts'
import { factorOf } from './decay-factors.ts'
import type * as api from './evolution.ts'
import { findPairs, type RelatePair } from './find-pairs.ts'
import { lifeStory } from './life-story.ts'
import { mergedCubes, supersededCube } from './merge-cubes.ts'
import { changed, checkMove, restored, thawed, withState } from './move-cube.ts'
import { PairsApart } from './pairs-apart.ts'
import { scopeMemories } from './scope-memories.ts'
import { type PlannedSummary, planSummaries, type Summarise, summaryCube } from './summaries.ts'

export interface EvolutionParts {
  readonly core: MemoryCore
  readonly relate: RelatePair
  readonly settings: { get(scope: Scope): Promise<ScopeSettings> }
  /** Null: without a model, by the most central sentences. */
  readonly summarise: Summarise | null
}

interface Decided {
  readonly operation: string
  readonly ids: readonly CubeId[]
  /** From the cubes as they are, in the order of `ids`. */
  readonly toEvents: (cubes: readonly Cube[]) => readonly LogEvent[] | Promise<readonly LogEvent[]>
}

type Moved = 'archive' | 'restore' | 'freeze' | 'thaw'

function checkProposed(
  proposals: readonly api.Proposal[],
  ids: readonly string[] | undefined,
): void {
  const known = new Set(proposals.map(({ id }) => id))
  const gone = ids?.find((id) => !known.has(id))
  if (gone === undefined) return
  throw new LociError('MEMORY_CHANGED', `there is no proposal ${gone} any more`, {
    hint: 'Its memories were changed: ask for the proposals again.',
    details: { id: gone },
  })
}

export class StoredEvolution implements api.Evolution {
  readonly #core: MemoryCore
  readonly #parts: EvolutionParts
  readonly #apart: PairsApart

  constructor(parts: EvolutionParts) {
    this.#core = parts.core
    this.#apart = new PairsApart(parts.core)
    this.#parts = parts
  }

  async propose({ scope, signal }: api.ScopeInput): Promise<api.Proposals> {
    const { candidates, isCut } = await scopeMemories(this.#core.store, scope, this.#nowMs())
    const apart = await this.#apart.ids(scope)
    const found = findPairs(candidates, this.#parts.relate, signal)
    const proposals = found.filter(({ id }) => !apart.has(id))
    return { proposals, memoryCount: candidates.length, isCut }
  }

  async proposals(input: api.ScopeInput): Promise<api.Proposals> {
    const found = await this.propose(input)
    const cubes = await this.#cubes(found.proposals.flatMap(({ keep, lose }) => [keep, lose]))
    const guarded = new Set(cubes.filter((cube) => cube.isProtected).map(({ id }) => id))
    const isLeft = (one: api.Proposal): boolean =>
      !one.isSafe || guarded.has(one.keep) || guarded.has(one.lose)
    return { ...found, proposals: found.proposals.filter(isLeft) }
  }

  async apply(input: api.ApplyInput): Promise<api.Applied> {
    const actor = checkActor(input.actor)
    const { proposals } = await this.propose({ scope: input.scope })
    const wanted = input.ids === undefined ? null : new Set(input.ids)
    checkProposed(proposals, input.ids)
    const isWanted = (one: api.Proposal): boolean =>
      wanted === null ? one.isSafe : wanted.has(one.id)
    const receipts: Receipt[] = []
    const applied: api.Proposal[] = []
    const left = proposals.filter((one) => !isWanted(one))
    for (const proposal of proposals.filter(isWanted)) {
      const receipt = await this.#tried(proposal, actor)
      if (receipt === null) left.push(proposal)
      else {
        receipts.push(receipt)
        applied.push(proposal)
      }
    }
    return { receipts, applied, left }
  }

  async keepApart({ scope, ids, actor }: api.KeepApartInput): Promise<Receipt> {
    checkCount(ids.length, 'ids.length', 1, IDS_PER_CALL_MAX)
    const { proposals } = await this.propose({ scope })
    checkProposed(proposals, ids)
    return this.#apart.put(scope, ids, checkActor(actor))
  }

  async merge({ ids, keep, actor: asked }: api.MergeInput): Promise<Receipt> {
    const actor = checkActor(asked)
    const all = checkIds(ids)
    if (all.length < 2) throw invalidInput('ids', 'must name two memories or more')
    const first = keep ?? all[0]!
    if (!all.includes(first)) throw invalidInput('keep', 'is not among ids')
    const toEvents = (cubes: readonly Cube[]): LogEvent[] => {
      checkPair(cubes)
      for (const cube of cubes) checkMove(cube, 'merge', actor)
      const [survivor, ...losers] = cubes
      const [kept, ...gone] = mergedCubes(survivor!, losers)
      return [changed(kept!, 'update'), ...gone.map((cube) => changed(cube, 'state'))]
    }
    const ordered = [first, ...all.filter((id) => id !== first)]
    return this.#decide({ operation: 'merge', ids: ordered, toEvents })
  }

  async supersede({ old, by, validTo, actor: asked }: api.SupersedeInput): Promise<Receipt> {
    const actor = checkActor(asked)
    const toMs = validTo === undefined ? undefined : parseTime(validTo, 'validTo')
    if (old === by) throw invalidInput('by', 'is the memory itself')
    const toEvents = ([gone, next]: readonly Cube[]): LogEvent[] => {
      checkPair([gone!, next!])
      checkMove(gone!, 'archive', actor)
      if (isLive(next!)) return [changed(supersededCube(gone!, next!, toMs), 'state')]
      throw new LociError('LIFECYCLE_REFUSED', `${by} is ${next!.state}: it can take no place`, {
        details: { id: by, state: next!.state },
      })
    }
    return this.#decide({
      operation: 'supersede',
      ids: [checkText(old, 'old') as CubeId, by],
      toEvents,
    })
  }

  archive(input: api.MoveInput): Promise<Receipt> {
    return this.#move('archive', input, (cube) => withState(cube, 'archived'))
  }

  restore(input: api.MoveInput): Promise<Receipt> {
    return this.#move('restore', input, restored)
  }

  freeze(input: api.MoveInput): Promise<Receipt> {
    return this.#move('freeze', input, (cube) => withState(cube, 'frozen'))
  }

  thaw(input: api.MoveInput): Promise<Receipt> {
    return this.#move('thaw', input, thawed)
  }

  async consolidate({ scope, signal }: api.ScopeInput): Promise<api.Consolidated> {
    const { candidates } = await scopeMemories(this.#core.store, scope, this.#nowMs())
    const summaries: { id: CubeId; text: string; parents: readonly CubeId[] }[] = []
    const events: LogEvent[] = []
    const expect = new Map<CubeId, number>()
    for (const planned of planSummaries(candidates)) {
      signal?.throwIfAborted()
      const words = await this.#words(planned, signal)
      if (words === null) continue
      const cube = summaryCube(planned, words, () => createId<CubeId>(this.#core.host))
      events.push(changed(cube, planned.current === null ? 'add' : 'update'))
      expect.set(cube.id, cube.version - 1)
      summaries.push({ id: cube.id, text: cube.text, parents: cube.provenance.parents })
    }
    if (events.length === 0) return { receipt: null, summaries }
    const batch = this.#core.newBatch()
    const committed = await this.#core.commit({ batch, operation: 'consolidate', events, expect })
    const ids = [...expect.keys()]
    const receipt = this.#core.told({ type: 'memory-updated', scope, batch, ids }, committed)
    return { receipt, summaries }
  }

  async budget({ scope }: api.ScopeInput): Promise<api.Budgeted> {
    const { derivedMax: countMax, derivedTokensMax: tokensMax } =
      await this.#parts.settings.get(scope)
    const none = { receipt: null, archived: [], isOver: false }
    if (countMax === null && tokensMax === null) return none
    const { cubes, isCut } = await scopeMemories(this.#core.store, scope, this.#nowMs())
    const derived = cubes.filter(({ kind }) => kind === 'derived')
    const rows = derived.map((cube) => ({
      value: factorOf(cube, this.#nowMs()) * (cube.derivation?.confidence ?? 1),
      tokenCount: estimateTokens(cube.text),
      saidAtMs: cube.saidAtMs,
      mayGo: !cube.isProtected && cube.state !== 'frozen',
    }))
    const { goes, isOver } = beyondBudget(rows, { countMax, tokensMax })
    if (goes.length === 0) return { ...none, isOver: isOver || isCut }
    const archived = goes.map((index) => {
      const { id, text } = derived[index]!
      return { id, text, value: rows[index]!.value }
    })
    const toEvents = (found: readonly Cube[]): LogEvent[] =>
      found.map((cube) => {
        checkMove(cube, 'archive', 'auto')
        return withState(cube, 'archived')
      })
    const ids = archived.map(({ id }) => id)
    const receipt = await this.#decide({ operation: 'budget', ids, toEvents })
    return { receipt, archived, isOver: isOver || isCut }
  }

  async run({ scope, signal }: api.ScopeInput): Promise<api.EvolutionReport> {
    const settings = await this.#parts.settings.get(scope)
    const activatedCount = await this.#activate(scope)
    signal?.throwIfAborted()
    const merged =
      settings.merges === 'automatic'
        ? await this.apply({ scope, actor: 'auto' })
        : { receipts: [], applied: [], left: (await this.propose({ scope, signal })).proposals }
    signal?.throwIfAborted()
    const consolidated = await this.consolidate({ scope, signal })
    signal?.throwIfAborted()
    return { activatedCount, merged, consolidated, budgeted: await this.budget({ scope }) }
  }

  async life(id: CubeId): Promise<api.LifeStory> {
    const [cube] = await this.#cubes([checkText(id, 'id') as CubeId])
    return lifeStory(this.#core.store, cube!)
  }

  async rankFactors(ids: readonly CubeId[]): Promise<ReadonlyMap<CubeId, number>> {
    const cubes = await this.#cubes(ids)
    return new Map(cubes.map((cube) => [cube.id, factorOf(cube, this.#nowMs())]))
  }

  #nowMs(): number {
    return this.#core.host.clock.nowMs()
  }

  /** In the order asked. Throws MEMORY_NOT_FOUND. */
  async #cubes(ids: readonly CubeId[]): Promise<Cube[]> {
    const cubes = await this.#core.store.cubes(ids)
    return cubes.map((cube, index) => {
      if (cube !== null) return cube
      const id = ids[index]!
      throw new LociError('MEMORY_NOT_FOUND', `there is no memory ${id}`, { details: { id } })
    })
  }

  async #decide({ operation, ids, toEvents }: Decided): Promise<Receipt> {
    const batch = this.#core.newBatch()
    let scope: Scope = {}
    let told: readonly CubeId[] = ids
    const committed = await this.#core.change({ batch, operation }, async () => {
      const cubes = await this.#cubes(ids)
      scope = cubes[0]!.scope
      const events = await toEvents(cubes)
      told = events.flatMap((event) => (event.kind === 'cube-changed' ? [event.cube.id] : []))
      return { events, expect: new Map(cubes.map((cube) => [cube.id, cube.version])) }
    })
    if (operation === 'merge') await this.#core.rollout.counted(scope, { merges: 1 })
    return this.#core.told({ type: 'memory-updated', scope, batch, ids: told }, committed)
  }

  #move(
    move: Moved,
    { ids, actor: asked }: api.MoveInput,
    toEvent: (cube: Cube, versions: readonly CubeVersion[]) => LogEvent,
  ): Promise<Receipt> {
    const actor = checkActor(asked)
    const toEvents = async (cubes: readonly Cube[]): Promise<LogEvent[]> => {
      const events: LogEvent[] = []
      for (const cube of cubes) {
        checkMove(cube, move, actor)
        const isOfBefore = move === 'restore' || move === 'thaw'
        events.push(toEvent(cube, isOfBefore ? await this.#core.store.versions(cube.id) : []))
      }
      return events
    }
    return this.#decide({ operation: move, ids: checkIds(ids), toEvents })
  }

  /** Null: it is protected, frozen or changed since it was found. */
  async #tried({ action, keep, lose, texts }: api.Proposal, actor: Actor): Promise<Receipt | null> {
    const [kept, lost] = await this.#core.store.cubes([keep, lose])
    if (kept?.text !== texts.keep || lost?.text !== texts.lose) return null
    if (!isLive(kept) || !isLive(lost)) return null
    if (actor === 'auto' && (kept.isProtected || lost.isProtected)) return null
    try {
      return action === 'merge'
        ? await this.merge({ ids: [keep, lose], keep, actor })
        : await this.supersede({ old: lose, by: keep, actor })
    } catch (error) {
      // Another writer was quicker; the next look finds what that writer left.
      if (LociError.is(error, 'MEMORY_CHANGED')) return null
      throw error
    }
  }

  /** What was recalled or cited is no longer only generated. */
  async #activate(scope: Scope): Promise<number> {
    const { cubes, cited } = await scopeMemories(this.#core.store, scope, this.#nowMs())
    const used = cubes.filter(
      (cube) =>
        cube.state === 'generated' &&
        !cube.isProtected &&
        (cube.recallCount > 0 || cited.has(cube.id)),
    )
    if (used.length === 0) return 0
    const batch = this.#core.newBatch()
    const committed = await this.#core.commit({
      batch,
      operation: 'activate',
      ...changeOf(used, (cube) => withState(cube, 'activated')),
    })
    const ids = used.map(({ id }) => id)
    this.#core.told({ type: 'memory-updated', scope, batch, ids }, committed)
    return used.length
  }

  async #words(
    { members }: PlannedSummary,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly text: string; readonly model: string | null } | null> {
    const told = await this.#parts.summarise?.(members, signal)
    if (told !== undefined && told !== null && told.text.trim() !== '') return told
    const text = centralSentences(members.map((one) => one.text))
    return text === '' ? null : { text, model: null }
  }
}

function checkIds(ids: readonly CubeId[]): CubeId[] {
  if (!Array.isArray(ids)) throw invalidInput('ids', 'must be a list')
  checkCount(ids.length, 'ids.length', 1, IDS_PER_CALL_MAX)
  return [...new Set(ids.map((id) => checkText(id, 'id') as CubeId))]
}

/** Notes and derived memories of one exact scope. */
function checkPair(cubes: readonly Cube[]): void {
  for (const { id, kind, scope } of cubes) {
    if (kind !== 'note' && kind !== 'derived') throw invalidInput(id, `is a ${kind}: it stays`)
    if (scopeKey(scope) !== scopeKey(cubes[0]!.scope)) {
      throw invalidInput(id, 'is of another scope than the rest')
    }
  }
}
