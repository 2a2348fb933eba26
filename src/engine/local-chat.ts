/**
 * The inner face of a local model: chats and texts in this project's own words, parts as they are made.
 *
 * Richer than the Model port, which `local-model.ts` is on top of it: choices of tools, reasoning apart from the answer, log
 * probabilities, cached tokens and timings. Knows no wire format: routes translate. Implemented by `open-local-chat.ts`.
 */

import type { JsonSchema, ModelMessage, ModelTool, ModelToolCall } from '../model/model.ts'
import type { SamplingSettings } from '../model/sampling/sampling-settings.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import type { GenerateTimings, GenerateUsage, LiveEngine } from './live-engine.ts'
import type { SchedulingHints } from './scheduling-hints.ts'

export interface LocalTool extends ModelTool {
  /** Whether a schema that decoding cannot be held to is refused; default: what cannot be held is left out and a note says so. */
  readonly isStrict?: boolean
}

/** `required`: some tool is called; a name: that one is. Default `auto` where there are tools. */
export type LocalToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

export interface LocalChatMessage extends ModelMessage {
  /** What the assistant thought before its answer, where it is kept. */
  readonly reasoning?: string
}

/** How tokens of an answer are made; the same for chats and texts. */
export interface LocalAnswerSettings extends SchedulingHints {
  /** Default: what the context leaves, at most LOCAL_ANSWER_TOKENS. */
  readonly tokensMax?: number
  readonly sampling?: Partial<SamplingSettings>
  readonly seed?: number
  readonly stop?: readonly string[]
  readonly ignoresEndOfGeneration?: boolean
  /** How many of the likeliest tokens are told with each; null or absent: no log probabilities. */
  readonly topLogProbCount?: number | null
  readonly salt?: string
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}

/** The form that a text must have. */
export type LocalAnswerForm =
  | { readonly kind: 'text' }
  | { readonly kind: 'json-object' }
  | {
      readonly kind: 'json-schema'
      readonly name: string
      readonly schema: JsonSchema
      /** Whether what decoding cannot be held to is left out with a note; default: refused. */
      readonly isLoose?: boolean
    }

export interface LocalChatRequest extends LocalAnswerSettings {
  readonly messages: readonly LocalChatMessage[]
  readonly tools?: readonly LocalTool[]
  readonly toolChoice?: LocalToolChoice
  /** Default true: several calls in one answer, where the model's template knows how to write them. */
  readonly allowsParallelCalls?: boolean
  readonly form?: LocalAnswerForm
  /** Handed to the template by name, as `enable_thinking`. */
  readonly templateValues?: Readonly<Record<string, unknown>>
}

export interface LocalTextRequest extends LocalAnswerSettings {
  /** A text is encoded as the model's files are, with the start token that the file asks for; nothing in it is read as special. */
  readonly prompt: string | readonly number[]
  readonly form?: LocalAnswerForm
}

export interface LocalTokenProb {
  readonly id: number
  /** Of this token alone; half a character is U+FFFD. */
  readonly text: string
  readonly bytes: Uint8Array
  readonly logProb: number
}

export interface LocalLogProb extends LocalTokenProb {
  readonly top: readonly LocalTokenProb[]
}

/**
 * Text before calls. A call comes as `call-open`, any number of `call-arguments`, and `call`, which has it whole; what could not be read
 * as a call comes as text, after a note.
 */
export type LocalChatPart =
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  /** `logProbs`: of the tokens since the last part with text; empty where none were asked for. */
  | { readonly kind: 'text'; readonly text: string; readonly logProbs: readonly LocalLogProb[] }
  | {
      readonly kind: 'call-open'
      readonly index: number
      readonly id: string
      readonly name: string
    }
  | { readonly kind: 'call-arguments'; readonly index: number; readonly text: string }
  | { readonly kind: 'call'; readonly index: number; readonly call: ModelToolCall }
  /** Always the last part. `length`: cut off by a bound on tokens. */
  | {
      readonly kind: 'end'
      readonly reason: 'stop' | 'length' | 'tool-calls'
      readonly usage: GenerateUsage
      readonly timings: GenerateTimings
    }

export interface RenderedChat {
  readonly text: string
  readonly tokens: readonly number[]
  readonly notes: readonly string[]
}

/** Tokens of an answer where nobody named a bound. */
export const LOCAL_ANSWER_TOKENS = 4_096

export interface LocalChat extends AsyncDisposable {
  /** The file's name without its folder and ending. */
  readonly name: string
  readonly contextTokensMax: number
  readonly tokenizer: Tokenizer
  readonly engine: LiveEngine
  /** What the file left open and how it was read, for a person: no template, no tools in it. */
  readonly notes: readonly string[]
  /** The prompt that `chat` would give to the model. Throws as `chat` does before its first part. */
  render(request: LocalChatRequest): RenderedChat
  /**
   * Throws, before the first part or between parts: INPUT_INVALID, INPUT_NOT_UTF8, ENGINE_SCHEMA_UNSUPPORTED,
   * MODEL_TEMPLATE_FAILED, MODEL_CONTEXT_OVERFLOW, MODEL_UNAVAILABLE (closed), and what `LiveEngine.generate` throws.
   */
  chat(request: LocalChatRequest): AsyncIterable<LocalChatPart>
  /** Goes on with a text; parts are text, notes and the end. */
  continueText(request: LocalTextRequest): AsyncIterable<LocalChatPart>
  close(): Promise<void>
}
