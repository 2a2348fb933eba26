/**
 * One compute thread: gets a step, computes its share of it, and the first thread (the leader) also chooses the tokens.
 *
 * All memory is shared and belongs to the thread that started this one, so nothing is lost when it dies. Between steps it waits for a
 * message, which costs nothing. Runs from the sources and from what was built alike (`host/worker-threads.ts` starts it).
 */

import { systemClock } from '../../host/clock.ts'
import type { WorkerPort } from '../../host/worker-threads.ts'
import { createEngineOps } from '../../kernels/create-engine-ops.ts'
import type { EngineMode } from '../../kernels/open-engine-module.ts'
import type { Hyperparameters } from '../../model/architecture/hyperparameters.ts'
import type { Choice } from '../../model/sampling/choose-token.ts'
import type { TokenAsk } from '../runner.ts'
import { chooseAfter } from './choose-after.ts'
import { ForwardProgram } from './forward-program.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { ProgramParts } from './program-parts.ts'
import type { RunnerSizes } from './scratch-plan.ts'
import type { StepInput } from './step-input.ts'
import { ThreadBarrier } from './thread-barrier.ts'
import { ThreadShare } from './thread-share.ts'

/** What all threads of a team have in common. */
export interface TeamData {
  readonly kernels: EngineMode
  readonly module: WebAssembly.Module | null
  readonly memories: readonly WebAssembly.Memory[]
  readonly plan: MemoryPlan
  readonly model: Hyperparameters
  readonly sizes: RunnerSizes
  readonly frequencies: Float64Array
}

export interface ComputeWorkerData extends TeamData {
  readonly control: SharedArrayBuffer
  readonly threadIndex: number
}

export interface StepMessage {
  readonly input: StepInput
  /** By sampled row; null: the logits themselves are wanted. */
  readonly asks: readonly TokenAsk[] | null
}

export interface StepResult {
  readonly choices: readonly Choice[]
  /** By sampled row, where they were asked for. */
  readonly logits: readonly Float32Array[]
  readonly computeMs: number
}

export type ComputeWorkerMessage =
  | { readonly kind: 'ready' }
  /** Null from all but the leader. */
  | { readonly kind: 'done'; readonly result: StepResult | null }

function createProgram(data: ComputeWorkerData): { program: ForwardProgram; parts: ProgramParts } {
  const { memories, kernels, module, plan, model, sizes, frequencies, threadIndex } = data
  const parts: ProgramParts = {
    ...{ model, sizes, plan },
    ops: memories.map((memory) => createEngineOps(kernels, memory, module)),
    floats: memories.map((memory) => new Float32Array(memory.buffer)),
    share: new ThreadShare(threadIndex, sizes.threadCount),
    barrier: new ThreadBarrier(new Int32Array(data.control), sizes.threadCount),
  }
  return { parts, program: new ForwardProgram({ parts, memories, frequencies }) }
}

/** Called by the starter of worker threads. */
export function runWorker(port: WorkerPort, given: unknown): void {
  const data = given as ComputeWorkerData
  const { program, parts } = createProgram(data)
  const head = parts.ops[data.plan.headMemory]!
  const post = (message: ComputeWorkerMessage): void => port.post(message)
  port.onMessage((message) => {
    const { input, asks } = message as StepMessage
    const fromMs = systemClock.monotonicMs()
    program.run(input)
    if (data.threadIndex > 0) return post({ kind: 'done', result: null })
    const rows = input.sampledRequests.map((_, row) => program.logits(row))
    const choices = asks?.map((ask, row) => chooseAfter(head, rows[row]!, ask)) ?? []
    const computeMs = systemClock.monotonicMs() - fromMs
    // Copied out of shared memory, which the next step overwrites.
    const logits = asks === null ? rows.map((row) => Float32Array.from(row)) : []
    post({ kind: 'done', result: { choices, logits, computeMs } })
  })
  post({ kind: 'ready' })
}
