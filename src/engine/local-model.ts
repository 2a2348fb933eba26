/**
 * The Model port over a local chat: what formation, recall and programs ask, answered by a model file of this machine.
 *
 * A port promises MODEL_* codes, so the engine's own are told as the ones that callers know to act on. A schema that decoding cannot be held to
 * in full is held to as far as it goes, as the port says of a model that cannot promise. It costs nothing but time.
 */

import { type ErrorCode, LociError } from '../errors.ts'
import type { Model, ModelPart, ModelRequest, ModelUsage } from '../model/model.ts'
import type { GenerateUsage } from './live-engine.ts'
import type { LocalChat, LocalChatPart, LocalChatRequest } from './local-chat.ts'

/** What a caller can do about it, in the port's words. */
const codes: Partial<Record<ErrorCode, ErrorCode>> = {
  ENGINE_QUEUE_FULL: 'MODEL_RATE_LIMITED',
  ENGINE_DEADLINE: 'MODEL_TIMEOUT',
  ENGINE_KV_EXHAUSTED: 'MODEL_CONTEXT_OVERFLOW',
  ENGINE_WORKER_DIED: 'MODEL_UNAVAILABLE',
  ENGINE_SCHEMA_UNSUPPORTED: 'MODEL_REFUSED',
  MODEL_TEMPLATE_FAILED: 'MODEL_REFUSED',
  INPUT_INVALID: 'MODEL_REFUSED',
  INPUT_NOT_UTF8: 'MODEL_REFUSED',
}

function portError(cause: unknown): unknown {
  if (!LociError.is(cause)) return cause
  const code = codes[cause.code]
  if (code === undefined) return cause
  const { details, message } = cause
  const wait = details?.retryAfterMs
  const retryAfterSeconds = typeof wait === 'number' ? { retryAfterSeconds: wait / 1_000 } : {}
  return new LociError(code, message, { cause, details: { ...details, ...retryAfterSeconds } })
}

/** Without a bound of the caller's, an answer may take what the context leaves. */
function chatRequest(request: ModelRequest, contextTokensMax: number): LocalChatRequest {
  const { messages, tools, schema, sampling = {}, stop, signal } = request
  const { temperature, topP, tokensMax = contextTokensMax, seed } = sampling
  return {
    messages,
    ...(tools === undefined ? {} : { tools }),
    ...(schema === undefined ? {} : { form: { kind: 'json-schema', isLoose: true, ...schema } }),
    sampling: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
    },
    tokensMax,
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { stop }),
    ...(signal === undefined ? {} : { signal }),
  }
}

function modelUsage({ promptTokens, completionTokens }: GenerateUsage): ModelUsage {
  return { callCount: 1, promptTokens, completionTokens, costMicros: 0, isEstimated: false }
}

/** What the port has no words for is left out: thoughts, notes, calls that are not whole yet. */
function modelParts(part: LocalChatPart): ModelPart[] {
  switch (part.kind) {
    case 'text':
      return part.text === '' ? [] : [{ kind: 'text', text: part.text }]
    case 'call':
      return [{ kind: 'tool-call', call: part.call }]
    case 'end':
      return [
        { kind: 'usage', usage: modelUsage(part.usage) },
        { kind: 'end', reason: part.reason },
      ]
    case 'note':
    case 'reasoning':
    case 'call-open':
    case 'call-arguments':
      return []
    default:
      return part satisfies never
  }
}

/** The chat is the model's own: closing one closes the other. */
export function openLocalModel(chat: LocalChat): Model {
  const { name, contextTokensMax } = chat
  let isOpen = true

  async function* complete(request: ModelRequest): AsyncGenerator<ModelPart, void> {
    if (!isOpen) throw new LociError('MODEL_UNAVAILABLE', `${name} is closed`)
    try {
      const asked = chatRequest(request, contextTokensMax)
      for await (const part of chat.chat(asked)) yield* modelParts(part)
    } catch (cause) {
      throw portError(cause)
    }
  }

  async function close(): Promise<void> {
    if (!isOpen) return
    isOpen = false
    await chat.close()
  }

  return { name, contextTokensMax, complete, close, [Symbol.asyncDispose]: close }
}
