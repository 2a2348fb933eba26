/**
 * Reads off a chat template what it knows: system messages, tools, and how it writes calls.
 *
 * The template is run on a made conversation with calls that can be found again in what it writes; what stands around and between
 * them is the format, whatever family the template is of. A template that cannot be read so has no format, and a note says why.
 */

import { LociError } from '../../errors.ts'
import type {
  ChatTemplate,
  TemplateInput,
  TemplateMessage,
  TemplateTool,
} from '../template/chat-template.ts'
import type { Tokenizer } from '../tokenizer/tokenizer.ts'
import type { CallField, CallFormat } from './call-format.ts'

export interface TemplateAbilities {
  readonly takesSystem: boolean
  /** Null: tools are offered in words. */
  readonly format: CallFormat | null
  readonly notes: readonly string[]
}

const names = ['probe_tool_a', 'probe_tool_b'] as const
/** Nine letters and digits: what the strictest templates ask for. */
const ids = ['probeid0a', 'probeid0b'] as const
const VALUE = 'probe_value'

const tools: readonly TemplateTool[] = names.map((name) => ({
  type: 'function',
  function: {
    name,
    description: 'probe_description',
    parameters: {
      type: 'object',
      properties: { probe_key: { type: 'string', description: 'probe_parameter' } },
      required: ['probe_key'],
    },
  },
}))

const user: TemplateMessage = { role: 'user', content: 'probe_question' }

function calling(count: number): TemplateMessage {
  const calls = names.slice(0, count).map((name, index) => ({
    id: ids[index]!,
    type: 'function' as const,
    function: { name, arguments: { probe_key: VALUE } },
  }))
  return { role: 'assistant', content: '', tool_calls: calls }
}

/** What the template writes, or null where it fails. */
function tryRender(
  template: ChatTemplate,
  input: Partial<TemplateInput> & Pick<TemplateInput, 'messages'>,
): string | null {
  try {
    return template.render({ tools: null, isPrompt: false, ...input }).text
  } catch (error) {
    // A template that refuses the probe does not know what is probed.
    if (LociError.is(error, 'MODEL_TEMPLATE_FAILED')) return null
    throw error
  }
}

interface FoundCall {
  readonly start: number
  readonly end: number
  readonly fields: readonly CallField[]
}

/** Where the object that starts here ends; null where none does. */
function objectEnd(text: string, start: number): number | null {
  let depth = 0
  let isInString = false
  for (let at = start; at < text.length; at += 1) {
    const one = text[at]
    if (isInString) {
      if (one === '\\') at += 1
      else if (one === '"') isInString = false
    } else if (one === '"') isInString = true
    else if (one === '{' || one === '[') depth += 1
    else if (one === '}' || one === ']') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return null
}

function fieldOf(key: string, value: unknown, index: number): CallField {
  if (value === names[index]) return { kind: 'name', key }
  if (value === ids[index]) return { kind: 'id', key }
  if (JSON.stringify(value) === JSON.stringify({ probe_key: VALUE })) {
    return { kind: 'arguments', key }
  }
  return { kind: 'fixed', key, json: JSON.stringify(value) }
}

/** The call with the probe's name: the innermost object that has name and arguments. */
function findCall(text: string, index: number): FoundCall | null {
  const named = text.lastIndexOf(`"${names[index]}"`)
  for (let start = named; start !== -1; start = text.lastIndexOf('{', start - 1)) {
    const end = text[start] === '{' ? objectEnd(text, start) : null
    if (end !== null && end > named) {
      const fields = fieldsOf(text.slice(start, end), index)
      if (fields !== null) return { start, end, fields }
    }
    if (start === 0) break
  }
  return null
}

function fieldsOf(text: string, index: number): CallField[] | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Not JSON: the call is written in another form.
    return null
  }
  const fields = Object.entries(value as object).map(([key, one]) => fieldOf(key, one, index))
  const has = (kind: CallField['kind']): boolean => fields.some((field) => field.kind === kind)
  return has('name') && has('arguments') ? fields : null
}

/** What stands after a prompt's end, without a thought that was left empty. */
function answerFrom(written: string, prompt: string): string {
  const start = written.startsWith(prompt) ? prompt.length : sharedLength(written, prompt)
  return written.slice(start).replace(/^\s*<think>\s*<\/think>/, '')
}

function sharedLength(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  return at
}

/** The text before the first token that ends an answer. */
function untilEnd(text: string, endTexts: readonly string[]): string {
  const ends = endTexts.map((one) => text.indexOf(one)).filter((at) => at !== -1)
  return text.slice(0, Math.min(...ends, text.length)).trimEnd()
}

function separatorOf(template: ChatTemplate, endTexts: readonly string[]): string | null {
  const written = tryRender(template, { messages: [user, calling(2)], tools })
  const first = written === null ? null : findCall(written, 0)
  const second = written === null ? null : findCall(written, 1)
  if (written === null || first === null || second === null || second.start < first.end) return null
  const between = written.slice(first.end, second.start)
  return endTexts.some((text) => between.includes(text)) ? null : between
}

function formatOf(template: ChatTemplate, endTexts: readonly string[]): CallFormat | null {
  const prompt = tryRender(template, { messages: [user], tools, isPrompt: true })
  const written = tryRender(template, { messages: [user, calling(1)], tools })
  if (prompt === null || written === null) return null
  const answer = answerFrom(written, prompt)
  const call = findCall(answer, 0)
  if (call === null) return null
  return {
    source: 'template',
    opening: answer.slice(0, call.start).trimStart(),
    separator: separatorOf(template, endTexts),
    closing: untilEnd(answer.slice(call.end), endTexts),
    fields: call.fields,
  }
}

export function probeTemplate(template: ChatTemplate, tokenizer: Tokenizer): TemplateAbilities {
  const endTexts = Array.from({ length: tokenizer.vocabularySize }, (_, id) => id)
    .filter((id) => tokenizer.isEndOfGeneration(id))
    .map((id) => tokenizer.pieceOf(id))
    .filter((text) => text !== '')
  const system = { role: 'system', content: 'probe_system' }
  const takesSystem =
    tryRender(template, { messages: [system, user] })?.includes(system.content) === true
  const offered = tryRender(template, { messages: [user], tools, isPrompt: true })
  const knowsTools = offered?.includes(names[0]) === true
  const format = knowsTools ? formatOf(template, endTexts) : null
  const notes: string[] = []
  if (!takesSystem)
    notes.push('the chat template takes no system message; it is put before the user')
  if (format === null) {
    const why = knowsTools ? 'writes calls in a form that is not JSON' : 'knows no tools'
    notes.push(`the chat template ${why}; tools are offered in words`)
  }
  return { takesSystem, format, notes }
}
