/**
 * Which embedder serves, which one's vectors are being made, and the change from the one to the other.
 *
 * The store keeps both by fingerprint, with how they were opened. Changing the embedder makes vectors in the background while the old ones
 * serve; when a pass finds nothing missing, one write makes the new one serve, and then the old vectors are deleted. Killed
 * anywhere, the next process goes on from what the store says. Invariants: a question and the rows that it is compared with are of one
 * fingerprint; when no embedder can be asked, recall goes on by words and the built-in table, and says so. The built-in table needs
 * none of this: its vectors are made again at each load.
 */

import { LociError } from '../../errors.ts'
import type { Clock } from '../../host/clock.ts'
import type { Kernels } from '../../kernels/kernels.ts'
import type { BatchLimits } from '../../model/batched-embedder.ts'
import { withinDeadline } from '../../model/deadline.ts'
import { type Embedder, type FingerprintId, fingerprintId } from '../../model/embedder.ts'
import type { StaticEmbedder } from '../../model/static-embedder.ts'
import type { Store } from '../../store/store.ts'
import type { StoredEmbedder } from '../../store/stored-vector.ts'
import {
  BATCH_TIMEOUT_MS,
  EMBED_BACKOFF_MS_MAX,
  EMBEDDER_CACHE_BYTES,
  ENCODER_START_WAIT_MS,
  QUESTION_TIMEOUT_MS,
  TOKEN_ROWS_MAX,
} from '../limits.ts'
import type { EmbedderStatus, EmbeddingStatus } from './embedding-status.ts'
import { type EmbedderFacts, Encoder, type EncoderSource } from './encoder.ts'
import { PassLoop } from './pass-loop.ts'
import { type AskedQuestion, QuestionEncoder } from './question-encoder.ts'
import type { ServedVectors } from './vector-feed.ts'
import { VectorMaker } from './vector-maker.ts'

export interface EmbeddingOptions {
  /** The built-in table; null when it is not wanted or damaged (`notes` then says so). Closed with the memory. */
  readonly table: StaticEmbedder | null
  /** For the index's products over vectors. */
  readonly kernels: Kernels
  /** Beside the table: an encoder, the one that the store was used with last, or none. Closed with the memory. */
  readonly encoder: EncoderSource | 'kept' | 'none'
  /** Opens an encoder from the facts that the store kept of it. `isLatest`: no other is taking its place. */
  readonly reopen: (facts: EmbedderFacts, isLatest: boolean) => Promise<Embedder>
  /** Whether vectors are made here, in the background; else they are only read. */
  readonly isMaker: boolean
  readonly notes?: readonly string[]
  readonly startWaitMs?: number
  readonly questionTimeoutMs?: number
  readonly batchTimeoutMs?: number
  readonly batchLimits?: BatchLimits
  /** The first pause after a failing batch; doubled each time. */
  readonly retryPauseMs?: number
}

export interface RebuildVectorsInput {
  /** Throw the vectors away first; words and the table serve meanwhile. Default: only make what is missing or stale. */
  readonly isFromScratch?: boolean | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

const BATCH_LIMITS: BatchLimits = { textsMax: 64, charactersMax: 200_000 }
/** How often other processes' changes are looked for. */
const LOOK_EVERY_MS = 2_000
const PAUSE_MS = 1_000
/** Failing passes after which a rebuild gives up; running it again goes on. */
const REBUILD_TRIES_MAX = 4
const PROGRESS_EVERY_MS = 200

interface Served {
  readonly encoder: Encoder
  readonly questions: QuestionEncoder
}

/** The facts and what was learned by opening, so that it can be opened again without asking. */
function factsToKeep(encoder: Encoder): EmbedderFacts {
  const { model, dimensions } = encoder.opened!.fingerprint
  return { ...encoder.facts, learned: { model, dimensions } }
}

function isSame(some: readonly StoredEmbedder[], others: readonly StoredEmbedder[]): boolean {
  const said = (embedders: readonly StoredEmbedder[]): string =>
    JSON.stringify(
      embedders.map(({ fingerprint, role, opened }) => [fingerprint, role, Object.entries(opened)]),
    )
  return said(some) === said(others)
}

/** With a damaged table everything but meaning goes on: that an encoder needs its vocabulary is no reason to stop either. */
function isSurvived(error: LociError): boolean {
  return error.retryable || error.code === 'EMBEDDER_TABLE_DAMAGED'
}

function openInTime(encoder: Encoder, timeoutMs: number): Promise<Embedder> {
  const timeoutError = (): LociError =>
    new LociError('EMBEDDER_TIMEOUT', `${encoder.name} was not open after ${timeoutMs} ms`)
  return withinDeadline({ timeoutMs, timeoutError }, () => encoder.open())
}

export class Embedding {
  readonly #options: EmbeddingOptions
  readonly #store: Store
  readonly #clock: Clock
  readonly #loop: PassLoop
  readonly #makers = new Map<FingerprintId, VectorMaker>()
  readonly #progress = new Set<(done: number, total: number) => void>()
  #wanted: Encoder | null = null
  #serving: Served | null = null
  #making: Encoder | null = null
  /** What was read last, to see what another process changed. */
  #seen = ''
  #isDisplaced = false
  #mustSweep = true
  #mustStartAnew = false
  #mustCheckAll = false
  #progressAtMs = Number.NEGATIVE_INFINITY

