/**
 * An encoder in a thread of its own: weights are placed here, in shared memory, and calls are sent one after the other.
 *
 * A thread that ends fails the calls that wait for it, none is repeated, and the next call starts another. Invariant: at most
 * CALLS_WAITING_MAX calls wait.
 */

import { LociError } from '../../errors.ts'
import { type RunningWorker, type StartWorker, startWorker } from '../../host/worker-threads.ts'
import type { EngineModule } from '../../kernels/open-engine-module.ts'
import type { EncoderModel } from '../../model/architecture/encoder-model.ts'
import type { LoadedEncoder, RawTensor } from '../../model/architecture/load-encoder.ts'
import type { Encoder } from './encoder.ts'
import type { EncodedMessage, EncodeMessage, EncoderWorkerData } from './encoder-worker.ts'
import { createEncoderMemory, isPlaced, packEncoder, planEncoder } from './place-encoder.ts'

export const CALLS_WAITING_MAX = 64
/** Ids that go through the matrices together, unless the context takes more. */
const IDS_PER_CALL = 512

interface Waiting {
  readonly resolve: (states: Float32Array[]) => void
  readonly reject: (error: unknown) => void
}

/** With the bytes in shared memory: a thread that gets it gets no copy. */
function shared(loaded: LoadedEncoder, isSent: (name: string) => boolean): LoadedEncoder {
  const tensors = new Map<string, RawTensor>()
  for (const [name, tensor] of loaded.tensors) {
    if (!isSent(name)) continue
    const bytes = new Uint8Array(new SharedArrayBuffer(tensor.bytes.length))
    bytes.set(tensor.bytes)
    tensors.set(name, { ...tensor, bytes })
  }
  return { ...loaded, tensors }
}

function workerData(
  loaded: LoadedEncoder,
  { mode, module }: EngineModule,
  idsPerCallMax: number,
): EncoderWorkerData {
  if (mode === 'reference' || module === null) {
    return { loaded: shared(loaded, () => true), placed: null }
  }
  const plan = planEncoder(loaded.model, loaded.tensors, idsPerCallMax)
  const memory = createEncoderMemory(plan)
  packEncoder(plan, memory, loaded.tensors)
  const rest = shared(loaded, (name) => !isPlaced(name))
  return { loaded: rest, placed: { mode, module, plan, memory } }
}

class ThreadedEncoder implements Encoder {
  readonly model: EncoderModel
  readonly kernels: Encoder['kernels']
  readonly reason: string | null
  readonly idsPerCallMax: number
  readonly #data: EncoderWorkerData
  readonly #start: StartWorker
  readonly #waiting = new Map<number, Waiting>()
  #worker: RunningWorker | null = null
  #callCount = 0
  #isClosed = false

  constructor(
    data: EncoderWorkerData,
    { mode, reason }: EngineModule,
    { idsPerCallMax, start }: { idsPerCallMax: number; start: StartWorker },
  ) {
    this.model = data.loaded.model
    this.kernels = mode
    this.reason = reason
    this.idsPerCallMax = idsPerCallMax
    this.#data = data
    this.#start = start
  }

  states(texts: readonly Int32Array[]): Promise<Float32Array[]> {
    if (this.#isClosed) {
      return Promise.reject(new LociError('EMBEDDER_UNAVAILABLE', 'the encoder is closed'))
    }
    if (this.#waiting.size >= CALLS_WAITING_MAX) {
      const says = `${CALLS_WAITING_MAX} calls wait for the encoder`
      return Promise.reject(new LociError('ENGINE_QUEUE_FULL', says))
    }
    this.#worker ??= this.#started()
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array[]>()
    this.#callCount += 1
    this.#waiting.set(this.#callCount, { resolve, reject })
    this.#worker.hold()
    this.#worker.post({ call: this.#callCount, texts } satisfies EncodeMessage)
    return promise
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }

  #started(): RunningWorker {
    const worker: RunningWorker = this.#start({
      moduleUrl: import.meta.url.replace(/open-encoder(?=\.\w+$)/, 'encoder-worker'),
      data: this.#data,
      onMessage: (message) => this.#take(message as EncodedMessage),
      onEnd: (reason) => {
        if (this.#worker === worker) this.#worker = null
        this.#failAll(reason)
      },
    })
    return worker
  }

  #take(message: EncodedMessage): void {
    const waiting = this.#waiting.get(message.call)
    this.#waiting.delete(message.call)
    if (this.#waiting.size === 0) this.#worker?.release()
    if ('states' in message) waiting?.resolve([...message.states])
    else waiting?.reject(new LociError('INTERNAL', `the encoder failed: ${message.failure}`))
  }

  #failAll(reason: string): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of all) {
      reject(new LociError('ENGINE_WORKER_DIED', `the thread of the encoder ended: ${reason}`))
    }
  }
}

export function openEncoder(
  loaded: LoadedEncoder,
  module: EngineModule,
  start: StartWorker = startWorker,
): Encoder {
  const idsPerCallMax = Math.max(IDS_PER_CALL, loaded.model.contextLength)
  return new ThreadedEncoder(workerData(loaded, module, idsPerCallMax), module, {
    idsPerCallMax,
    start,
  })
}
