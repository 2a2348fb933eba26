/**
 * One call of a model, read to its end: text, tool calls, why it ended, what it cost.
 *
 * Invariant: bounded in characters and in time, also where a model ignores its signal or repeats itself for ever; a call that fails
 * or is stopped is counted all the same. A failure of the model is a value here; the caller's own abort is thrown.
 */

import { LociError } from '../errors.ts'
import { withinDeadline } from './deadline.ts'
import type { Model, ModelPart, ModelRequest, ModelToolCall, ModelUsage } from './model.ts'
import { estimatePromptTokens, estimateTextTokens, noUsage } from './model-usage.ts'

/** Of one answer, tool calls included; what is longer is a model that does not end. */
export const ANSWER_CHARACTERS_MAX = 400_000
export const MODEL_TIMEOUT_MS = 120_000

export interface CollectedAnswer {
  readonly text: string
  readonly toolCalls: readonly ModelToolCall[]
  readonly reason: Extract<ModelPart, { kind: 'end' }>['reason'] | null
  readonly usage: ModelUsage
  /** What ended the call before its end. */
  readonly error: LociError | null
}

interface Collecting {
  text: string
  characterCount: number
  toolCalls: ModelToolCall[]
  reason: CollectedAnswer['reason']
  usage: ModelUsage | null
}

function take(into: Collecting, part: ModelPart): void {
  if (part.kind === 'text') into.text += part.text
  else if (part.kind === 'tool-call') into.toolCalls.push(part.call)
  else if (part.kind === 'usage') into.usage = part.usage
  else into.reason = part.reason
  if (part.kind === 'text') into.characterCount += part.text.length
  if (part.kind === 'tool-call') into.characterCount += part.call.arguments.length
}

async function read(model: Model, request: ModelRequest, into: Collecting): Promise<void> {
  for await (const part of model.complete(request)) {
    request.signal?.throwIfAborted()
    take(into, part)
    if (into.characterCount > ANSWER_CHARACTERS_MAX) {
      throw new LociError(
        'MODEL_INVALID_ANSWER',
        `the answer is longer than ${ANSWER_CHARACTERS_MAX} characters`,
      )
    }
  }
  if (into.reason === null) {
    throw new LociError('MODEL_INVALID_ANSWER', 'the answer broke off before its end')
  }
}

function failureOf(cause: unknown): LociError {
  if (LociError.is(cause)) return cause
  // A model without codes is a fault of whoever wrote it; for its caller it is down.
  return new LociError('MODEL_UNAVAILABLE', 'the model failed in an unknown way', { cause })
}

/** What was exchanged, where the model did not get to say it. Nothing came and nothing was said: nothing is counted but the call. */
function usageOf(request: ModelRequest, into: Collecting, error: LociError | null): ModelUsage {
  if (into.usage !== null) return into.usage
  const completion = into.text + into.toolCalls.map((call) => call.arguments).join('')
  if (error !== null && completion === '') return { ...noUsage, callCount: 1 }
  return {
    callCount: 1,
    promptTokens: estimatePromptTokens(request),
    completionTokens: estimateTextTokens(completion),
    costMicros: null,
    isEstimated: true,
  }
}

/** Throws only the reason of the caller's signal. */
export async function collectAnswer(
  model: Model,
  request: ModelRequest,
  timeoutMs: number = MODEL_TIMEOUT_MS,
): Promise<CollectedAnswer> {
  const { signal } = request
  const into: Collecting = { text: '', characterCount: 0, toolCalls: [], reason: null, usage: null }
  const timeoutError = (): LociError =>
    new LociError('MODEL_TIMEOUT', `${model.name} gave no whole answer in ${timeoutMs} ms`, {
      details: { timeoutMs },
    })
  let error: LociError | null = null
  try {
    await withinDeadline({ timeoutMs, signal, timeoutError }, (within) =>
      read(model, { ...request, signal: within }, into),
    )
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason
    error = failureOf(cause)
  }
  const { text, toolCalls, reason } = into
  return { text, toolCalls: [...toolCalls], reason, usage: usageOf(request, into, error), error }
}