  constructor(options: EmbeddingOptions, store: Store, clock: Clock) {
    this.#options = options
    this.#store = store
    this.#clock = clock
    this.#loop = new PassLoop({
      pass: (signal) => this.#pass(signal),
      everyMs: LOOK_EVERY_MS,
      pauseMs: options.retryPauseMs ?? PAUSE_MS,
      pauseMsMax: EMBED_BACKOFF_MS_MAX,
    })
  }

  /** Throws what opening the asked encoder threw, unless it may succeed later. A slow one goes on opening behind. */
  async open(): Promise<void> {
    const { encoder, isMaker, startWaitMs = ENCODER_START_WAIT_MS } = this.#options
    if (typeof encoder === 'object') {
      this.#wanted = new Encoder(encoder, null, this.#clock)
      await openInTime(this.#wanted, startWaitMs).catch((error: unknown) => {
        if (!LociError.is(error) || !isSurvived(error)) throw error
      })
    }
    await this.#settle()
    if (isMaker) this.#loop.start()
  }

  /** What the index's vectors must be of, whether or not the encoder is open yet: a first question opens it. */
  served(): ServedVectors | null {
    const encoder = this.#serving?.encoder
    const dimensions = encoder?.dimensions ?? null
    if (encoder === undefined || dimensions === null) return null
    return { fingerprint: encoder.fingerprint!, dimensions }
  }

  /** The question's vectors, or none and why. Never throws. */
  async ask(text: string): Promise<AskedQuestion> {
    const notes = this.#options.notes ?? []
    if (this.#serving !== null) {
      const asked = await this.#serving.questions.ask(text)
      return { ...asked, notes: [...notes, ...asked.notes] }
    }
    const failure = this.#wanted?.failure ?? null
    const failed =
      failure === null
        ? []
        : [`The embedder ${this.#wanted!.name} cannot be used now (${failure.code}).`]
    return { fingerprint: null, vectors: null, notes: [...notes, ...failed] }
  }

  /** Something was remembered or changed. */
  changed(): void {
    if (this.#options.isMaker) this.#loop.ask()
  }

  async status(): Promise<EmbeddingStatus> {
    const { table, isMaker } = this.#options
    const scopes = await this.#store.scopes()
    const total = scopes.reduce((sum, { cubeCount }) => sum + cubeCount, 0)
    const counts = await this.#store.vectorCounts()
    const statusOf = (encoder: Encoder): EmbedderStatus => {
      const { fingerprint } = encoder
      const own = counts.find((one) => one.fingerprint === fingerprint && one.part === 'turn')
      const maker = fingerprint === null ? undefined : this.#makers.get(fingerprint)
      const asked = this.#serving?.encoder === encoder ? this.#serving.questions.failure : null
      const made = maker?.isBehind === true ? this.#loop.failure : null
      const error = encoder.failure ?? made ?? asked
      return {
        fingerprint,
        name: encoder.name,
        facts: encoder.facts,
        isOpen: encoder.opened !== null,
        done: own?.count ?? 0,
        total,
        isRunning: maker?.isBehind === true && this.#loop.failure === null,
        asideCount: maker?.asideCount ?? 0,
        error: error === null ? null : `${error.code}: ${error.message}`,
      }
    }
    const serving = this.#serving === null ? null : statusOf(this.#serving.encoder)
    const unopened = this.#wanted?.fingerprint === null ? this.#wanted : null
    const making = this.#making ?? unopened
    return {
      mode: serving !== null ? 'encoder' : table === null ? 'words' : 'table',
      table:
        table === null
          ? null
          : {
              fingerprint: fingerprintId(table.fingerprint),
              name: table.fingerprint.model,
              dimensions: table.fingerprint.dimensions,
            },
      serving,
      making: making === null ? null : statusOf(making),
      tokenRowsMax: TOKEN_ROWS_MAX,
      isMaker,
      notes: this.#notes(),
    }
  }

  /** Makes what is missing and waits for it. Throws what stopped it; what was made stays. */
  async rebuild(input: RebuildVectorsInput = {}): Promise<EmbeddingStatus> {
    if (!this.#options.isMaker) {
      throw new LociError(
        'CONFIG_INVALID',
        'this memory was opened to read vectors, not to make them',
      )
    }
    this.#mustStartAnew ||= input.isFromScratch === true
    this.#mustCheckAll = true
    const { onProgress } = input
    if (onProgress !== undefined) this.#progress.add(onProgress)
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          await this.#loop.passed()
          break
        } catch (error) {
          if (tries >= REBUILD_TRIES_MAX || !LociError.from(error).retryable) throw error
        }
      }
    } finally {
      if (onProgress !== undefined) this.#progress.delete(onProgress)
    }
    return this.status()
  }

  async close(): Promise<void> {
    await this.#loop.close()
    for (const maker of this.#makers.values()) {
      // Lost, it only means that the next process looks again at what is done.
      await maker.note().catch(() => 'done')
    }
    const encoders = new Set([this.#wanted, this.#serving?.encoder ?? null, this.#making])
    for (const encoder of encoders) await encoder?.close()
    await this.#options.table?.close()
  }

  #notes(): string[] {
    const notes = [...(this.#options.notes ?? [])]
    const failure = this.#loop.failure
    if (failure !== null) {
      notes.push(`Vectors could not be made last time (${failure.code}); it is tried again.`)
    }
    if (this.#isDisplaced) notes.push('Another process chose another embedder for this store.')
    const wanted = this.#wanted?.fingerprint ?? null
    const isServing = this.#serving?.encoder.fingerprint === wanted
    if (!this.#options.isMaker && wanted !== null && !isServing) {
      notes.push(
        `The vectors of ${this.#wanted!.name} are not complete: loci embed rebuild makes them.`,
      )
    }
    return notes
  }

  /** Reads what the store says and makes this process agree with it, or it with what was asked here. */
  async #settle(): Promise<void> {
    const { encoder, isMaker } = this.#options
    let records: readonly StoredEmbedder[] = await this.#store.embedders()
    if (isMaker && !this.#isDisplaced) {
      const asked = this.#asked(records)
      if (!isSame(asked, records)) {
        await this.#store.putEmbedders(asked)
        this.#mustSweep = true
        records = asked
      }
    }
    this.#seen = JSON.stringify(records.map(({ fingerprint, role }) => [fingerprint, role]))
    const serving = records.find(({ role }) => role === 'serving')
    const making = records.find(({ role }) => role === 'making')
    const isUsed = encoder !== 'none'
    const isLatest = making === undefined
    this.#serve(isUsed && serving !== undefined ? this.#encoderOf(serving, isLatest) : null)
    this.#making = isUsed && making !== undefined ? this.#encoderOf(making, true) : null
    for (const fingerprint of this.#makers.keys()) {
      const isNamed = records.some((record) => record.fingerprint === fingerprint)
      if (!isNamed) this.#makers.delete(fingerprint)
    }
  }

  /** What the records should be, by what was asked for here. */
  #asked(records: readonly StoredEmbedder[]): readonly StoredEmbedder[] {
    if (this.#options.encoder === 'none') return []
    const wanted = this.#wanted
    // Nothing was asked for, or it could not be opened yet: what the store says goes on.
    if (wanted?.opened == null) return records
    const fingerprint = wanted.fingerprint!
    const opened = factsToKeep(wanted)
    const [serving] = records.filter(({ role }) => role === 'serving')
    if (serving?.fingerprint === fingerprint) return [{ ...serving, opened }]
    const started = records.find((record) => record.fingerprint === fingerprint)
    const making = { fingerprint, role: 'making', donePosition: 0, ...started, opened } as const
    return serving === undefined ? [making] : [serving, making]
  }

  #encoderOf({ fingerprint, opened }: StoredEmbedder, isLatest: boolean): Encoder {
    const known = [this.#wanted, this.#serving?.encoder ?? null, this.#making]
    const found = known.find((encoder) => encoder?.fingerprint === fingerprint)
    if (found != null) return found
    const source = { facts: opened, open: () => this.#options.reopen(opened, isLatest) }
    return new Encoder(source, fingerprint as FingerprintId, this.#clock)
  }

  #serve(encoder: Encoder | null): void {
    if (encoder === (this.#serving?.encoder ?? null)) return
    const { questionTimeoutMs = QUESTION_TIMEOUT_MS } = this.#options
    this.#serving =
      encoder === null
        ? null
        : { encoder, questions: new QuestionEncoder(encoder, this.#clock, questionTimeoutMs) }
  }

  async #pass(signal: AbortSignal): Promise<void> {
    if (this.#mustStartAnew) await this.#startAnew()
    if (this.#mustCheckAll) await this.#checkAll()
    await this.#look()
    const serving = this.#serving?.encoder ?? null
    // The one that serves first: it is little, and recall needs it now. That it fails must not keep the next one from being made.
    const failure = await this.#serveCurrent(serving, signal)
    if (this.#wanted !== null && this.#wanted.opened === null) {
      await this.#wanted.open()
      await this.#settle()
    }
    const making = this.#making
    if (making !== null && (await this.#make(making, signal))) await this.#switchTo(making)
    if (this.#mustSweep) await this.#sweep(signal)
    if (failure !== null && serving === this.#serving?.encoder) throw failure
  }

  async #serveCurrent(encoder: Encoder | null, signal: AbortSignal): Promise<unknown> {
    if (encoder === null) return null
    try {
      await this.#make(encoder, signal)
      return null
    } catch (error) {
      signal.throwIfAborted()
      return error
    }
  }

  /** Whether another process changed who serves or is made. */
  async #look(): Promise<void> {
    const records = await this.#store.embedders()
    const now = JSON.stringify(records.map(({ fingerprint, role }) => [fingerprint, role]))
    if (now === this.#seen) return
    const wanted = this.#wanted?.fingerprint ?? null
    const isNamed = records.some(({ fingerprint }) => fingerprint === wanted)
    // Putting it back would have the two undo each other's work for ever.
    if (wanted !== null && !isNamed && this.#seen.includes(wanted)) this.#isDisplaced = true
    await this.#settle()
  }

  /** One pass of an encoder's maker; true when everything has its vectors. */
  async #make(encoder: Encoder, signal: AbortSignal): Promise<boolean> {
    const embedder = await encoder.open()
    const fingerprint = encoder.fingerprint!
    let maker = this.#makers.get(fingerprint)
    if (maker === undefined) {
      const records = await this.#store.embedders()
      const record = records.find((one) => one.fingerprint === fingerprint)
      if (record === undefined) return false
      const { batchTimeoutMs = BATCH_TIMEOUT_MS, batchLimits = BATCH_LIMITS } = this.#options
      maker = new VectorMaker({
        store: this.#store,
        embedder,
        donePosition: record.donePosition,
        timeoutMs: batchTimeoutMs,
        limits: batchLimits,
        cacheBytes: EMBEDDER_CACHE_BYTES,
        onGroup: () => this.#tellProgress(fingerprint),
      })
      this.#makers.set(fingerprint, maker)
    }
    return (await maker.run(signal)) === 'done'
  }

  async #switchTo(encoder: Encoder): Promise<void> {
    const fingerprint = encoder.fingerprint!
    const before = this.#serving?.encoder
    await this.#makers.get(fingerprint)!.note()
    const records = await this.#store.embedders()
    const record = records.find((one) => one.fingerprint === fingerprint)
    if (record === undefined) return
    await this.#store.putEmbedders([{ ...record, role: 'serving' }])
    this.#mustSweep = true
    await this.#settle()
    if (before !== undefined && before !== this.#wanted) await before.close()
  }

  /** Deletes the vectors of embedders that nobody names any more; resumed by the next process when this one dies. */
  async #sweep(signal: AbortSignal): Promise<void> {
    const named = new Set((await this.#store.embedders()).map(({ fingerprint }) => fingerprint))
    for (const { fingerprint } of await this.#store.vectorCounts()) {
      signal.throwIfAborted()
      if (!named.has(fingerprint)) await this.#store.deleteVectors(fingerprint)
    }
    this.#mustSweep = false
  }

  async #startAnew(): Promise<void> {
    const records = await this.#store.embedders()
    const wanted = this.#wanted?.fingerprint
    const target = records.find(({ fingerprint }) => fingerprint === wanted) ?? records.at(-1)
    if (target === undefined) {
      this.#mustStartAnew = false
      return
    }
    const others = records.filter(({ role, fingerprint }) => {
      return role === 'serving' && fingerprint !== target.fingerprint
    })
    await this.#store.putEmbedders([...others])
    await this.#store.deleteVectors(target.fingerprint)
    await this.#store.putEmbedders([...others, { ...target, role: 'making', donePosition: 0 }])
    this.#makers.delete(target.fingerprint as FingerprintId)
    this.#mustStartAnew = false
    await this.#settle()
  }

  /** Every memory is looked at again, also those whose texts were set aside; vectors that are there stay. */
  async #checkAll(): Promise<void> {
    const records = await this.#store.embedders()
    await this.#store.putEmbedders(records.map((record) => ({ ...record, donePosition: 0 })))
    this.#makers.clear()
    this.#mustCheckAll = false
  }

  #tellProgress(fingerprint: FingerprintId): void {
    const nowMs = this.#clock.monotonicMs()
    if (this.#progress.size === 0 || nowMs - this.#progressAtMs < PROGRESS_EVERY_MS) return
    this.#progressAtMs = nowMs
    void this.status().then(({ serving, making }) => {
      const status = [making, serving].find((one) => one?.fingerprint === fingerprint)
      for (const tell of this.#progress) tell(status?.done ?? 0, status?.total ?? 0)
    })
  }
}
