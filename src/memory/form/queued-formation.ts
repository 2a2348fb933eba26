/**
 * Formation over the queue: inline for whoever waits, in the background for everybody else, both through the same jobs.
 *
 * The worker cuts what was remembered by any process since it last looked, forms up to FORMING_MAX windows at a time, and never two of one scope.
 * Whoever waits for a window waits for it wherever it is formed. Closing stops what runs and gives it back to the queue.
 */

import { LociError } from '../../errors.ts'
import { startTimer } from '../../host/timers.ts'
import { checkScope, isReservedScope, type Scope, scopeKey } from '../../store/scope.ts'
import type { StoredFormation } from '../../store/stored-formations.ts'
import { checkCount, checkText } from '../check-input.ts'
import { PassLoop } from '../embed/pass-loop.ts'
import {
  FORMATION_PAUSE_MS,
  FORMATION_PAUSE_MS_MAX,
  FORMATION_POLL_MS,
  FORMING_MAX,
  IDS_PER_CALL_MAX,
  LIST_LIMIT_DEFAULT,
  LIST_LIMIT_MAX,
  PENDING_WINDOWS_MAX,
  WINDOWS_PER_CALL_MAX,
} from '../limits.ts'
import { attemptsOf } from './attempt-cube.ts'
import type { FormerParts } from './form-window.ts'
import type { FormationPipeline } from './formation.ts'
import type * as api from './formation-desk.ts'
import { FormationQueue } from './formation-queue.ts'
import { FormationRunner, type Which } from './formation-runner.ts'
import { storedReceipt } from './stored-receipt.ts'

export interface FormingOptions {
  /**
   * Whether this process works on the queue by itself. Without a model it leaves windows that need one to a process that has one, but for
   * those of its own default pipeline, which fail visibly.
   */
  readonly isWorker: boolean
  /**
   * For a process that lives for one call: what needs a model is cut and left to a process that works on the queue, also where a scope is
   * formed inline; what needs none is formed at once, also where it is queued. Default false.
   */
  readonly queuesOnly?: boolean
  /** Pause before a second try. Default FORMATION_PAUSE_MS. */
  readonly pauseMs?: number
  /** Pipelines beside those of the registry. */
  readonly pipelines?: readonly FormationPipeline[]
}

/** How long whoever waits for another's window looks away. */
const LOOK_AWAY_MS = 25

export class QueuedFormation implements api.Formation {
  readonly #parts: FormerParts
  readonly #pipelines: readonly FormationPipeline[]
  readonly #queue: FormationQueue
  readonly #runner: FormationRunner
  readonly #loop: PassLoop
  readonly #closing = new AbortController()
  readonly #isWorker: boolean
  readonly #queuesOnly: boolean
  /** Scopes with turns beyond what there was room for. */
  readonly #behind = new Map<string, Scope>()
  #sweptPosition = 0

