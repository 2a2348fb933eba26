/**
 * The thread of an encoder: it computes what it is sent, one call after the other.
 *
 * Weights lie in memory that is shared with whoever started it, so that another thread can be started in its place without loading
 * anything again. An error of a call is told and ends nothing.
 */

import type { WorkerPort } from '../../host/worker-threads.ts'
import { createEngineOps } from '../../kernels/create-engine-ops.ts'
import type { EngineMode } from '../../kernels/open-engine-module.ts'
import type { LoadedEncoder } from '../../model/architecture/load-encoder.ts'
import type { EncoderPass } from './encoder.ts'
import { KernelEncoder } from './kernel-encoder.ts'
import type { EncoderPlan } from './place-encoder.ts'
import { ReferenceEncoder } from './reference-encoder.ts'

/** Weights for kernels. */
export interface PlacedWeights {
  readonly mode: Exclude<EngineMode, 'reference'>
  readonly module: WebAssembly.Module
  readonly plan: EncoderPlan
  readonly memory: WebAssembly.Memory
}

export interface EncoderWorkerData {
  /** All tensors for the reference; for kernels those that are not placed. */
  readonly loaded: LoadedEncoder
  readonly placed: PlacedWeights | null
}

export interface EncodeMessage {
  readonly call: number
  readonly texts: readonly Int32Array[]
}

export type EncodedMessage =
  | { readonly call: number; readonly states: readonly Float32Array[] }
  | { readonly call: number; readonly failure: string }

function passOf({ loaded, placed }: EncoderWorkerData): EncoderPass {
  if (placed === null) return new ReferenceEncoder(loaded)
  const { mode, module, plan, memory } = placed
  return new KernelEncoder({ loaded, plan, memory, ops: createEngineOps(mode, memory, module) })
}

export function runWorker(port: WorkerPort, data: unknown): void {
  const pass = passOf(data as EncoderWorkerData)
  port.onMessage((message) => {
    const { call, texts } = message as EncodeMessage
    let answer: EncodedMessage
    try {
      answer = { call, states: pass.states(texts) }
    } catch (error) {
      // Whoever asked is in another thread: the reason goes there as words.
      answer = { call, failure: error instanceof Error ? error.message : String(error) }
    }
    port.post(answer)
  })
}
