/**
 * A local model that chats: template, tokenizer, constraint and engine put together.
 *
 * A request is framed for its template, held to its form, and given to the engine as ids; what comes back is read into parts. Opened
 * over an engine that it owns and closes. Invariant: nothing that a message says becomes a control token, and an answer with a
 * form or a call is in that form, or is cut off and says so.
 */

import { LociError } from '../errors.ts'
import type { Clock } from '../host/clock.ts'
import type { RandomSource } from '../host/random.ts'
import { ConstraintVocabulary } from '../model/constraint/constraint-vocabulary.ts'
import type { CompiledGrammar } from '../model/constraint/grammar-constraint.ts'
import { JsonGrammars } from '../model/constraint/json-grammar.ts'
import type { GgufMetadata } from '../model/gguf/gguf-metadata.ts'
import { type ChatTemplate, openChatTemplate } from '../model/template/chat-template.ts'
import { ControlTexts } from '../model/template/control-texts.ts'
import type { Tokenizer } from '../model/tokenizer/tokenizer.ts'
import { answerRule, PARALLEL_CALLS_MAX } from '../model/tools/answer-grammar.ts'
import { type CallFormat, genericFormat } from '../model/tools/call-format.ts'
import { markOf } from '../model/tools/call-mark.ts'
import { probeTemplate, type TemplateAbilities } from '../model/tools/probe-format.ts'
import { CallReader } from '../model/tools/read-calls.ts'
import { AnswerParts } from './answer-parts.ts'
import { frameChat, offeredTools } from './chat-frame.ts'
import type { GenerateRequest, LiveEngine } from './live-engine.ts'
import {
  LOCAL_ANSWER_TOKENS,
  type LocalAnswerForm,
  type LocalAnswerSettings,
  type LocalChat,
  type LocalChatPart,
  type LocalChatRequest,
  type LocalTextRequest,
  type LocalTool,
  type RenderedChat,
} from './local-chat.ts'
import { endsInThought, ReasoningText } from './reasoning-text.ts'
import { hintsOf } from './scheduling-hints.ts'
import { toolNamedIn } from './tool-named-in.ts'

export interface LocalChatOptions {
  /** As it is told: the file's name without its folder and ending. */
  readonly name: string
  readonly metadata: GgufMetadata
  readonly tokenizer: Tokenizer
  /** Closed with the chat. */
  readonly engine: LiveEngine
  /** Positions that a sequence can have. */
  readonly contextTokensMax: number
  readonly clock: Clock
  /** Of ids of calls. */
  readonly random: RandomSource
  /** Default: nine letters and digits, as the strictest templates want them. */
  readonly newCallId?: () => string
}

const CALL_ID_UNITS = 9
const CALL_ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const THOUGHT_END = '\n</think>\n\n'

/** An answer about to be made. */
interface Prepared {
  readonly promptTokens: readonly number[]
  readonly promptText: string
  readonly notes: readonly string[]
  readonly grammar: CompiledGrammar | null
  /** Null: nothing is read as a call. */
  readonly format: CallFormat | null
  readonly isCallRequired: boolean
  readonly mayThink: boolean
  /** That the answer may call. */
  readonly toolNames: readonly string[]
}

export function openLocalChat(options: LocalChatOptions): LocalChat {
  return new TemplateChat(options)
}

class TemplateChat implements LocalChat {
  readonly name: string
  readonly contextTokensMax: number
  readonly tokenizer: Tokenizer
  readonly engine: LiveEngine
  readonly notes: readonly string[]
  readonly #options: LocalChatOptions
  readonly #template: ChatTemplate
  readonly #abilities: TemplateAbilities
  readonly #controls: ControlTexts
  readonly #thinks: boolean
  #grammars: JsonGrammars | null = null
  #isOpen = true

