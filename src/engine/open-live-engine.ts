/**
 * The engine that answers: the core, a runner and the loop put together, with recording and KV files where they are asked for.
 *
 * Everything of the world is handed in: clock, randomness for seeds, disk, tokenizer, runner. The engine owns the runner and closes
 * it. Requests of one engine share its cache; what must not share has another salt.
 */

import { LociError } from '../errors.ts'
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import type { RandomSource } from '../host/random.ts'
import { startTimer } from '../host/timers.ts'
import { AnswerStream } from './answer-stream.ts'
import { checkGenerate } from './check-generate.ts'
import { Engine } from './engine.ts'
import { type EngineProfile, engineProfileOf, writeEngineProfile } from './engine-profile.ts'
import type { EngineRequest } from './engine-request.ts'
import { type EngineSettings, engineDefaults } from './engine-settings.ts'
import type { KvFingerprint } from './kv-fingerprint.ts'
import { KvSnapshots } from './kv-snapshots.ts'
import { type AnswerTokenizer, LiveAnswer } from './live-answer.ts'
import type { GeneratedPart, GenerateRequest, LiveEngine, LiveEngineStats } from './live-engine.ts'
import { LiveLoop } from './live-loop.ts'
import { LiveRequest, type WhenComputed } from './live-request.ts'
import { openRecording, type RecordingWriter } from './recording-file.ts'
import type { Runner, RunnerShape } from './runner.ts'
import { hintsOf } from './scheduling-hints.ts'
import type { RequestId } from './step.ts'

export interface LiveEngineOptions {
  readonly runner: Runner
  readonly tokenizer: AnswerTokenizer
  readonly clock: Clock
  /** Of seeds that requests do not name. */
  readonly random: RandomSource
  readonly disk: Disk
  /** Beside the defaults; sizes and limits of a step are the runner's. */
  readonly settings?: Partial<Omit<EngineSettings, 'contextLength'>>
  /** Everything that the core is told goes there, so that the run can be replayed. */
  readonly recordPath?: string
  /** The profile is written there when the engine closes. */
  readonly profilePath?: string
  /** What KV files are bound to; without it none can be saved or restored. */
  readonly fingerprint?: KvFingerprint
  /** For people, in the profile: model, kernels, threads. */
  readonly description?: string
  /** Tokens of an answer that wait for their reader at most. */
  readonly partsMax?: number
  /** What does not stop the engine and must not be silent. */
  readonly onNote?: (note: string) => void
}

/** Sizes that come from the runner, the rest from defaults. */
export function settingsFor(
  shape: RunnerShape,
  given: LiveEngineOptions['settings'] = {},
): EngineSettings {
  const { blockCount, blockTokenCount, contextLength } = shape
  const layout = { kind: 'paged', blockCount, blockTokenCount, prefixCache: 'tokens' } as const
  return {
    ...engineDefaults,
    layout,
    stepTokensMax: shape.stepTokensMax,
    stepSequencesMax: shape.stepSequencesMax,
    ...given,
    contextLength,
  }
}

export async function openLiveEngine(options: LiveEngineOptions): Promise<LiveEngine> {
  const { runner, disk, recordPath, onNote = () => {} } = options
  const settings = settingsFor(runner.shape, options.settings)
  const recording =
    recordPath === undefined
      ? null
      : await openRecording(disk, recordPath, (failure) => onNote(failure.message))
  const core = new Engine({
    settings,
    ...(recording && { record: (entry) => recording.put(entry) }),
  })
  return new LocalLiveEngine(options, core, recording)
}

class LocalLiveEngine implements LiveEngine {
  readonly #options: LiveEngineOptions
  readonly #core: Engine
  readonly #loop: LiveLoop
  readonly #recording: RecordingWriter | null
  readonly #snapshots: KvSnapshots
  #isDraining = false
  readonly #whenIdle: (() => void)[] = []
  #closed: Promise<void> | null = null

