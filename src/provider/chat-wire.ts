/**
 * A request of the Model port as the body of a `/chat/completions` call, in the way in which the endpoint can be asked for JSON.
 *
 * Ways, best first: a JSON schema that the endpoint enforces, one tool that must be called, JSON without a schema, words alone. In the last
 * two the schema stands in the prompt. Strict schemas are asked for only where the schema meets their rules (every field required, no others).
 */

import type { JsonSchema, ModelMessage, ModelRequest } from '../model/model.ts'

export const jsonWays = ['schema', 'tool', 'json', 'words'] as const
export type JsonWay = (typeof jsonWays)[number]

/** Parameters that an endpoint may refuse and an answer can do without. */
export const droppable = ['stream_options', 'temperature', 'top_p', 'seed', 'max_tokens'] as const
export type Droppable = (typeof droppable)[number]

export interface ChatBody {
  readonly model: string
  readonly request: ModelRequest
  readonly way: JsonWay
  readonly dropped: ReadonlySet<Droppable>
}

type Json = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether every object in a schema names all of its fields as required and allows no others. */
export function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict)
  if (!isRecord(schema)) return true
  if (schema.type === 'object') {
    const fields = isRecord(schema.properties) ? Object.keys(schema.properties) : []
    const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : []
    const isWhole = fields.every((field) => required.includes(field))
    if (schema.additionalProperties !== false || !isWhole) return false
  }
  return Object.values(schema).every(isStrict)
}

function wireMessage({ role, content, toolCalls, toolCallId }: ModelMessage): Json {
  const calls = toolCalls?.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }))
  return {
    role,
    content,
    ...(calls === undefined ? {} : { tool_calls: calls }),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
  }
}

function inWords(schema: JsonSchema): string {
  return `Answer with one JSON value that fits this JSON Schema, and with nothing else:\n${JSON.stringify(schema)}`
}

/** The schema's sentence goes to the end of the first system message: many templates take only one. */
function withWords(messages: readonly ModelMessage[], schema: JsonSchema): readonly ModelMessage[] {
  const [first, ...rest] = messages
  const words = inWords(schema)
  if (first?.role !== 'system') return [{ role: 'system', content: words }, ...messages]
  return [{ ...first, content: `${first.content}\n\n${words}` }, ...rest]
}

function formOf({ schema }: ModelRequest, way: JsonWay): Json {
  if (schema === undefined || way === 'words') return {}
  if (way === 'json') return { response_format: { type: 'json_object' } }
  const { name, schema: json } = schema
  if (way === 'schema') {
    const described = { name, schema: json, strict: isStrict(json) }
    return { response_format: { type: 'json_schema', json_schema: described } }
  }
  const description = 'Gives the answer in the form that was asked for.'
  return {
    tools: [{ type: 'function', function: { name, description, parameters: json } }],
    tool_choice: { type: 'function', function: { name } },
  }
}

function samplingOf({ sampling = {} }: ModelRequest): Partial<Record<Droppable, unknown>> {
  const { temperature, topP, tokensMax, seed } = sampling
  return {
    stream_options: { include_usage: true },
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(tokensMax === undefined ? {} : { max_tokens: tokensMax }),
    ...(seed === undefined ? {} : { seed }),
  }
}

export function chatBody({ model, request, way, dropped }: ChatBody): Json {
  const { schema, tools, stop } = request
  const needsWords = schema !== undefined && (way === 'json' || way === 'words')
  const messages = needsWords ? withWords(request.messages, schema.schema) : request.messages
  const sampling: Record<string, unknown> = samplingOf(request)
  // Newer models of some vendors take the bound under another name only.
  if (dropped.has('max_tokens') && sampling.max_tokens !== undefined) {
    sampling.max_completion_tokens = sampling.max_tokens
  }
  for (const name of dropped) delete sampling[name]
  const offered = tools?.map((tool) => ({ type: 'function', function: tool }))
  return {
    model,
    messages: messages.map(wireMessage),
    stream: true,
    ...sampling,
    ...(stop === undefined || stop.length === 0 ? {} : { stop }),
    ...(offered === undefined || offered.length === 0 ? {} : { tools: offered }),
    ...formOf(request, way),
  }
}
