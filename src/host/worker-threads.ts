/**
 * Worker threads as an interface: a module is started in a thread of its own, messages go both ways, and its end is told once.
 *
 * The module exports `runWorker(port, data)`; nothing else of it is called. What is sent is copied, but for shared memory. A worker that
 * waits for messages does not keep the process alive unless it is held.
 */

import { Worker } from 'node:worker_threads'

/** The worker's side. */
export interface WorkerPort {
  post(message: unknown): void
  onMessage(take: (message: unknown) => void): void
}

export interface WorkerOptions {
  /** Address of the module, as in `import.meta.url`. */
  readonly moduleUrl: string
  readonly data: unknown
  readonly onMessage: (message: unknown) => void
  /** Whatever the reason: an error that nobody caught, an exit, or `terminate`. */
  readonly onEnd: (reason: string) => void
}

/** The owner's side. */
export interface RunningWorker {
  post(message: unknown): void
  /** While held, the process does not end by itself. */
  hold(): void
  release(): void
  /** Stops it wherever it is; resolves when it has ended. */
  terminate(): Promise<void>
}

export type StartWorker = (options: WorkerOptions) => RunningWorker

/** Plain JavaScript in a string, because the worker has to start without knowing whether it runs sources or what was built. */
const starter = `
const { parentPort, workerData } = require('node:worker_threads')
const port = {
  post: (message) => parentPort.postMessage(message),
  onMessage: (take) => parentPort.on('message', take),
}
import(workerData.moduleUrl).then(({ runWorker }) => runWorker(port, workerData.data))
`

export const startWorker: StartWorker = ({ moduleUrl, data, onMessage, onEnd }) => {
  const worker = new Worker(starter, { eval: true, workerData: { moduleUrl, data } })
  let failure: string | null = null
  worker.on('message', onMessage)
  worker.on('error', (error: unknown) => {
    failure = error instanceof Error ? error.message : String(error)
  })
  worker.on('exit', (code) => onEnd(failure ?? `it exited with code ${code}`))
  worker.unref()
  return {
    post: (message) => worker.postMessage(message),
    hold: () => worker.ref(),
    release: () => worker.unref(),
    async terminate() {
      // Whoever waits for the end must not find the process ended first.
      worker.ref()
      await worker.terminate()
    },
  }
}
