/**
 * Takes jobs from the queue and sees them through: lease, window, settlement, and telling listeners.
 *
 * A lease is renewed while the window is being formed and ends by itself when this process dies, so that another takes over. A job whose process
 * is told to stop goes back as it was. Invariant: a job ends as done, failed or waiting for a moment; never silently.
 */

import { type ErrorCode, LociError } from '../../errors.ts'
import { startInterval } from '../../host/timers.ts'
import { noUsage } from '../../model/model-usage.ts'
import type { BatchId } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { FormationSettlement, StoredFormation } from '../../store/stored-formations.ts'
import { createId } from '../ids.ts'
import {
  FORMATION_LEASE_MS,
  FORMATION_PAUSE_MS,
  FORMATION_PAUSE_MS_MAX,
  FORMATION_STARTS_MAX,
  FORMATION_TRIES_MAX,
} from '../limits.ts'
import { nothingApplied } from './apply-operations.ts'
import { type FormerParts, formWindow, type WindowResult } from './form-window.ts'
import type { FormationReceipt } from './formation-desk.ts'

/** Leases are renewed so often before they end. */
const RENEWALS_A_LEASE = 4

export interface Which {
  readonly scope?: Scope
  readonly ids?: readonly string[]
  readonly pipelines?: readonly string[]
}

export class FormationRunner {
  readonly #parts: FormerParts
  readonly #holder: string
  readonly #pauseMs: number
  readonly #running = new Map<string, Promise<FormationReceipt>>()

  constructor(parts: FormerParts, pauseMs = FORMATION_PAUSE_MS) {
    this.#parts = parts
    this.#holder = createId(parts.core.host)
    this.#pauseMs = pauseMs
  }

  /** What this process makes of a job right now; undefined: it does not hold it. */
  running(id: string): Promise<FormationReceipt> | undefined {
    return this.#running.get(id)
  }

  /** Once nothing runs here any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running.values())
  }

  /** The next job that is due, seen through; null: there is none. Throws what the store throws, and the signal's reason. */
  async next(which: Which, signal: AbortSignal): Promise<FormationReceipt | null> {
    signal.throwIfAborted()
    const { store, host } = this.#parts.core
    const nowMs = host.clock.nowMs()
    const job = await store.claimFormation({
      holder: this.#holder,
      nowMs,
      leaseUntilMs: nowMs + FORMATION_LEASE_MS,
      batch: this.#parts.core.newBatch(),
      ...which,
    })
    if (job === null) return null
    const run = this.#see(job, signal)
    this.#running.set(job.id, run)
    try {
      return await run
    } finally {
      this.#running.delete(job.id)
    }
  }

  async #see(job: StoredFormation, signal: AbortSignal): Promise<FormationReceipt> {
    const stop = startInterval(FORMATION_LEASE_MS / RENEWALS_A_LEASE, () => void this.#renew(job))
    try {
      const result = await this.#formed(job, signal)
      const state = await this.#settle(job, result)
      this.#tell(job, result, state)
      return receiptOf(job, result, state)
    } catch (error) {
      await this.#putBack(job, signal.aborted ? null : LociError.from(error))
      throw error
    } finally {
      stop()
    }
  }

  async #formed(job: StoredFormation, signal: AbortSignal): Promise<WindowResult> {
    if (job.tries > FORMATION_STARTS_MAX) {
      return gaveUp('INTERNAL', `begun ${job.tries} times and never ended`)
    }
    try {
      return await formWindow(this.#parts, job, signal)
    } catch (error) {
      if (!LociError.is(error, 'MEMORY_CHANGED')) throw error
      // Others wrote all the time; later they may not.
      const isToBeTriedAgain = job.tries < FORMATION_TRIES_MAX
      return { ...gaveUp(error.code, error.message), isToBeTriedAgain }
    }
  }

  async #renew({ id }: StoredFormation): Promise<void> {
    const { store, host } = this.#parts.core
    const leaseUntilMs = host.clock.nowMs() + FORMATION_LEASE_MS
    try {
      await store.renewFormation({ id, holder: this.#holder, leaseUntilMs })
    } catch {
      // The next renewal may succeed; if none does, another takes over and this one's settlement is not taken in.
    }
  }

  async #settle(job: StoredFormation, result: WindowResult): Promise<FormationReceipt['state']> {
    const { store, host } = this.#parts.core
    const nowMs = host.clock.nowMs()
    const [failure] = result.failures
    const state = failure === undefined ? 'done' : result.isToBeTriedAgain ? 'pending' : 'failed'
    const settlement: FormationSettlement = {
      id: job.id,
      holder: this.#holder,
      state,
      code: failure?.code ?? null,
      counts: {
        added: result.added.length,
        revised: result.revised.length,
        retired: result.retired.length,
        duplicate: result.duplicateCount,
        refused: result.refused.length,
        failed: result.failures.length,
      },
      usage: result.usage,
      nowMs,
      notBeforeMs: state === 'pending' ? nowMs + this.#pauseOf(job, result) : 0,
    }
    if (await store.settleFormation(settlement)) return state
    // Another took over: the job is as that one leaves it.
    return (await store.formation(job.id))?.state ?? state
  }

  #pauseOf({ tries }: StoredFormation, { retryAfterMs }: WindowResult): number {
    const pauseMs = this.#pauseMs * 4 ** (tries - 1)
    return Math.min(FORMATION_PAUSE_MS_MAX, Math.max(pauseMs, retryAfterMs))
  }

  /** What could not be settled is due again, soon after a fault and at once after a stop. */
  async #putBack(job: StoredFormation, error: LociError | null): Promise<void> {
    const { store, host } = this.#parts.core
    const nowMs = host.clock.nowMs()
    const { counts, id } = job
    try {
      await store.settleFormation({
        id,
        holder: this.#holder,
        state: 'pending',
        notBeforeMs: error === null ? 0 : nowMs + this.#pauseMs,
        code: error?.code ?? job.code,
        counts,
        usage: noUsage,
        nowMs,
      })
    } catch {
      // The store is the fault, and that is what is being thrown; the lease ends by itself.
    }
  }

  #tell(job: StoredFormation, result: WindowResult, state: FormationReceipt['state']): void {
    const { core } = this.#parts
    const { added, revised, retired, position } = result
    const ids = [...added, ...revised, ...retired]
    if (position !== null && !result.isRepeated && ids.length > 0) {
      const change = { type: 'memories-formed', scope: job.scope, batch: job.batch!, ids } as const
      core.told(change, { lastSeq: position })
    }
    if (state !== 'failed') return
    const told = { type: 'formation-failed', scope: job.scope, batch: null, ids: [] } as const
    core.tell({ ...told, position: position ?? 0 })
  }
}

function gaveUp(code: ErrorCode, reason: string): WindowResult {
  const failure = { stage: 'run', code, reason, raw: null, retryable: true }
  return {
    ...nothingApplied,
    failures: [failure],
    usage: noUsage,
    isToBeTriedAgain: false,
    retryAfterMs: 0,
  }
}

function receiptOf(
  job: StoredFormation,
  result: WindowResult,
  state: FormationReceipt['state'],
): FormationReceipt {
  const { id, scope, pipeline, sources } = job
  const { added, revised, retired, failures, refused, usage, duplicateCount, position } = result
  const batch: BatchId | null = position === null ? null : job.batch
  return {
    id,
    scope,
    pipeline,
    state,
    sources,
    batch,
    added,
    revised,
    retired,
    failures,
    refused,
    usage,
    duplicateCount,
  }
}