  constructor(options: LiveEngineOptions, core: Engine, recording: RecordingWriter | null) {
    const { runner, clock, disk, fingerprint = null } = options
    this.#options = options
    this.#core = core
    this.#recording = recording
    this.#loop = new LiveLoop(core, runner, clock).open()
    this.#snapshots = new KvSnapshots({
      core,
      runner,
      disk,
      fingerprint,
      loop: this.#loop,
      generate: (request, whenComputed) => this.#generate(request, whenComputed),
    })
  }

  generate(request: GenerateRequest): AsyncIterable<GeneratedPart> {
    return this.#generate(request, null)
  }

  stats(): LiveEngineStats {
    const { waitingCount, runningCount, stepCount, preemptionCount, pinCount } = this.#core.stats()
    const { blockCount, freeBlockCount, cachedBlockCount } = this.#core.layout.stats()
    return {
      waitingCount,
      runningCount,
      blockCount,
      freeBlockCount,
      cachedBlockCount,
      stepCount,
      preemptionCount,
      keptTurnCount: pinCount,
    }
  }

  profile(): EngineProfile {
    const { runner, description = '' } = this.#options
    return engineProfileOf({
      description,
      shape: runner.shape,
      settings: this.#core.settings,
      steps: this.#loop.times.cells(),
    })
  }

  saveKv(tokens: readonly number[], path: string, salt = '') {
    return this.#snapshots.save(tokens, path, salt)
  }

  restoreKv(path: string, salt = '') {
    return this.#snapshots.restore(path, salt)
  }

  drain(): Promise<void> {
    this.#isDraining = true
    if (this.#loop.requestCount === 0) return Promise.resolve()
    return new Promise((resolve) => this.#whenIdle.push(resolve))
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    this.#isDraining = true
    this.#loop.cancelAll(new LociError('SHUTTING_DOWN', 'the engine is closed'))
    await this.#loop.close()
    if (!this.#core.isInFlight) this.#core.close()
    await this.#recording?.close()
    await this.#writeProfile()
    await this.#options.runner.close()
  }

  /** A profile that cannot be written is told; what was answered stays answered. */
  async #writeProfile(): Promise<void> {
    const { disk, profilePath, onNote = () => {} } = this.#options
    if (profilePath === undefined) return
    await writeEngineProfile(disk, profilePath, this.profile()).catch((error: unknown) =>
      onNote(LociError.from(error).message),
    )
  }

  #generate(request: GenerateRequest, whenComputed: WhenComputed | null): AnswerStream {
    let id: RequestId | null = null
    const reader = {
      open: () => {
        id = this.#begin(request, stream, whenComputed)
      },
      leave: () => {
        if (id !== null) this.#loop.cancel(id, null)
      },
    }
    const stream = new AnswerStream(reader, this.#options.partsMax)
    return stream
  }

  #begin(
    request: GenerateRequest,
    stream: AnswerStream,
    whenComputed: WhenComputed | null,
  ): RequestId {
    const { runner, tokenizer, clock } = this.#options
    if (this.#isDraining) throw new LociError('SHUTTING_DOWN', 'the engine takes nothing new')
    const { sampling, tokensMax } = checkGenerate(request, runner.shape)
    request.signal?.throwIfAborted()
    const seed = request.seed ?? this.#drawSeed()
    const answer = new LiveAnswer({ request, sampling, seed, tokenizer })
    const submittedMs = clock.monotonicMs()
    const live = new LiveRequest({ answer, stream, whenComputed, submittedMs })
    const id = this.#loop.submit(live, engineRequestOf(request, tokensMax, submittedMs))
    this.#recording?.put({ kind: 'seeded', id, seed })
    this.#watch(id, live, request)
    return id
  }

  /** Ends the request from outside when its signal or its deadline says so. */
  #watch(id: RequestId, live: LiveRequest, { signal, deadlineMs }: GenerateRequest): void {
    live.onRelease(() => this.#tellIdle())
    if (deadlineMs !== undefined) {
      const says = `the deadline of ${deadlineMs} ms passed before the answer was whole`
      const expire = (): void => this.#loop.cancel(id, new LociError('ENGINE_DEADLINE', says))
      live.onRelease(startTimer(deadlineMs, expire))
    }
    if (signal === undefined) return
    const abort = (): void => this.#loop.cancel(id, signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    live.onRelease(() => signal.removeEventListener('abort', abort))
  }

  #tellIdle(): void {
    if (this.#loop.requestCount > 0) return
    for (const tell of this.#whenIdle.splice(0)) tell()
  }

  #drawSeed(): number {
    const bytes = this.#options.random.bytes(4)
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  }
}

function engineRequestOf(
  request: GenerateRequest,
  tokensMax: number,
  nowMs: number,
): EngineRequest {
  const { promptTokens, salt, deadlineMs } = request
  return {
    prompt: { kind: 'tokens', tokens: promptTokens },
    tokensMax,
    ...(salt !== undefined && { salt }),
    ...(deadlineMs !== undefined && { deadlineAtMs: nowMs + deadlineMs }),
    ...hintsOf(request),
  }
}
