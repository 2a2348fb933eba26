/** One thread of STREAM: runs its part of a loop when it is told to, and says when it has. */

import type { WorkerPort } from '../../host/worker-threads.ts'
import type { StreamLoop } from './stream-arrays.ts'
import { type StreamMemory, StreamPart } from './wasm-stream.ts'

export interface StreamWorkerData {
  readonly module: WebAssembly.Module
  readonly memory: StreamMemory
  readonly part: { readonly from: number; readonly to: number }
}

export type StreamTask = StreamLoop | 'sum'

export function runWorker(port: WorkerPort, data: unknown): void {
  const { module, memory, part } = data as StreamWorkerData
  const own = new StreamPart(module, memory, part)
  port.onMessage((message) => {
    const task = message as StreamTask
    if (task === 'sum') port.post(own.sum())
    else {
      own.run(task)
      port.post(0)
    }
  })
}