  constructor(options: LocalChatOptions) {
    const { name, metadata, tokenizer, engine, contextTokensMax, clock } = options
    this.#options = options
    this.name = name
    this.contextTokensMax = contextTokensMax
    this.tokenizer = tokenizer
    this.engine = engine
    this.#template = openChatTemplate({ metadata, tokenizer, nowMs: () => clock.nowMs() })
    this.#abilities = probeTemplate(this.#template, tokenizer)
    this.#controls = new ControlTexts(tokenizer)
    this.#thinks = this.#template.programOf(false).includes('think>')
    this.notes = [...this.#template.notes, ...this.#abilities.notes]
  }

  render(request: LocalChatRequest): RenderedChat {
    const { promptText, promptTokens, notes } = this.#prepare(request)
    return { text: promptText, tokens: promptTokens, notes }
  }

  async *chat(request: LocalChatRequest): AsyncGenerator<LocalChatPart, void> {
    this.#demandOpen(request)
    const prepared = this.#prepare(request)
    yield* this.#answer(request, prepared)
  }

  async *continueText(request: LocalTextRequest): AsyncGenerator<LocalChatPart, void> {
    this.#demandOpen(request)
    const { prompt, form = { kind: 'text' } } = request
    const isText = typeof prompt === 'string'
    const grammar = this.#grammarOf(form)
    yield* this.#answer(request, {
      promptTokens: isText ? [...this.tokenizer.encode(prompt, { addSpecial: true })] : prompt,
      promptText: isText ? prompt : '',
      notes: grammar?.notes ?? [],
      grammar,
      format: null,
      isCallRequired: false,
      mayThink: false,
      toolNames: [],
    })
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.engine.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #demandOpen({ signal }: LocalAnswerSettings): void {
    if (!this.#isOpen) throw new LociError('MODEL_UNAVAILABLE', `${this.name} is closed`)
    signal?.throwIfAborted()
  }

