/**
 * From a chat to what its template takes: tools in the template's own form or in words, system messages where they are taken.
 *
 * What a template cannot say is said otherwise and told as a note at opening: without tools, calls and their results go in as text; without
 * a system role, its message goes before the first user's. The order of messages is never changed.
 */

import { LociError } from '../errors.ts'
import type {
  TemplateInput,
  TemplateMessage,
  TemplateTool,
} from '../model/template/chat-template.ts'
import { genericInstructions } from '../model/tools/call-format.ts'
import type { TemplateAbilities } from '../model/tools/probe-format.ts'
import type { LocalChatMessage, LocalChatRequest, LocalTool } from './local-chat.ts'

export const MESSAGES_MAX = 10_000
export const TOOLS_MAX = 256

/** What the model may call, by the request's choice; none: tools are not spoken of. */
export function offeredTools({
  tools = [],
  toolChoice = 'auto',
}: LocalChatRequest): readonly LocalTool[] {
  const names = tools.map(({ name }) => name)
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin !== undefined) throw refuse('tools', `two tools are named ${twin}`)
  if (names.includes('')) throw refuse('tools', 'a tool has no name')
  if (tools.length > TOOLS_MAX)
    throw refuse('tools', `there are ${tools.length}; ${TOOLS_MAX} can be`)
  if (toolChoice === 'none') return []
  if (toolChoice === 'required' && tools.length === 0) {
    throw refuse('toolChoice', 'a call is required, and there are no tools')
  }
  if (typeof toolChoice === 'object' && !names.includes(toolChoice.name)) {
    throw refuse('toolChoice', `${toolChoice.name} is none of the tools`)
  }
  return tools
}

function refuse(field: string, says: string): LociError {
  return new LociError('INPUT_INVALID', says, { details: { field } })
}

function templateTool({ name, description, parameters }: LocalTool): TemplateTool {
  return { type: 'function', function: { name, description, parameters } }
}

/** Arguments as a value where they are JSON: templates write them out themselves. */
function argumentsOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : text
  } catch {
    // What a model once wrote stays what it is.
    return text
  }
}

/** A message in the template's own words. */
function templateMessage(message: LocalChatMessage, toolName: string | undefined): TemplateMessage {
  const { role, content, reasoning, toolCalls = [], toolCallId } = message
  const calls = toolCalls.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function' as const,
    function: { name, arguments: argumentsOf(text) },
  }))
  return {
    role,
    content,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
    ...(toolName === undefined ? {} : { name: toolName }),
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
  }
}

/** A message without calls and results: they are written out. */
function spokenMessage(message: LocalChatMessage, toolName: string | undefined): TemplateMessage {
  const { role, content, toolCalls = [] } = message
  if (role === 'tool') {
    return { role: 'user', content: `Result of ${toolName ?? 'the call'}:\n${content}` }
  }
  const calls = toolCalls.map(({ name, arguments: text }) =>
    JSON.stringify({ name, arguments: argumentsOf(text) }),
  )
  return { role, content: [content, ...calls].filter((part) => part !== '').join('\n') }
}

/** Names of calls, so that a result can say what it is of. */
function namesOfCalls(messages: readonly LocalChatMessage[]): Map<string, string> {
  return new Map(
    messages.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id, name }) => [id, name] as const)),
  )
}

/** A system message before the user message after it. */
function withoutSystem(messages: readonly TemplateMessage[]): TemplateMessage[] {
  const merged: TemplateMessage[] = []
  let waiting: string[] = []
  for (const message of messages) {
    if (message.role === 'system') {
      waiting.push(message.content)
    } else if (message.role === 'user' && waiting.length > 0) {
      merged.push({ ...message, content: [...waiting, message.content].join('\n\n') })
      waiting = []
    } else merged.push(message)
  }
  return waiting.length === 0
    ? merged
    : [...merged, { role: 'user', content: waiting.join('\n\n') }]
}

function withInstructions(
  messages: readonly TemplateMessage[],
  instructions: string,
): TemplateMessage[] {
  const [first, ...rest] = messages
  if (first?.role !== 'system') return [{ role: 'system', content: instructions }, ...messages]
  return [{ ...first, content: `${first.content}\n\n${instructions}` }, ...rest]
}

export function frameChat(
  request: LocalChatRequest,
  { takesSystem, format }: TemplateAbilities,
): TemplateInput {
  const { messages, templateValues = {} } = request
  if (messages.length === 0) throw refuse('messages', 'there are no messages')
  if (messages.length > MESSAGES_MAX) {
    throw refuse('messages', `there are ${messages.length}; ${MESSAGES_MAX} can be`)
  }
  const tools = offeredTools(request).map(templateTool)
  const names = namesOfCalls(messages)
  const write = format === null ? spokenMessage : templateMessage
  let written: TemplateMessage[] = messages.map((message) =>
    write(message, names.get(message.toolCallId ?? '')),
  )
  const isSpoken = format === null && tools.length > 0
  if (isSpoken) written = withInstructions(written, genericInstructions(tools))
  return {
    messages: takesSystem ? written : withoutSystem(written),
    tools: tools.length === 0 || isSpoken ? null : tools,
    isPrompt: true,
    values: templateValues,
  }
}
