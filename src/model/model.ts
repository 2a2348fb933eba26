/**
 * The Model port: something that answers messages, in text, in tool calls, or in JSON under a schema.
 *
 * Implementations: an OpenAI-compatible endpoint, the engine of this runtime, recorded answers, scripted answers, and a wrapper that
 * makes any of them fail. A model only answers: it never sees a store, and what it says is data until someone checks it.
 */

export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  /** On an assistant's message: what it called. */
  readonly toolCalls?: readonly ModelToolCall[]
  /** On a tool's message: the call that it answers. */
  readonly toolCallId?: string
}

export interface ModelToolCall {
  readonly id: string
  readonly name: string
  /** As the model wrote them: JSON, or something that should have been. */
  readonly arguments: string
}

/** A JSON Schema. */
export type JsonSchema = { readonly [key: string]: unknown }

export interface ModelTool {
  readonly name: string
  readonly description: string
  readonly parameters: JsonSchema
}

export interface ModelSampling {
  /** Default 0. */
  readonly temperature?: number
  readonly topP?: number
  /** Tokens of the answer at most. */
  readonly tokensMax?: number
  readonly seed?: number
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[]
  readonly tools?: readonly ModelTool[]
  /** The answer shall be JSON of this form; a model that cannot promise it tries. */
  readonly schema?: { readonly name: string; readonly schema: JsonSchema }
  readonly sampling?: ModelSampling
  readonly stop?: readonly string[]
  readonly signal?: AbortSignal
}

export interface ModelUsage {
  readonly callCount: number
  readonly promptTokens: number
  readonly completionTokens: number
  /** In millionths of a US dollar; null: the price is not known. */
  readonly costMicros: number | null
  /** Whether tokens were counted here, because the model did not say. */
  readonly isEstimated: boolean
}

export type ModelPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool-call'; readonly call: ModelToolCall }
  | { readonly kind: 'usage'; readonly usage: ModelUsage }
  /** Always the last part. `length`: cut off by the bound on tokens. */
  | { readonly kind: 'end'; readonly reason: 'stop' | 'length' | 'tool-calls' | 'refused' }

export interface Model extends AsyncDisposable {
  /** As it is told in provenance: `gpt-4o-mini at api.example.org`. */
  readonly name: string
  /** Tokens that prompt and answer may have together; null: not known. */
  readonly contextTokensMax: number | null
  /** Throws MODEL_UNAVAILABLE, MODEL_TIMEOUT, MODEL_RATE_LIMITED, MODEL_CONTEXT_OVERFLOW, MODEL_REFUSED, MODEL_INVALID_ANSWER. */
  complete(request: ModelRequest): AsyncIterable<ModelPart>
  close(): Promise<void>
}
