/**
 * The model `loci-extractive`: answers put together from memory, in the form of a chat completion.
 *
 * It makes nothing up: the text is what memory holds, with its sources, or the statement that memory does not know. What is asked of it
 * is not remembered, so that its questions never come back as its answers.
 */

import type { ExtractiveAnswer } from '../../memory/extractive-answer.ts'
import { estimateTokens } from '../../memory/token-estimate.ts'
import type { ChatBody, ChatMessage } from './chat-body.ts'

export const EXTRACTIVE_MODEL = 'loci-extractive'

interface Completion {
  readonly id: string
  readonly createdSeconds: number
  readonly answer: ExtractiveAnswer
  readonly messages: readonly ChatMessage[]
}

export function extractiveModel(): object {
  return { id: EXTRACTIVE_MODEL, object: 'model', created: 0, owned_by: 'loci' }
}

function usageOf({ answer, messages }: Completion): object {
  const promptTokens = messages.reduce((sum, one) => sum + estimateTokens(one.text), 0)
  const completionTokens = estimateTokens(answer.text)
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  }
}

function envelope(completion: Completion, object: string): object {
  const { id, createdSeconds } = completion
  return { id: `chatcmpl-${id}`, object, created: createdSeconds, model: EXTRACTIVE_MODEL }
}

function sourcesOf({ isKnown, citations }: ExtractiveAnswer): object {
  return { is_known: isKnown, citations }
}

export function extractiveJson(completion: Completion): object {
  const message = { role: 'assistant', content: completion.answer.text, refusal: null }
  return {
    ...envelope(completion, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: usageOf(completion),
    loci: sourcesOf(completion.answer),
  }
}

/** The same as frames: role, one piece a line, the end with the sources, and usage when it was asked for. */
export function extractiveFrames(completion: Completion, body: ChatBody): string {
  const head = envelope(completion, 'chat.completion.chunk')
  const withUsage = body.stream_options?.include_usage === true
  const chunk = (delta: object, finishReason: string | null, more: object = {}): object => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(withUsage ? { usage: null } : {}),
    ...more,
  })
  const pieces = completion.answer.text.split(/(?<=\n)/)
  const chunks = [
    chunk({ role: 'assistant', content: '' }, null),
    ...pieces.map((piece) => chunk({ content: piece }, null)),
    chunk({}, 'stop', { loci: sourcesOf(completion.answer) }),
  ]
  if (withUsage) chunks.push({ ...head, choices: [], usage: usageOf(completion) })
  return [...chunks.map((one) => JSON.stringify(one)), '[DONE]']
    .map((data) => `data: ${data}\n\n`)
    .join('')
}