  constructor(
    parts: FormerParts,
    pipelines: readonly FormationPipeline[],
    { isWorker, pauseMs, queuesOnly = false }: FormingOptions,
  ) {
    this.#parts = parts
    this.#pipelines = pipelines
    this.#queue = new FormationQueue(parts.core)
    this.#runner = new FormationRunner(parts, pauseMs)
    this.#isWorker = isWorker
    this.#queuesOnly = queuesOnly
    this.#loop = new PassLoop({
      pass: (signal) => this.#pass(this.#workersShare(), signal),
      everyMs: FORMATION_POLL_MS,
      pauseMs: FORMATION_PAUSE_MS,
      pauseMsMax: FORMATION_PAUSE_MS_MAX,
    })
  }

  start(): void {
    if (this.#isWorker) this.#loop.start()
  }

  async form(input: api.FormInput): Promise<api.FormResult> {
    const signal = this.#signalOf(input.signal)
    const scope = checkScope(input.scope)
    if (input.pipeline !== undefined) this.#parts.pipelineOf(checkText(input.pipeline, 'pipeline'))
    if (input.ids !== undefined) return this.#formThese(scope, { ...input, ids: input.ids }, signal)
    const receipts: api.FormationReceipt[] = []
    for (const { scope: exact } of await this.#parts.core.store.scopes(scope)) {
      const pipeline = input.pipeline ?? (await this.#parts.settings.get(exact)).pipeline
      if (pipeline === 'verbatim') continue
      for (let isComplete = false; !isComplete; ) {
        if (receipts.length >= WINDOWS_PER_CALL_MAX) return { receipts, isComplete: false }
        const waiting = await this.#waiting(exact)
        const cut = await this.#queue.cut(exact, pipeline)
        receipts.push(...(await this.#runThese([...waiting, ...cut.ids], signal)))
        // Room that is taken by windows which wait for a later try stays taken.
        isComplete = cut.isComplete || waiting.length + cut.ids.length === 0
      }
    }
    return { receipts, isComplete: true }
  }

  async status(scope?: Scope): Promise<api.FormationStatus> {
    const asked = scope === undefined ? undefined : checkScope(scope)
    const { store } = this.#parts.core
    const { byState, openSourceCount, oldestOpenMs, usage } = await store.formationTotals(asked)
    let turnCount = openSourceCount
    for (const one of await this.#uncutScopes(asked)) {
      turnCount += await this.#queue.uncutCount(one)
    }
    return {
      ...byState,
      lag: { turnCount, sinceMs: oldestOpenMs },
      usage,
      model: this.#parts.model?.name ?? null,
      isWorking: this.#isWorker,
    }
  }

  async list(query: api.ListFormations = {}): Promise<api.FormationPage> {
    const { scope, state, cursor } = query
    const limit = checkCount(query.limit, 'limit', LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX)
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
      throw new LociError('INPUT_INVALID', `cursor ${JSON.stringify(cursor)} is not one of ours`)
    }
    const jobs = await this.#parts.core.store.formations({
      ...(scope === undefined ? {} : { scope: checkScope(scope) }),
      ...(state === undefined ? {} : { state }),
      ...(cursor === undefined ? {} : { beforePosition: Number(cursor) }),
      limit: limit + 1,
    })
    const onPage = jobs.slice(0, limit)
    const nextCursor = jobs.length > limit ? String(onPage.at(-1)!.position) : null
    return { formations: onPage.map(jobOf), nextCursor }
  }

  async get(id: string): Promise<api.FormationJob> {
    return jobOf(await this.#job(id))
  }

  async attempts(id: string): Promise<readonly api.FormationAttempt[]> {
    return attemptsOf(this.#parts.core.store, await this.#job(id))
  }

  async retry(which: Parameters<api.Formation['retry']>[0]): ReturnType<api.Formation['retry']> {
    const { store, host } = this.#parts.core
    if ('id' in which) await this.#job(which.id)
    const asked = 'id' in which ? { ids: [which.id] } : { scope: checkScope(which.scope) }
    const ids = await store.retryFormations(asked, host.clock.nowMs())
    this.#loop.ask()
    return { ids }
  }

  async drain(input: Parameters<api.Formation['drain']>[0] = {}): Promise<api.FormResult> {
    const signal = this.#signalOf(input.signal)
    const scope = input.scope === undefined ? {} : checkScope(input.scope)
    const { store, host } = this.#parts.core
    const receipts: api.FormationReceipt[] = []
    for (this.#sweptPosition = 0; ; ) {
      await this.#pass({ scope }, signal, receipts)
      const { dueAtMs } = await store.formationTotals(scope)
      if (dueAtMs === null && this.#behind.size === 0) return { receipts, isComplete: true }
      const waitMs = (dueAtMs ?? 0) - host.clock.nowMs()
      await pause(Math.min(FORMATION_POLL_MS, Math.max(LOOK_AWAY_MS, waitMs)), signal)
    }
  }

  pipelines(): readonly api.PipelineFacts[] {
    return this.#pipelines.map(({ name, needsModel, about }) => ({ name, needsModel, about }))
  }

  /**
   * After turns of an exact scope were remembered. What was formed, where the scope is formed inline; never throws, because the turns
   * are kept whatever becomes of this, and what was not cut now is cut later.
   */
  async remembered(scope: Scope): Promise<readonly api.FormationReceipt[] | undefined> {
    try {
      const { pipeline, formation } = await this.#parts.settings.get(scope)
      if (formation === 'asked' || pipeline === 'verbatim') return undefined
      const { ids, isComplete } = await this.#queue.cut(scope, pipeline)
      if (!isComplete) this.#behind.set(scopeKey(scope), scope)
      const { needsModel } = this.#parts.pipelineOf(pipeline)
      const isInline = this.#queuesOnly ? !needsModel : formation === 'inline'
      if (isInline) return await this.#runThese(ids, this.#closing.signal)
      this.#loop.ask()
      return undefined
    } catch {
      // Cut and formed by the next remember or the worker; `status` and `list` show what waits.
      return undefined
    }
  }

  /** After a purge: of a scope that holds nothing any more no job is kept. */
  async purged(scope: Scope): Promise<void> {
    const { store } = this.#parts.core
    if ((await store.scopeCubes({ scope, limit: 1 })).length === 0) {
      await store.deleteFormations(scope)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new LociError('SHUTTING_DOWN', 'the memory is closing'))
    await this.#loop.close()
    await this.#runner.settled()
  }

  #workersShare(): Which {
    const { model, settings } = this.#parts
    if (model !== null) return {}
    const own = this.#pipelines.filter(
      ({ name, needsModel }) => !needsModel || name === settings.defaults.pipeline,
    )
    return { pipelines: own.map(({ name }) => name) }
  }

  #signalOf(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined
      ? this.#closing.signal
      : AbortSignal.any([signal, this.#closing.signal])
  }

  async #job(id: string): Promise<StoredFormation> {
    const job = await this.#parts.core.store.formation(checkText(id, 'id'))
    if (job !== null) return job
    throw new LociError('FORMATION_NOT_FOUND', `there is no formation ${id}`, { details: { id } })
  }

  async #formThese(
    scope: Scope,
    input: api.FormInput & { readonly ids: NonNullable<api.FormInput['ids']> },
    signal: AbortSignal,
  ): Promise<api.FormResult> {
    checkCount(input.ids.length, 'ids.length', 1, IDS_PER_CALL_MAX)
    const receipts: api.FormationReceipt[] = []
    for (const { scope: exact, ids } of await this.#queue.byScope(scope, input.ids)) {
      const pipeline = input.pipeline ?? (await this.#parts.settings.get(exact)).pipeline
      if (pipeline === 'verbatim') continue
      const jobs = await this.#queue.cutThese(exact, pipeline, ids)
      receipts.push(...(await this.#runThese(jobs, signal)))
    }
    return { receipts, isComplete: true }
  }

  /** Jobs of an exact scope that are due and that nobody began. */
  async #waiting(scope: Scope): Promise<string[]> {
    const { store, host } = this.#parts.core
    const jobs = await store.formations({ scope, state: 'pending', limit: LIST_LIMIT_MAX })
    const nowMs = host.clock.nowMs()
    const isDue = (job: StoredFormation): boolean =>
      job.notBeforeMs <= nowMs && scopeKey(job.scope) === scopeKey(scope)
    return jobs
      .filter(isDue)
      .map(({ id }) => id)
      .reverse()
  }

  /** Sees these jobs through, here or wherever they are. Those that have to wait for a later try are told as pending. */
  async #runThese(ids: readonly string[], signal: AbortSignal): Promise<api.FormationReceipt[]> {
    const receipts = new Map<string, api.FormationReceipt>()
    for (const open = new Set(ids); open.size > 0; ) {
      const receipt = await this.#runner.next({ ids: [...open] }, signal)
      if (receipt === null) await this.#lookFor(open, receipts, signal)
      else receipts.set(receipt.id, receipt)
      for (const id of receipts.keys()) open.delete(id)
    }
    return ids.flatMap((id) => receipts.get(id) ?? [])
  }

  /** What became of jobs that others of this process or another one took. */
  async #lookFor(
    open: Set<string>,
    receipts: Map<string, api.FormationReceipt>,
    signal: AbortSignal,
  ): Promise<void> {
    const { core } = this.#parts
    const before = receipts.size
    for (const id of open) {
      const run = this.#runner.running(id)
      const job = run === undefined ? await core.store.formation(id) : null
      const nowMs = core.host.clock.nowMs()
      if (run !== undefined) receipts.set(id, await run)
      // Its scope was purged.
      else if (job === null) open.delete(id)
      else if (job.state !== 'running' && !(job.state === 'pending' && job.notBeforeMs <= nowMs)) {
        receipts.set(id, await storedReceipt(core, job))
      }
    }
    if (receipts.size === before) await pause(LOOK_AWAY_MS, signal)
  }

  /** Cuts what is new or was left over, then forms until nothing is due. */
  async #pass(
    which: Which,
    signal: AbortSignal,
    receipts: api.FormationReceipt[] = [],
  ): Promise<void> {
    await this.#sweep(which.scope, signal)
    for (;;) {
      const count = receipts.length
      await Promise.all(
        Array.from({ length: FORMING_MAX }, () => this.#lane(which, signal, receipts)),
      )
      await this.#topUp(signal)
      if (receipts.length === count) return
    }
  }

  async #lane(which: Which, signal: AbortSignal, receipts: api.FormationReceipt[]): Promise<void> {
    for (;;) {
      const receipt = await this.#runner.next(which, signal)
      if (receipt === null) return
      receipts.push(receipt)
    }
  }

  /** Cuts scopes that were written since the last look, by whatever process. */
  async #sweep(pattern: Scope | undefined, signal: AbortSignal): Promise<void> {
    const { store } = this.#parts.core
    const position = await store.position()
    const since = this.#sweptPosition
    if (position === since) return
    for (const { scope, lastSeq } of await store.scopes(pattern)) {
      signal.throwIfAborted()
      if (isReservedScope(scope)) continue
      if (lastSeq > since) await this.#cutKept(scope, lastSeq)
    }
    this.#sweptPosition = position
  }

  async #topUp(signal: AbortSignal): Promise<void> {
    for (const scope of [...this.#behind.values()]) {
      signal.throwIfAborted()
      await this.#cutKept(scope)
    }
  }

  async #cutKept(scope: Scope, lastSeq = Number.POSITIVE_INFINITY): Promise<void> {
    const key = scopeKey(scope)
    const { pipeline, formation } = await this.#parts.settings.get(scope)
    this.#behind.delete(key)
    if (formation === 'asked' || pipeline === 'verbatim') return
    const { position } = await this.#parts.core.store.formationCursor(scope)
    if (position >= lastSeq) return
    const { isComplete } = await this.#queue.cut(scope, pipeline)
    if (!isComplete) this.#behind.set(key, scope)
  }

  /** Scopes that may hold turns beyond their windows: those without room, and the one that is asked about. */
  async #uncutScopes(asked: Scope | undefined): Promise<readonly Scope[]> {
    const { core, settings } = this.#parts
    const crowded = await core.store.crowdedFormationScopes(PENDING_WINDOWS_MAX)
    if (asked === undefined) return crowded
    const isForming = (await settings.get(asked)).pipeline !== 'verbatim'
    return isForming ? [asked] : []
  }
}

function jobOf(job: StoredFormation): api.FormationJob {
  const { id, scope, pipeline, state, sources, tries, batch, code, counts } = job
  const { createdAtMs, updatedAtMs, notBeforeMs } = job
  // A batch is named before it is written.
  const isWritten = counts.added + counts.revised + counts.retired > 0
  const of = { id, scope, pipeline, state, sources, tries, code, counts }
  return { ...of, batch: isWritten ? batch : null, createdAtMs, updatedAtMs, notBeforeMs }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const ended = Promise.withResolvers<void>()
  const stop = startTimer(ms, ended.resolve)
  const onAbort = (): void => ended.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    await ended.promise
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}
