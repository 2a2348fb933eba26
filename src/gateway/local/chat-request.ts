/**
 * A chat request of OpenAI's form as the local engine takes it.
 *
 * What would change the answer and cannot be had here is refused by name (several choices, frequency penalties, pictures); what has no
 * say in an answer (`store`, `metadata`, `service_tier`) is taken and left alone; a field that nobody knows is refused with the nearest
 * spelling. Instructions at the beginning become one message, because many templates take one only: memory puts its records there.
 */

import { z } from 'zod'
import type {
  LocalAnswerForm,
  LocalChatMessage,
  LocalChatRequest,
  LocalTool,
  LocalToolChoice,
} from '../../engine/local-chat.ts'
import { invalidInput } from '../../memory/check-input.ts'
import type { ModelToolCall } from '../../model/model.ts'
import {
  answerSettings,
  answerSettingsFields,
  notHere,
  type RequestFacts,
} from './answer-settings.ts'

const content = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish()

const toolCall = z.looseObject({
  id: z.string(),
  type: z.string().optional(),
  function: z.looseObject({ name: z.string(), arguments: z.string() }).optional(),
})

const message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content,
  name: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
  tool_call_id: z.string().nullish(),
  reasoning_content: z.string().nullish(),
})

const jsonSchema = z.record(z.string(), z.unknown())

const tool = z.looseObject({
  type: z.string(),
  function: z
    .looseObject({
      name: z.string().regex(/^[\w.-]{1,128}$/),
      description: z.string().nullish(),
      parameters: jsonSchema.nullish(),
      strict: z.boolean().nullish(),
    })
    .optional(),
})

const namedTool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: z.string() }),
})

const responseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().default('answer'),
      description: z.string().nullish(),
      schema: jsonSchema,
      strict: z.boolean().nullish(),
    }),
  }),
])

