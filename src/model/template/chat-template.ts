/**
 * The chat template of a model file: messages and tools in, the prompt's text and ids out.
 *
 * The file's own template is run as it is; a named variant for tools is taken when there are tools. A start token that the file
 * asks for is put in front where the template did not write it. Invariant: a control token in the ids comes from the template, never
 * from a message, a tool or a value (`control-texts.ts`). Does not know how a model writes calls: `model/tools/`.
 */

import { LociError } from '../../errors.ts'
import type { GgufMetadata } from '../gguf/gguf-metadata.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import { BoundedTemplate } from './bounded-template.ts'
import { ControlTexts, freeMark, mapTexts, textsIn } from './control-texts.ts'
import { chatMlTemplate, chatMlTokens, plainTemplate } from './default-templates.ts'

/** A message in the words that templates know. */
export interface TemplateMessage {
  readonly role: string
  readonly content: string
  readonly tool_calls?: readonly TemplateCall[]
  readonly tool_call_id?: string
  readonly name?: string
  readonly reasoning_content?: string
}

export interface TemplateCall {
  readonly id: string
  readonly type: 'function'
  /** Arguments: an object where they could be read, else the text. */
  readonly function: { readonly name: string; readonly arguments: unknown }
}

export interface TemplateTool {
  readonly type: 'function'
  readonly function: {
    readonly name: string
    readonly description: string
    readonly parameters: unknown
  }
}

export interface TemplateInput {
  readonly messages: readonly TemplateMessage[]
  readonly tools: readonly TemplateTool[] | null
  /** Whether the beginning of the assistant's answer is written after the messages. */
  readonly isPrompt: boolean
  /** By name, as `enable_thinking`. */
  readonly values?: Readonly<Record<string, unknown>>
}

export interface RenderedPrompt {
  readonly text: string
  readonly tokens: number[]
}

export interface ChatTemplate {
  readonly source: 'file' | 'chatml' | 'plain'
  /** What the file left open and how it was read. */
  readonly notes: readonly string[]
  /** The program that is run with, or without, tools. */
  programOf(hasTools: boolean): string
  /** Throws MODEL_TEMPLATE_FAILED; INPUT_NOT_UTF8 for half of a surrogate pair. */
  render(input: TemplateInput): RenderedPrompt
}

export interface ChatTemplateParts {
  readonly metadata: GgufMetadata
  readonly tokenizer: Tokenizer
  /** For `strftime_now`. */
  nowMs(): number
}

const KEY = 'tokenizer.chat_template'
/** Names that a value may not take: they are the template's own input. */
const ownNames: ReadonlySet<string> = new Set([
  'messages',
  'tools',
  'documents',
  'add_generation_prompt',
  'bos_token',
  'eos_token',
])

function sourcesOf({ metadata, tokenizer }: ChatTemplateParts): {
  plain: string
  tools: string | null
  source: ChatTemplate['source']
  notes: string[]
} {
  const tools = metadata.stringOr(`${KEY}.tool_use`, null)
  const own = metadata.stringOr(KEY, null) ?? metadata.stringOr(`${KEY}.default`, null)
  if (own !== null && own.trim() !== '') return { plain: own, tools, source: 'file', notes: [] }
  const hasChatMl = chatMlTokens.every(
    (text) => tokenizer.encode(text, { parseSpecial: true }).length === 1,
  )
  const [source, plain] = hasChatMl ? ['chatml', chatMlTemplate] : ['plain', plainTemplate]
  const form = hasChatMl ? 'ChatML, whose tokens it has' : 'lines of "role: text"'
  const note = `the model file has no chat template; chats are written as ${form}`
  return { plain, tools, source: source as ChatTemplate['source'], notes: [note] }
}

/** The id that the file wants in front of a text, or null. */
function startIdOf(tokenizer: Tokenizer): number | null {
  const [first] = tokenizer.encode('', { addSpecial: true })
  return first !== undefined && first === tokenizer.bosId ? first : null
}

function checkValues(values: Readonly<Record<string, unknown>>): void {
  const name = Object.keys(values).find((one) => ownNames.has(one))
  if (name === undefined) return
  throw new LociError('INPUT_INVALID', `the template's ${name} cannot be set as a value`, {
    details: { field: name },
  })
}

/** Throws MODEL_TEMPLATE_FAILED where the file's template is no template. */
export function openChatTemplate(parts: ChatTemplateParts): ChatTemplate {
  const { tokenizer } = parts
  const { plain, tools, source, notes } = sourcesOf(parts)
  const plainProgram = new BoundedTemplate(plain)
  const toolProgram = tools === null ? plainProgram : new BoundedTemplate(tools)
  const controls = new ControlTexts(tokenizer)
  const startId = startIdOf(tokenizer)
  const pieceOf = (id: number | null): string => (id === null ? '' : tokenizer.pieceOf(id))
  const programFor = (hasTools: boolean): BoundedTemplate => (hasTools ? toolProgram : plainProgram)

  function encode(text: string, mark: string): number[] {
    if (!text.includes(mark)) return [...tokenizer.encode(text, { parseSpecial: true })]
    return controls
      .split(text)
      .flatMap((part) =>
        typeof part === 'number' ? [part] : [...tokenizer.encode(part.replaceAll(mark, ''))],
      )
  }

  function render({
    messages,
    tools: offered,
    isPrompt,
    values = {},
  }: TemplateInput): RenderedPrompt {
    checkValues(values)
    const program = programFor(offered !== null)
    const given = { messages, tools: offered, ...values }
    const mark = freeMark([program.source, ...textsIn(given)])
    const guarded = mapTexts(given, (text) => controls.guard(text, mark)) as object
    const own = {
      documents: null,
      add_generation_prompt: isPrompt,
      bos_token: pieceOf(tokenizer.bosId),
      eos_token: pieceOf(tokenizer.eosId),
    }
    const written = program.run({ ...guarded, ...own }, parts.nowMs())
    // `tojson` may have spelt the mark out.
    const spelt = `\\u${mark.charCodeAt(0).toString(16)}`
    const text = written.replaceAll(spelt, mark)
    const tokens = encode(text, mark)
    if (startId !== null && tokens[0] !== startId) tokens.unshift(startId)
    return { text: text.replaceAll(mark, ''), tokens }
  }

  return { source, notes, programOf: (hasTools) => programFor(hasTools).source, render }
}
