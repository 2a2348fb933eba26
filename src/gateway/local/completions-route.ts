/**
 * POST /v1/completions: a text goes on, by a model of this process; no template, no memory, no cache.
 *
 * One prompt a request, as a text or as token ids. What the older API had and this does not (suffix, echo, best_of, several prompts)
 * is refused by name. As there, an answer has 16 tokens where nothing is said.
 */

import { z } from 'zod'
import type { LocalChat, LocalChatPart, LocalTextRequest } from '../../engine/local-chat.ts'
import { invalidInput } from '../../memory/check-input.ts'
import { createId } from '../../memory/ids.ts'
import { assert } from '../../stdx/assert.ts'
import type { GatewayParts } from '../gateway-parts.ts'
import { AnswerReader } from '../openai/answer-reader.ts'
import { SSE_TYPE } from '../openai/chat.ts'
import { tenantOf } from '../openai/chat-identity.ts'
import { passStream } from '../openai/pass-stream.ts'
import { type Call, type Route, route } from '../route.ts'
import { answerSettings, answerSettingsFields, notHere } from './answer-settings.ts'
import { frameOf } from './chat-answer.ts'
import { engineErrors } from './engine-errors.ts'
import { afterFirstPart } from './first-part.ts'
import { checkPromptLength } from './prompt-length.ts'
import { legacyLogProbs, timingsOf, usageOf } from './wire-facts.ts'

const TOKENS_DEFAULT = 16

const tokenIds = z.array(z.int().min(0))

const completionsSchema = z.strictObject({
  ...answerSettingsFields,
  prompt: z.union([z.string(), z.array(z.string()), tokenIds, z.array(tokenIds)]),
  logprobs: z.int().min(0).max(20).nullish(),
  suffix: z.string().nullish(),
  echo: z.boolean().nullish(),
  best_of: z.int().nullish(),
})

type CompletionsBody = z.output<typeof completionsSchema>
type EndPart = Extract<LocalChatPart, { readonly kind: 'end' }>

export function completionsRoute(parts: GatewayParts): Route {
  return route({
    method: 'POST',
    path: '/v1/completions',
    summary: 'OpenAI text completions by a model that runs here.',
    dialect: 'openai',
    errors: engineErrors,
    body: completionsSchema,
    handle: (call) => complete(parts, call),
  })
}

function onePrompt(prompt: CompletionsBody['prompt']): string | readonly number[] {
  if (typeof prompt === 'string') return prompt
  const [first] = prompt
  if (first === undefined) throw invalidInput('prompt', 'is empty')
  if (typeof first === 'number') return prompt as readonly number[]
  if (prompt.length > 1) {
    throw invalidInput('prompt', `holds ${prompt.length} prompts; send one request for each`)
  }
  return first
}

function requestOf(body: CompletionsBody, call: Call): LocalTextRequest {
  if ((body.suffix ?? '') !== '')
    throw notHere('suffix', 'put everything before the gap into prompt')
  if (body.echo === true) throw notHere('echo', 'the prompt is what was sent')
  if ((body.best_of ?? 1) !== 1) throw notHere('best_of', 'ask once for each answer')
  const { headers } = call.request
  const facts = { signal: call.signal, tenant: tenantOf(call.caller), headers }
  return {
    ...answerSettings(body, facts, body.max_tokens ?? TOKENS_DEFAULT),
    prompt: onePrompt(body.prompt),
    topLogProbCount: body.logprobs ?? null,
  }
}

interface Head {
  readonly id: string
  readonly object: 'text_completion'
  readonly created: number
  readonly model: string
  readonly system_fingerprint: string
}

function finishOf({ reason }: EndPart): string {
  return reason === 'length' ? 'length' : 'stop'
}

async function complete(parts: GatewayParts, call: Call<CompletionsBody>): Promise<Response> {
  const { models, metrics, options } = parts
  const { body } = call
  const chat = await models.chatOf(body.model, call.signal)
  const request = requestOf(body, call as Call)
  if (typeof request.prompt === 'string') {
    checkPromptLength(request.prompt.length, chat.contextTokensMax)
  }
  const stop = new AbortController()
  const signal = AbortSignal.any([call.signal, stop.signal])
  const made = await afterFirstPart(chat.continueText({ ...request, signal }))
  const fingerprint = models.engineOf(body.model)?.facts.fingerprint ?? ''
  const head: Head = {
    id: `cmpl-${createId<string>(options.host)}`,
    object: 'text_completion',
    created: Math.floor(options.host.clock.nowMs() / 1_000),
    model: body.model,
    system_fingerprint: `fp_${fingerprint.slice(0, 16)}`,
  }
  const onEnd = (end: EndPart): void => metrics.engines.ended(chat.name, end)
  if (body.stream !== true) return Response.json(await whole(head, made, request, onEnd))
  const hasUsage = body.stream_options?.include_usage === true
  const stream = passStream({
    frames: framesOf(head, made, { request, hasUsage, onEnd }),
    reader: new AnswerReader(),
    onCancel: () => stop.abort(callerLeft(chat)),
    onEnd: ({ error }) => {
      if (error !== null) metrics.countError(error.code)
    },
  })
  return new Response(stream, { headers: { 'content-type': SSE_TYPE } })
}

function callerLeft({ name }: LocalChat): DOMException {
  return new DOMException(`the caller of ${name} went away`, 'AbortError')
}

async function whole(
  head: Head,
  parts: AsyncIterable<LocalChatPart>,
  request: LocalTextRequest,
  onEnd: (end: EndPart) => void,
): Promise<object> {
  let text = ''
  let end: EndPart | null = null
  const logProbs: Extract<LocalChatPart, { readonly kind: 'text' }>['logProbs'][number][] = []
  for await (const part of parts) {
    if (part.kind === 'text') {
      text += part.text
      logProbs.push(...part.logProbs)
    }
    if (part.kind === 'end') end = part
  }
  assert(end !== null, 'an answer has an end')
  onEnd(end)
  const logprobs = request.topLogProbCount === null ? null : legacyLogProbs(logProbs, 0)
  return {
    ...head,
    choices: [{ text, index: 0, logprobs, finish_reason: finishOf(end) }],
    usage: usageOf(end.usage),
    timings: timingsOf(end.timings, end.usage),
  }
}

interface Streaming {
  readonly request: LocalTextRequest
  readonly hasUsage: boolean
  readonly onEnd: (end: EndPart) => void
}

async function* framesOf(
  head: Head,
  parts: AsyncIterable<LocalChatPart>,
  { request, hasUsage, onEnd }: Streaming,
): AsyncGenerator<Uint8Array, void> {
  const hasLogProbs = request.topLogProbCount !== null
  const usage = hasUsage ? { usage: null } : {}
  let characterCount = 0
  for await (const part of parts) {
    if (part.kind === 'text') {
      const logprobs = hasLogProbs ? legacyLogProbs(part.logProbs, characterCount) : null
      characterCount += part.text.length
      const choice = { text: part.text, index: 0, logprobs, finish_reason: null }
      yield frameOf({ ...head, choices: [choice], ...usage })
    }
    if (part.kind !== 'end') continue
    onEnd(part)
    const choice = { text: '', index: 0, logprobs: null, finish_reason: finishOf(part) }
    const timings = timingsOf(part.timings, part.usage)
    yield frameOf({ ...head, choices: [choice], ...usage, timings })
    if (hasUsage) yield frameOf({ ...head, choices: [], usage: usageOf(part.usage) })
    yield frameOf('[DONE]')
  }
}
