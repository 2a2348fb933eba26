/**
 * Parts of a local answer as a chat completion: one JSON body, or the chunks of a stream.
 *
 * A stream begins with the role, names each call before its arguments, and ends with the finish reason, the usage where it was asked
 * for, and `[DONE]`. `timings` and `loci.notes` (what was read otherwise than it was asked) stand where clients look for neither.
 */

import type { LocalChatPart } from '../../engine/local-chat.ts'
import { assert } from '../../stdx/assert.ts'
import { chatLogProb, timingsOf, usageOf } from './wire-facts.ts'

export interface AnswerHead {
  readonly id: string
  readonly createdSeconds: number
  readonly model: string
  readonly systemFingerprint: string
}

type EndPart = Extract<LocalChatPart, { readonly kind: 'end' }>
type CallPart = Extract<LocalChatPart, { readonly kind: 'call' }>

const finishReasons = { stop: 'stop', length: 'length', 'tool-calls': 'tool_calls' } as const

function envelope({ id, createdSeconds, model, systemFingerprint }: AnswerHead, object: string) {
  return {
    id: `chatcmpl-${id}`,
    object,
    created: createdSeconds,
    model,
    system_fingerprint: systemFingerprint,
  }
}

function noted(notes: readonly string[]): object {
  return notes.length === 0 ? {} : { loci: { notes } }
}

/** What has been said so far, part by part. */
class Said {
  readonly notes: string[] = []
  readonly calls: CallPart['call'][] = []
  readonly logProbs: object[] = []
  text = ''
  reasoning = ''
  end: EndPart | null = null

  put(part: LocalChatPart): void {
    switch (part.kind) {
      case 'note':
        this.notes.push(part.note)
        break
      case 'reasoning':
        this.reasoning += part.text
        break
      case 'text':
        this.text += part.text
        this.logProbs.push(...part.logProbs.map(chatLogProb))
        break
      case 'call':
        this.calls.push(part.call)
        break
      case 'call-open':
      case 'call-arguments':
        break
      case 'end':
        this.end = part
        break
      default:
        part satisfies never
    }
  }
}

function wireCall({ id, name, arguments: text }: CallPart['call']): object {
  return { id, type: 'function', function: { name, arguments: text } }
}

/** The body of an answer that is not a stream. */
export async function wholeChat(
  head: AnswerHead,
  parts: AsyncIterable<LocalChatPart>,
  hasLogProbs: boolean,
): Promise<{ readonly body: object; readonly end: EndPart }> {
  const said = new Said()
  for await (const part of parts) said.put(part)
  const { text, reasoning, calls, end, notes } = said
  assert(end !== null, 'an answer has an end')
  const message = {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(wireCall) }),
  }
  const logprobs = hasLogProbs ? { content: said.logProbs, refusal: null } : null
  const choice = { index: 0, message, logprobs, finish_reason: finishReasons[end.reason] }
  const body = {
    ...envelope(head, 'chat.completion'),
    choices: [choice],
    usage: usageOf(end.usage),
    timings: timingsOf(end.timings, end.usage),
    ...noted(notes),
  }
  return { body, end }
}

export interface StreamForm {
  readonly hasUsage: boolean
  readonly hasLogProbs: boolean
}

function deltaOf(part: LocalChatPart): object | null {
  switch (part.kind) {
    case 'reasoning':
      return { reasoning_content: part.text }
    case 'text':
      return { content: part.text }
    case 'call-open': {
      const { index, id, name } = part
      return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }
    }
    case 'call-arguments':
      return { tool_calls: [{ index: part.index, function: { arguments: part.text } }] }
    default:
      return null
  }
}

function logProbsOf(part: LocalChatPart, form: StreamForm): object | null {
  if (!form.hasLogProbs || part.kind !== 'text') return null
  return { content: part.logProbs.map(chatLogProb), refusal: null }
}

const encoder = new TextEncoder()

export function frameOf(data: object | string): Uint8Array {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return encoder.encode(`data: ${text}\n\n`)
}

/** Chunks of a stream as frames. `onEnd` is called before the last of them. */
export async function* chatFrames(
  head: AnswerHead,
  parts: AsyncIterable<LocalChatPart>,
  form: StreamForm,
  onEnd: (end: EndPart) => void,
): AsyncGenerator<Uint8Array, void> {
  const envelopeOfAll = envelope(head, 'chat.completion.chunk')
  const usage = form.hasUsage ? { usage: null } : {}
  const chunk = (delta: object, more: object = {}, finish: string | null = null): Uint8Array =>
    frameOf({
      ...envelopeOfAll,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish, ...more }],
      ...usage,
    })
  yield chunk({ role: 'assistant', content: '' })
  const notes: string[] = []
  for await (const part of parts) {
    if (part.kind === 'note') notes.push(part.note)
    const delta = deltaOf(part)
    if (delta !== null) yield chunk(delta, { logprobs: logProbsOf(part, form) })
    if (part.kind !== 'end') continue
    onEnd(part)
    const last = {
      ...envelopeOfAll,
      choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: finishReasons[part.reason] }],
      ...usage,
      timings: timingsOf(part.timings, part.usage),
      ...noted(notes),
    }
    yield frameOf(last)
    if (form.hasUsage) {
      yield frameOf({ ...envelopeOfAll, choices: [], usage: usageOf(part.usage) })
    }
    yield frameOf('[DONE]')
  }
}
