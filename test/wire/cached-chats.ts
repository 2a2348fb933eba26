/** A gateway with its cache before a scripted upstream, and the official client that asks it. */

import OpenAI from 'openai'
import {
  type CallOptions,
  type GatewayUnderTest,
  openTestGateway,
  type Reply,
} from './gateway-under-test.ts'
import {
  chunks,
  completion,
  json,
  type Script,
  type ScriptedUpstream,
  stream,
} from './scripted-upstream.ts'
import { openTestCache } from './test-cache.ts'

export interface Asked {
  readonly text: string
  readonly outcome: string | null
  readonly headers: Headers
}

type Fields = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'messages' | 'model' | 'stream'>
export type ChatFields = Partial<Fields> & { readonly stream?: boolean }

export interface CachedChats {
  readonly gateway: GatewayUnderTest
  readonly client: OpenAI
  /** One question through the client. */
  ask(content?: string, more?: ChatFields, headers?: Record<string, string>): Promise<Asked>
  /** One chat body as it is. */
  call(body: unknown, options?: CallOptions): Promise<Reply>
}

export const question = 'What is the capital of France?'
export const paris: Script = json(completion('Paris.'))
export const parisStream: Script = stream(
  chunks([{ role: 'assistant', content: '' }, { content: 'Pa' }, { content: 'ris ☀️.' }]),
)

/** Answers with a number of its own each time. */
export function counting(): Script {
  let count = 0
  return (response, request) => {
    count += 1
    json(completion(`Answer ${count}.`))(response, request)
  }
}

export async function openCachedChats(
  upstream: ScriptedUpstream,
  categories: unknown = {},
): Promise<CachedChats> {
  upstream.requests.length = 0
  const gateway = await openTestGateway({
    upstream: { url: upstream.url, timeoutMs: 2_000 },
    openCache: (over) => openTestCache(over, categories),
  })
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'sk-test', maxRetries: 0 })
  return {
    gateway,
    client,
    async ask(content = question, more = {}, headers = {}) {
      const body = { model: 'scripted', messages: [{ role: 'user', content }], ...more }
      const response = await client.chat.completions
        .create(body as OpenAI.ChatCompletionCreateParamsNonStreaming, { headers })
        .asResponse()
      const { headers: got } = response
      return { text: await response.text(), outcome: got.get('x-loci-cache'), headers: got }
    },
    call: (body, options = {}) =>
      gateway.call('POST', '/v1/chat/completions', { body, ...options }),
  }
}
