/**
 * The mean step of an engine that a fixed number of clients keep busy: the batch whose time is the time per output token.
 *
 * Each of n clients asks again when its answer ends, so that of every `outputTokens` steps each takes in one prompt: a step decodes
 * for all and carries (n - 1) / outputTokens prompts of the others. Example: 9 clients, 128 tokens out: a sixteenth of a prompt a step.
 */

import type { PrefillChunk, StepBatch } from './step-batch.ts'

export interface ClosedLoop {
  readonly concurrency: number
  readonly promptTokens: number
  readonly outputTokens: number
}

export function closedLoopStep({ concurrency, promptTokens, outputTokens }: ClosedLoop): StepBatch {
  const prompts = Math.max(0, concurrency - 1) / Math.max(1, outputTokens)
  const whole = Math.floor(prompts)
  const rest = prompts - whole
  const prefill: PrefillChunk[] = Array.from({ length: whole }, () => ({
    tokenCount: promptTokens,
    contextBefore: 0,
  }))
  // The piece of a prompt that falls on a step stands, on average, in the middle of it.
  if (rest > 0) {
    const contextBefore = (promptTokens * (1 - rest)) / 2
    prefill.push({ tokenCount: rest * promptTokens, contextBefore })
  }
  const context = promptTokens + outputTokens / 2
  return { prefill, decodeCount: concurrency, decodeContextTokens: concurrency * context }
}
