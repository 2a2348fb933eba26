/**
 * Trials of many candidates at once, in worker threads; answers come in the order of the tasks, so that their number changes nothing.
 *
 * A task goes to the first worker that has none. Without workers (one core, or a host that has none) tasks run here, one after
 * another, with a breath between them. Closing ends the threads wherever they are; tasks under way fail with PLAN_STOPPED.
 */

import { LociError } from '../../errors.ts'
import { type RunningWorker, type StartWorker, startWorker } from '../../host/worker-threads.ts'
import { type FitTask, openTrialDesk, type TrialAnswer, type TrialData } from './trial-desk.ts'
import type { TrialWorkerMessage } from './trial-worker.ts'

export const WORKERS_MAX = 16

export interface TrialPool {
  run(tasks: readonly FitTask[], onDone?: (count: number) => void): Promise<TrialAnswer[]>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export interface TrialPoolOptions {
  /** 0: in this thread. */
  readonly workerCount: number
  readonly startWorker?: StartWorker
  readonly signal?: AbortSignal
}

interface Batch {
  readonly tasks: readonly FitTask[]
  readonly answers: TrialAnswer[]
  nextIndex: number
  doneCount: number
  readonly onDone: (count: number) => void
  readonly resolve: (answers: TrialAnswer[]) => void
  readonly reject: (error: Error) => void
}

function stopped(): LociError {
  return new LociError('PLAN_STOPPED', 'the search was stopped before it had an answer')
}

class ThreadedPool implements TrialPool {
  readonly #workers: RunningWorker[] = []
  readonly #idle: number[] = []
  #batch: Batch | null = null
  #failure: LociError | null = null

  constructor(
    data: TrialData,
    { workerCount, startWorker: start = startWorker }: TrialPoolOptions,
  ) {
    const moduleUrl = new URL(
      import.meta.url.endsWith('.ts') ? './trial-worker.ts' : './trial-worker.js',
      import.meta.url,
    ).href
    for (let at = 0; at < Math.min(workerCount, WORKERS_MAX); at += 1) {
      const worker = start({
        moduleUrl,
        data,
        onMessage: (message) => this.#take(at, message as TrialWorkerMessage),
        onEnd: (reason) => this.#end(reason),
      })
      worker.hold()
      this.#workers.push(worker)
      this.#idle.push(at)
    }
  }

  run(
    tasks: readonly FitTask[],
    onDone: (count: number) => void = () => {},
  ): Promise<TrialAnswer[]> {
    if (this.#failure !== null) return Promise.reject(this.#failure)
    if (tasks.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      const answers: TrialAnswer[] = new Array(tasks.length)
      this.#batch = { tasks, answers, nextIndex: 0, doneCount: 0, onDone, resolve, reject }
      for (const at of this.#idle.splice(0)) this.#give(at)
    })
  }

  async close(): Promise<void> {
    this.#fail(stopped())
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #give(at: number): void {
    const batch = this.#batch
    if (batch === null || batch.nextIndex >= batch.tasks.length) {
      this.#idle.push(at)
      return
    }
    const index = batch.nextIndex
    batch.nextIndex += 1
    this.#workers[at]?.post({ index, task: batch.tasks[index] })
  }

  #take(at: number, { index, answer, error }: TrialWorkerMessage): void {
    const batch = this.#batch
    if (batch === null) return
    if (answer === undefined) {
      const says = error === undefined ? 'a trial gave no answer' : error.message
      this.#fail(new LociError('INTERNAL', `a trial failed: ${says}`))
      return
    }
    batch.answers[index] = answer
    batch.doneCount += 1
    batch.onDone(batch.doneCount)
    if (batch.doneCount === batch.tasks.length) {
      this.#batch = null
      this.#idle.push(at)
      batch.resolve(batch.answers)
    } else this.#give(at)
  }

  #end(reason: string): void {
    if (this.#workers.length > 0) this.#fail(new LociError('INTERNAL', `a thread ended: ${reason}`))
  }

  #fail(error: LociError): void {
    this.#failure ??= error
    const batch = this.#batch
    this.#batch = null
    batch?.reject(this.#failure)
  }
}

class LocalPool implements TrialPool {
  readonly #data: TrialData
  #isClosed = false

  constructor(data: TrialData) {
    this.#data = data
  }

  async run(
    tasks: readonly FitTask[],
    onDone: (count: number) => void = () => {},
  ): Promise<TrialAnswer[]> {
    const desk = openTrialDesk(this.#data)
    const answers: TrialAnswer[] = []
    for (const task of tasks) {
      if (this.#isClosed) throw stopped()
      answers.push(desk.run(task))
      onDone(answers.length)
      await Promise.resolve()
    }
    return answers
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

export function openTrialPool(data: TrialData, options: TrialPoolOptions): TrialPool {
  const pool = options.workerCount === 0 ? new LocalPool(data) : new ThreadedPool(data, options)
  const close = (): void => {
    // Whoever waits for an answer is told by the answer's failure.
    void pool.close()
  }
  if (options.signal?.aborted === true) close()
  else options.signal?.addEventListener('abort', close, { once: true })
  return pool
}
