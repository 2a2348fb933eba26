/** The thread's side of a pool of trials: takes a task, runs it, answers with its index. Keeps nothing between tasks but cost models. */

import { LociError } from '../../errors.ts'
import type { WorkerPort } from '../../host/worker-threads.ts'
import { type FitTask, openTrialDesk, type TrialAnswer, type TrialData } from './trial-desk.ts'

export interface TrialWorkerMessage {
  readonly index: number
  readonly answer?: TrialAnswer
  readonly error?: { readonly code: string; readonly message: string }
}

export function runWorker(port: WorkerPort, data: TrialData): void {
  const desk = openTrialDesk(data)
  port.onMessage((message) => {
    const { index, task } = message as { index: number; task: FitTask }
    try {
      port.post({ index, answer: desk.run(task) } satisfies TrialWorkerMessage)
    } catch (cause) {
      // Errors are not copied whole between threads: code and message are.
      const error = LociError.from(cause)
      const { code, message: says } = error
      port.post({ index, error: { code, message: says } } satisfies TrialWorkerMessage)
    }
  })
}
