/**
 * The models of this process behind the chat route's seam: what an endpoint would answer, made here.
 *
 * A request that is refused is an answer with its status, as an endpoint gives one, so that memory does not take it for something said.
 * Invariant: when the caller leaves, the generation ends; what memory and cache see is the same as over HTTP.
 */

import { type ErrorCode, LociError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import { createId } from '../../memory/ids.ts'
import type { ChatUpstream, UpstreamAnswer, UpstreamRequest } from '../../provider/chat-upstream.ts'
import { errorAnswer } from '../error-answer.ts'
import { parseInput } from '../parse-input.ts'
import { parseJson } from '../read-body.ts'
import { type AnswerHead, chatFrames, wholeChat } from './chat-answer.ts'
import { type LocalChatBody, localChatRequest, localChatSchema } from './chat-request.ts'
import type { EngineCounts } from './engine-metrics.ts'
import { afterFirstPart } from './first-part.ts'
import { charactersOf, checkPromptLength } from './prompt-length.ts'
import type { ServedModels } from './served-models.ts'

export interface LocalUpstreamOptions {
  readonly models: ServedModels
  readonly host: Pick<Host, 'clock' | 'random'>
  readonly counts: EngineCounts
  readonly onRefused: (code: ErrorCode) => void
}

/** Of the context, what an answer is left at least where it asks for no less. */
const ANSWER_SHARE = 4

const JSON_TYPE = { 'content-type': 'application/json' }
const SSE_TYPE = { 'content-type': 'text/event-stream; charset=utf-8' }

export class LocalUpstream implements ChatUpstream {
  readonly url = 'local:'
  /** A caller's own key has no say in what is answered here. */
  readonly hasKey = true
  readonly #options: LocalUpstreamOptions

  constructor(options: LocalUpstreamOptions) {
    this.#options = options
  }

  serves(model: string): boolean {
    return this.#options.models.has(model, 'decoder')
  }

  identityOf(model: string): string {
    return this.#options.models.engineOf(model)?.facts.fingerprint ?? ''
  }

  contextTokensMax(model: string): number | null {
    return this.#options.models.engineOf(model)?.facts.contextTokensMax ?? null
  }

  async chat(request: UpstreamRequest): Promise<UpstreamAnswer> {
    try {
      return await this.#answer(request)
    } catch (error) {
      request.signal.throwIfAborted()
      if (!LociError.is(error) || error.code === 'INTERNAL') throw error
      this.#options.onRefused(error.code)
      const refusal = errorAnswer(error, 'openai')
      const { status, headers } = refusal
      const bytes = new Uint8Array(await refusal.arrayBuffer())
      return { kind: 'whole', status, headers, bytes }
    }
  }

  async fits(text: string, signal: AbortSignal): Promise<boolean> {
    const body = parseInput(localChatSchema, parseJson(text))
    const chat = await this.#options.models.chatOf(body.model, signal)
    const request = localChatRequest(body, { signal, tenant: '' })
    checkPromptLength(charactersOf(request), chat.contextTokensMax)
    const room = Math.min(request.tokensMax ?? Infinity, chat.contextTokensMax / ANSWER_SHARE)
    return chat.render(request).tokens.length + room <= chat.contextTokensMax
  }

  async models(): Promise<readonly object[]> {
    return modelList(this.#options.models)
  }

  async #answer(asked: UpstreamRequest): Promise<UpstreamAnswer> {
    const { body: text, signal, tenant = '', callerHeaders } = asked
    const { models, counts } = this.#options
    const body = parseInput(localChatSchema, parseJson(text))
    const chat = await models.chatOf(body.model, signal)
    const headers = callerHeaders === undefined ? {} : { headers: callerHeaders }
    const request = localChatRequest(body, { signal, tenant, ...headers })
    checkPromptLength(charactersOf(request), chat.contextTokensMax)
    const parts = await afterFirstPart(chat.chat(request))
    const head = this.#headOf(body)
    const hasLogProbs = request.topLogProbCount !== null
    if (body.stream !== true) {
      const { body: answer, end } = await wholeChat(head, parts, hasLogProbs)
      counts.ended(chat.name, end)
      const bytes = new TextEncoder().encode(JSON.stringify(answer))
      return { kind: 'whole', status: 200, headers: new Headers(JSON_TYPE), bytes }
    }
    const hasUsage = body.stream_options?.include_usage === true
    const frames = chatFrames(head, parts, { hasUsage, hasLogProbs }, (end) =>
      counts.ended(chat.name, end),
    )
    return { kind: 'stream', status: 200, headers: new Headers(SSE_TYPE), frames }
  }

  #headOf({ model }: LocalChatBody): AnswerHead {
    const { host } = this.#options
    return {
      id: createId<string>(host),
      createdSeconds: Math.floor(host.clock.nowMs() / 1_000),
      model,
      systemFingerprint: `fp_${this.identityOf(model).slice(0, 16)}`,
    }
  }
}

/** What `/v1/models` says of them; `loci` holds what OpenAI's form has no place for. */
export function modelList({ engines }: ServedModels): readonly object[] {
  return engines.map(({ facts, state }) => ({
    id: facts.name,
    object: 'model',
    created: 0,
    owned_by: 'local',
    loci: {
      kind: facts.kind,
      state,
      architecture: facts.architecture,
      parameters: facts.parameterCount,
      context_tokens: facts.contextTokensMax,
    },
  }))
}