export const localChatSchema = z.strictObject({
  ...answerSettingsFields,
  messages: z.array(message).min(1),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  tools: z.array(tool).max(128).nullish(),
  tool_choice: z.union([z.enum(['auto', 'none', 'required']), namedTool]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  chat_template_kwargs: z.record(z.string(), z.unknown()).nullish(),
  reasoning_effort: z.string().nullish(),
  // Refused where they ask for something.
  functions: z.unknown().optional(),
  function_call: z.unknown().optional(),
  audio: z.unknown().optional(),
  modalities: z.array(z.string()).nullish(),
  prediction: z.unknown().optional(),
  web_search_options: z.unknown().optional(),
  // No say in an answer.
  store: z.unknown().optional(),
  metadata: z.unknown().optional(),
  service_tier: z.unknown().optional(),
  safety_identifier: z.unknown().optional(),
  prompt_cache_key: z.unknown().optional(),
  prompt_cache_retention: z.unknown().optional(),
  verbosity: z.unknown().optional(),
})

export type LocalChatBody = z.output<typeof localChatSchema>

function textOf(value: z.output<typeof content>, field: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  return value
    .map((part, index) => {
      if (typeof part.text === 'string') return part.text
      if (typeof part.refusal === 'string') return part.refusal
      throw invalidInput(`${field}[${index}]`, `is ${part.type}; this model reads text only`)
    })
    .join('\n')
}

function callsOf(calls: readonly z.output<typeof toolCall>[], field: string): ModelToolCall[] {
  return calls.map(({ id, function: called }, index) => {
    if (called === undefined) throw invalidInput(`${field}[${index}]`, 'is no call of a function')
    return { id, name: called.name, arguments: called.arguments }
  })
}

function messageOf(said: z.output<typeof message>, index: number): LocalChatMessage {
  const field = `messages[${index}]`
  const { role, tool_calls: calls, tool_call_id: callId, reasoning_content: reasoning } = said
  if (role === 'tool' && (callId === null || callId === undefined)) {
    throw invalidInput(`${field}.tool_call_id`, 'is missing')
  }
  return {
    role: role === 'developer' ? 'system' : role,
    content: textOf(said.content, `${field}.content`),
    ...(calls === null || calls === undefined || calls.length === 0
      ? {}
      : { toolCalls: callsOf(calls, `${field}.tool_calls`) }),
    ...(callId === null || callId === undefined ? {} : { toolCallId: callId }),
    ...(reasoning === null || reasoning === undefined ? {} : { reasoning }),
  }
}

/** The instructions that lead a conversation as one message. */
export function withOneInstruction(messages: readonly LocalChatMessage[]): LocalChatMessage[] {
  const first = messages.findIndex(({ role }) => role !== 'system')
  const end = first === -1 ? messages.length : first
  if (end < 2) return [...messages]
  const said = messages.slice(0, end).map(({ content: text }) => text)
  return [{ role: 'system', content: said.join('\n\n') }, ...messages.slice(end)]
}

function toolOf({ type, function: called }: z.output<typeof tool>, index: number): LocalTool {
  if (type !== 'function' || called === undefined) {
    throw invalidInput(`tools[${index}]`, `is of the type ${type}; only functions can be called`)
  }
  const { name, description, parameters, strict } = called
  return {
    name,
    description: description ?? '',
    parameters: parameters ?? { type: 'object', properties: {} },
    isStrict: strict === true,
  }
}

function toolsOf(
  body: LocalChatBody,
): Pick<LocalChatRequest, 'tools' | 'toolChoice' | 'allowsParallelCalls'> {
  const tools = (body.tools ?? []).map(toolOf)
  const asked = body.tool_choice ?? null
  if (tools.length === 0) {
    if (asked === null || asked === 'none' || asked === 'auto') return {}
    throw invalidInput('tool_choice', 'asks for a tool, but there are no tools')
  }
  const names = new Set(tools.map(({ name }) => name))
  if (names.size < tools.length) throw invalidInput('tools', 'name the same function twice')
  const choice: LocalToolChoice =
    asked === null ? 'auto' : typeof asked === 'string' ? asked : { name: asked.function.name }
  if (typeof choice === 'object' && !names.has(choice.name)) {
    throw invalidInput('tool_choice', `names ${choice.name}, which is not among the tools`)
  }
  return {
    tools,
    toolChoice: choice,
    ...(body.parallel_tool_calls === false ? { allowsParallelCalls: false } : {}),
  }
}

function formOf(format: z.output<typeof responseFormat> | null | undefined): LocalAnswerForm {
  if (format === null || format === undefined || format.type === 'text') return { kind: 'text' }
  if (format.type === 'json_object') return { kind: 'json-object' }
  const { name, schema } = format.json_schema
  return { kind: 'json-schema', name, schema }
}

function refuseOthers(body: LocalChatBody): void {
  const isGiven = (value: unknown): boolean => value !== undefined && value !== null
  if (isGiven(body.functions) || isGiven(body.function_call)) {
    throw notHere(body.functions === undefined ? 'function_call' : 'functions', 'use tools instead')
  }
  for (const field of ['audio', 'prediction', 'web_search_options'] as const) {
    if (isGiven(body[field])) throw notHere(field, 'leave it out')
  }
  if ((body.modalities ?? []).some((one) => one !== 'text')) {
    throw notHere('modalities', 'the model answers in text')
  }
}

/** `max_tokens` under its two names: the smaller where both are given. */
function tokensMaxOf({
  max_tokens: older,
  max_completion_tokens: newer,
}: LocalChatBody): number | null {
  const given = [older, newer].filter((one) => typeof one === 'number')
  return given.length === 0 ? null : Math.min(...given)
}

/** Throws INPUT_INVALID for what cannot be had here. */
export function localChatRequest(body: LocalChatBody, facts: RequestFacts): LocalChatRequest {
  refuseOthers(body)
  const topCount = body.logprobs === true ? (body.top_logprobs ?? 0) : null
  if (topCount === null && (body.top_logprobs ?? 0) > 0) {
    throw invalidInput('top_logprobs', 'needs logprobs: true')
  }
  const effort = body.reasoning_effort ?? undefined
  const values = {
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
    ...body.chat_template_kwargs,
  }
  return {
    ...answerSettings(body, facts, tokensMaxOf(body)),
    messages: withOneInstruction(body.messages.map(messageOf)),
    ...toolsOf(body),
    form: formOf(body.response_format),
    topLogProbCount: topCount,
    ...(Object.keys(values).length === 0 ? {} : { templateValues: values }),
  }
}
