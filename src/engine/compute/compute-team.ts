/**
 * The compute threads of one runner: started, given steps, and replaced when one of them dies.
 *
 * Weights, cache and scratch lie in memories that outlive the threads. When a thread ends in mid-step, the others are stopped too (they
 * would wait for it), a new team is started and the step is run once more, which writes the same bytes; if that fails as well the
 * step fails with ENGINE_WORKER_DIED, and the next one gets a new team again.
 */

import { LociError } from '../../errors.ts'
import type { RunningWorker, StartWorker } from '../../host/worker-threads.ts'
import { assert } from '../../stdx/assert.ts'
import type {
  ComputeWorkerData,
  ComputeWorkerMessage,
  StepMessage,
  StepResult,
  TeamData,
} from './compute-worker.ts'
import { CONTROL_BYTES, giveUp } from './thread-barrier.ts'

/** A step is tried so often. */
const ATTEMPTS_MAX = 2

/** The worker's module, from the sources and from what was built alike. */
function workerModuleUrl(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./compute-worker.${ending}`, import.meta.url).href
}

/** Threads that live and die together. */
class Crew {
  readonly #workers: RunningWorker[] = []
  readonly #control = new SharedArrayBuffer(CONTROL_BYTES)
  #waiting: PromiseWithResolvers<StepResult | null> | null = null
  #doneCount = 0
  #result: StepResult | null = null
  #endReason: string | null = null

  constructor(data: TeamData, start: StartWorker) {
    for (let threadIndex = 0; threadIndex < data.sizes.threadCount; threadIndex += 1) {
      const workerData: ComputeWorkerData = { ...data, control: this.#control, threadIndex }
      const worker = start({
        moduleUrl: workerModuleUrl(),
        data: workerData,
        onMessage: (message) => this.#take(message as ComputeWorkerMessage),
        onEnd: (reason) => this.#end(`compute thread ${threadIndex} ended: ${reason}`),
      })
      this.#workers.push(worker)
    }
  }

  get isAlive(): boolean {
    return this.#endReason === null
  }

  /** All threads have started; rejects when one ended instead. */
  async ready(): Promise<void> {
    await this.#all(() => {})
  }

  async run(step: StepMessage): Promise<StepResult> {
    const result = await this.#all(() => {
      for (const worker of this.#workers) worker.post(step)
    })
    assert(result !== null, 'the leader tells the result')
    return result
  }

  async stop(): Promise<void> {
    this.#endReason ??= 'it was closed'
    giveUp(new Int32Array(this.#control))
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  /** Resolves when every thread has answered once. */
  async #all(post: () => void): Promise<StepResult | null> {
    assert(this.#waiting === null, 'one step runs at a time')
    if (this.#endReason !== null) throw new LociError('ENGINE_WORKER_DIED', this.#endReason)
    this.#waiting = Promise.withResolvers()
    this.#doneCount = 0
    this.#result = null
    for (const worker of this.#workers) worker.hold()
    try {
      post()
      return await this.#waiting.promise
    } finally {
      this.#waiting = null
      for (const worker of this.#workers) worker.release()
    }
  }

  #take(message: ComputeWorkerMessage): void {
    if (message.kind === 'done') this.#result = message.result ?? this.#result
    this.#doneCount += 1
    if (this.#doneCount === this.#workers.length) this.#waiting?.resolve(this.#result)
  }

  #end(reason: string): void {
    this.#endReason ??= reason
    giveUp(new Int32Array(this.#control))
    this.#waiting?.reject(new LociError('ENGINE_WORKER_DIED', this.#endReason))
  }
}

export class ComputeTeam {
  readonly #data: TeamData
  readonly #start: StartWorker
  #crew: Crew | null = null
  #isClosed = false

  constructor(data: TeamData, start: StartWorker) {
    this.#data = data
    this.#start = start
  }

  /** Starts the threads, so that the first step need not. */
  async open(): Promise<void> {
    await this.#liveCrew()
  }

  async run(step: StepMessage): Promise<StepResult> {
    let failure: unknown = null
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      assert(!this.#isClosed, 'the runner is open')
      try {
        const crew = await this.#liveCrew()
        return await crew.run(step)
      } catch (error) {
        if (!LociError.is(error, 'ENGINE_WORKER_DIED')) throw error
        failure = error
        await this.#dismiss()
      }
    }
    const says = `the step failed on two teams of compute threads: ${LociError.from(failure).message}`
    throw new LociError('ENGINE_WORKER_DIED', says, { cause: failure })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#dismiss()
  }

  async #liveCrew(): Promise<Crew> {
    if (this.#crew?.isAlive === true) return this.#crew
    await this.#dismiss()
    const crew = new Crew(this.#data, this.#start)
    this.#crew = crew
    try {
      await crew.ready()
    } catch (error) {
      await this.#dismiss()
      throw error
    }
    return crew
  }

  async #dismiss(): Promise<void> {
    const crew = this.#crew
    this.#crew = null
    await crew?.stop()
  }
}
