/**
 * STREAM in WebAssembly SIMD by several threads, each on its part of the arrays: what the machine's memory gives to all cores together.
 *
 * Messages start and end a loop: some tens of microseconds, of loops that take tens of milliseconds.
 */

import { LociError } from '../../errors.ts'
import { startTimer } from '../../host/timers.ts'
import { type RunningWorker, startWorker } from '../../host/worker-threads.ts'
import { PART_STEP } from './stream-arrays.ts'
import type { StreamRunner } from './stream-runner.ts'
import type { StreamTask, StreamWorkerData } from './stream-worker.ts'
import { arraysOf, type StreamMemory } from './wasm-stream.ts'

/** A loop over arrays that fit into a memory takes seconds at the most. */
const TASK_MS_MAX = 120_000

/** 100 elements in steps of 16 for two threads: 0-48, 48-100. */
export function partsOf(
  elementCount: number,
  threadCount: number,
): { readonly from: number; readonly to: number }[] {
  const steps = Math.ceil(elementCount / PART_STEP)
  const cut = (index: number): number =>
    Math.min(elementCount, PART_STEP * Math.floor((steps * index) / threadCount))
  return Array.from({ length: threadCount }, (_, index) => ({
    from: cut(index),
    to: cut(index + 1),
  }))
}

class StreamThread {
  readonly #worker: RunningWorker
  #answer: PromiseWithResolvers<number> | null = null
  #end: string | null = null

  constructor(data: StreamWorkerData) {
    this.#worker = startWorker({
      moduleUrl: import.meta.url.replace(/workers-stream(?=\.\w+$)/, 'stream-worker'),
      data,
      onMessage: (message) => this.#answer?.resolve(message as number),
      onEnd: (reason) => {
        this.#end = reason
        this.#answer?.reject(new LociError('ENGINE_WORKER_DIED', `a thread ended: ${reason}`))
      },
    })
  }

  run(task: StreamTask): Promise<number> {
    if (this.#end !== null) {
      throw new LociError('ENGINE_WORKER_DIED', `a thread ended: ${this.#end}`)
    }
    this.#answer = Promise.withResolvers<number>()
    this.#worker.hold()
    this.#worker.post(task)
    const cancelLate = startTimer(TASK_MS_MAX, () => {
      this.#answer?.reject(new LociError('ENGINE_WORKER_DIED', 'a thread does not answer'))
    })
    return this.#answer.promise.finally(() => {
      cancelLate()
      this.#worker.release()
    })
  }

  close(): Promise<void> {
    return this.#worker.terminate()
  }
}

export function openWorkersStream(
  module: WebAssembly.Module,
  memory: StreamMemory,
  threadCount: number,
): StreamRunner {
  const threads = partsOf(memory.elementCount, threadCount).map(
    (part) => new StreamThread({ module, memory, part }),
  )
  return {
    name: 'workers',
    arrays: arraysOf(memory),
    async run(loop) {
      await Promise.all(threads.map((thread) => thread.run(loop)))
    },
    async sum() {
      const sums = await Promise.all(threads.map((thread) => thread.run('sum')))
      return sums.reduce((total, one) => total + one, 0)
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.close()))
    },
  }
}
