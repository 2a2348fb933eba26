/**
 * Memory for any model of the AI SDK: what is known goes into the prompt, what is said is remembered.
 *
 * A middleware of specification v3 (`wrapLanguageModel({model, middleware})`). Recall that fails costs a warning and not the answer; an answer
 * is remembered only when it came to its end. Structural: nothing of the SDK is imported. The prompt gets one system message after the
 * caller's own, so that the beginning stays the same from turn to turn; personal data in it goes by the scope's setting `redact`. Tool calls
 * and pictures are passed on and not remembered.
 */

import { LociError } from '../errors.ts'
import type { RedactionLevel } from '../memory/govern/personal-data/redaction.ts'
import type { ContextInput, ContextResult, RememberInput } from '../memory/memory.ts'
import { quotedContext } from '../memory/quoted-context.ts'
import { settingDefaults } from '../memory/scope-settings.ts'
import type { Scope } from './memory-types.ts'

/** All that the middleware asks of a memory: one in this process, or a client of one elsewhere. */
export interface MemoryForChat {
  context(input: ContextInput): Promise<Pick<ContextResult, 'text' | 'mode' | 'ids'>>
  remember(input: RememberInput): Promise<unknown>
  /** By what the scope redacts before anything leaves for a model. Absent: as scopes that say nothing, secrets. */
  readonly settings?: { get(scope: Scope): Promise<{ readonly redact: RedactionLevel }> }
}

export interface LociMiddlewareOptions {
  readonly memory: MemoryForChat
  readonly scope: Scope
  readonly session?: string
  /** Tokens of the context at most. Default 2,000. */
  readonly budgetTokens?: number
  /** Whether exchanges are remembered. Default true. */
  readonly remembers?: boolean
  /** Told of what failed without costing the answer. */
  readonly onProblem?: (error: LociError, where: 'recall' | 'remember') => void
}

interface Part {
  readonly type: string
  readonly text?: unknown
}
interface Message {
  readonly role: string
  readonly content: string | readonly Part[]
}
interface Params {
  readonly prompt: readonly Message[]
}
interface Finish {
  readonly type: string
  readonly finishReason?: unknown
}
interface Generated {
  readonly content: readonly Part[]
  readonly finishReason?: unknown
}
interface StreamPart extends Finish {
  readonly delta?: unknown
}

const BUDGET_TOKENS_DEFAULT = 2_000

function textOf(content: Message['content']): string {
  if (typeof content === 'string') return content
  return content
    .flatMap(({ type, text }) => (type === 'text' && typeof text === 'string' ? [text] : []))
    .join('\n')
    .trim()
}

/** The last user message, when it is the latest word: after a tool's result the question is the same and was asked already. */
function questionOf({ prompt }: Params): string {
  const last = prompt.at(-1)
  return last?.role === 'user' ? textOf(last.content) : ''
}

function isComplete(finishReason: unknown): boolean {
  const reason =
    typeof finishReason === 'object' && finishReason !== null
      ? (finishReason as { unified?: unknown }).unified
      : finishReason
  return reason === 'stop'
}

function withContext<P extends Params>(params: P, block: string): P {
  const system = { role: 'system', content: block }
  const own = params.prompt.findIndex(({ role }) => role !== 'system')
  const at = own < 0 ? params.prompt.length : own
  const prompt = [...params.prompt.slice(0, at), system, ...params.prompt.slice(at)]
  return { ...params, prompt }
}

class ChatMemory {
  readonly #options: LociMiddlewareOptions

  constructor(options: LociMiddlewareOptions) {
    this.#options = options
  }

  async recalled<P extends Params>(params: P): Promise<P> {
    const query = questionOf(params)
    if (query === '') return params
    const { memory, scope, budgetTokens = BUDGET_TOKENS_DEFAULT } = this.#options
    try {
      const context = await memory.context({ scope, query, budgetTokens })
      if (context.mode === 'empty') return params
      const { redact } = (await memory.settings?.get(scope)) ?? settingDefaults
      return withContext(params, quotedContext(context, redact))
    } catch (error) {
      this.#options.onProblem?.(LociError.from(error), 'recall')
      return params
    }
  }

  async keep(params: Params, answer: string): Promise<void> {
    const { memory, scope, session, remembers = true } = this.#options
    const question = questionOf(params)
    if (!remembers || question === '') return
    const turns = [
      { role: 'user' as const, text: question },
      ...(answer === '' ? [] : [{ role: 'assistant' as const, text: answer }]),
    ]
    try {
      await memory.remember({ scope, session, turns, origin: 'ai-sdk' })
    } catch (error) {
      this.#options.onProblem?.(LociError.from(error), 'remember')
    }
  }
}

/** Passes everything on and, when the answer came to its end, remembers it before the stream closes. */
function remembering<Chunk extends StreamPart>(
  memory: ChatMemory,
  params: Params,
): TransformStream<Chunk, Chunk> {
  let answer = ''
  let isWhole = false
  return new TransformStream({
    transform(part, controller) {
      if (part.type === 'text-delta' && typeof part.delta === 'string') answer += part.delta
      if (part.type === 'finish') isWhole = isComplete(part.finishReason)
      controller.enqueue(part)
    },
    async flush() {
      if (isWhole) await memory.keep(params, answer)
    },
  })
}

export interface LociMiddleware {
  readonly specificationVersion: 'v3'
  transformParams<P extends Params>(call: { params: P }): Promise<P>
  wrapGenerate<G extends Generated>(call: {
    doGenerate: () => PromiseLike<G>
    params: Params
  }): Promise<G>
  wrapStream<C extends StreamPart, S extends { stream: ReadableStream<C> }>(call: {
    doStream: () => PromiseLike<S>
    params: Params
  }): Promise<S>
}

export function createLociMiddleware(options: LociMiddlewareOptions): LociMiddleware {
  const memory = new ChatMemory(options)
  return {
    specificationVersion: 'v3',
    transformParams: ({ params }) => memory.recalled(params),
    async wrapGenerate({ doGenerate, params }) {
      const generated = await doGenerate()
      if (isComplete(generated.finishReason)) {
        await memory.keep(params, textOf(generated.content))
      }
      return generated
    },
    async wrapStream({ doStream, params }) {
      const answered = await doStream()
      return { ...answered, stream: answered.stream.pipeThrough(remembering(memory, params)) }
    },
  }
}