  get #json(): JsonGrammars {
    this.#grammars ??= new JsonGrammars(new ConstraintVocabulary(this.tokenizer))
    return this.#grammars
  }

  #grammarOf(form: LocalAnswerForm): CompiledGrammar | null {
    if (form.kind === 'text') return null
    if (form.kind === 'json-object') return this.#json.anyObject()
    return this.#json.ofSchema(form.schema, form.isLoose)
  }

  #prepare(request: LocalChatRequest): Prepared {
    const { form = { kind: 'text' }, toolChoice = 'auto' } = request
    const tools = offeredTools(request)
    const format = tools.length === 0 ? null : (this.#abilities.format ?? genericFormat)
    const isCallRequired = tools.length > 0 && toolChoice !== 'auto'
    const grammar =
      format === null ? this.#grammarOf(form) : this.#toolGrammar(request, tools, format)
    const { text, tokens } = this.#template.render(frameChat(request, this.#abilities))
    const notes = [...(grammar?.notes ?? [])]
    const toolNames = tools.map(({ name }) => name)
    const isHeld = form.kind !== 'text' || isCallRequired
    if (!isHeld || !endsInThought(text)) {
      const mayThink = this.#thinks && !isHeld
      return {
        promptText: text,
        promptTokens: tokens,
        notes,
        grammar,
        format,
        isCallRequired,
        mayThink,
        toolNames,
      }
    }
    notes.push('the template begins a thought; it was ended, so that the answer has its form')
    const closed = this.tokenizer.encode(THOUGHT_END, { parseSpecial: true })
    return {
      promptText: text + THOUGHT_END,
      promptTokens: [...tokens, ...closed],
      notes,
      grammar,
      format,
      isCallRequired,
      mayThink: false,
      toolNames,
    }
  }

  #toolGrammar(
    { form = { kind: 'text' }, toolChoice = 'auto', allowsParallelCalls = true }: LocalChatRequest,
    offered: readonly LocalTool[],
    format: CallFormat,
  ): CompiledGrammar {
    const named = typeof toolChoice === 'object' ? toolChoice.name : null
    const tools = offered
      .filter(({ name }) => named === null || name === named)
      .map(({ name, parameters, isStrict = false }) => ({ name, parameters, isStrict }))
    const schema =
      form.kind === 'text' ? null : form.kind === 'json-object' ? { type: 'object' } : form.schema
    const facts = {
      tools,
      schema,
      isCallRequired: toolChoice !== 'auto',
      callCountMax: allowsParallelCalls && named === null ? PARALLEL_CALLS_MAX : 1,
    }
    const { vocabulary } = this.#json
    return this.#json.kept(`tools ${JSON.stringify(facts)}`, (builder, notes) =>
      answerRule({ vocabulary, controls: this.#controls, format, ...facts }, builder, notes),
    )
  }

  /** The tokens that an answer may have. */
  #tokensMax({ tokensMax }: LocalAnswerSettings, promptCount: number): number {
    const left = this.contextTokensMax - promptCount
    if (left > 0) return Math.min(tokensMax ?? LOCAL_ANSWER_TOKENS, left)
    throw new LociError(
      'MODEL_CONTEXT_OVERFLOW',
      `the prompt has ${promptCount} tokens; ${this.name} takes ${this.contextTokensMax} with the answer`,
      { details: { promptTokens: promptCount, contextTokensMax: this.contextTokensMax } },
    )
  }

  #generateRequest(settings: LocalAnswerSettings, prepared: Prepared): GenerateRequest {
    const { promptTokens, grammar } = prepared
    const { sampling, seed, stop, ignoresEndOfGeneration, topLogProbCount } = settings
    const { salt, deadlineMs, signal } = settings
    return {
      promptTokens,
      tokensMax: this.#tokensMax(settings, promptTokens.length),
      ...(grammar === null ? {} : { constraint: grammar.open() }),
      ...(sampling === undefined ? {} : { sampling }),
      ...(seed === undefined ? {} : { seed }),
      ...(stop === undefined ? {} : { stop }),
      ...(ignoresEndOfGeneration === undefined ? {} : { ignoresEndOfGeneration }),
      ...(topLogProbCount === undefined ? {} : { topLogProbCount }),
      ...(salt === undefined ? {} : { salt }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      ...hintsOf(settings),
      ...(prepared.toolNames.length === 0 ? {} : { toolOf: toolNamedIn(prepared.toolNames) }),
      ...(signal === undefined ? {} : { signal }),
    }
  }

  #newCallId(): string {
    const { newCallId, random } = this.#options
    if (newCallId !== undefined) return newCallId()
    return Array.from(
      random.bytes(CALL_ID_UNITS),
      (byte) => CALL_ID_ALPHABET[byte % CALL_ID_ALPHABET.length]!,
    ).join('')
  }

  #partsOf(settings: LocalAnswerSettings, prepared: Prepared): AnswerParts {
    const { format, isCallRequired, mayThink, promptTokens, promptText } = prepared
    const mark = format === null ? null : markOf(format.opening, this.#controls)
    return new AnswerParts({
      tokenizer: this.tokenizer,
      lastPromptToken: promptTokens.at(-1) ?? null,
      stop: settings.stop ?? [],
      shownTokens: new Set(mayThink ? this.#controls.idsOf(/^<\/?think>$/) : []),
      markToken: mark?.kind === 'token' ? mark.token : null,
      reasoning: mayThink ? new ReasoningText(endsInThought(promptText)) : null,
      calls:
        format === null || mark === null
          ? null
          : new CallReader({ format, mark, isCallRequired, newCallId: () => this.#newCallId() }),
    })
  }

  async *#answer(
    settings: LocalAnswerSettings,
    prepared: Prepared,
  ): AsyncGenerator<LocalChatPart, void> {
    const request = this.#generateRequest(settings, prepared)
    const parts = this.#partsOf(settings, prepared)
    let callCount = 0
    const counted = (all: readonly LocalChatPart[]): readonly LocalChatPart[] => {
      callCount += all.filter(({ kind }) => kind === 'call').length
      return all
    }
    for (const note of prepared.notes) yield { kind: 'note', note }
    for await (const part of this.engine.generate(request)) {
      if (part.kind === 'token') {
        yield* counted(parts.put(part))
        continue
      }
      yield* counted(parts.close())
      const { usage, timings } = part
      if (part.reason === 'length' && request.constraint?.isWhole === false) {
        yield {
          kind: 'note',
          note: 'the answer was cut off by the bound on tokens before it was whole',
        }
      }
      const reason = part.reason === 'stop' && callCount > 0 ? 'tool-calls' : part.reason
      yield { kind: 'end', reason, usage, timings }
    }
  }
}
