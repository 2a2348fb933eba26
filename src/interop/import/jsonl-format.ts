/**
 * Plain turns: one a line, or a JSON array of messages, or conversations `{messages: [...]}`; also what `loci export` writes.
 *
 * A turn needs `text` (or `content`, a text or OpenAI's list of parts). Everything else is optional, in the spellings that chat
 * programs use. A field with a known name and a wrong type is an error; a field with an unknown name is kept beside the raw
 * turn (`extra`). A line `{"kind": "note"}` becomes a note; entity and relation lines go to the graph.
 */

import {
  type ImportFormat,
  type ImportPlace,
  type ImportScope,
  type ImportStep,
  isBroken,
  type ParsedElement,
  refuse,
} from './import-format.ts'
import { parseImportTime } from './import-time.ts'
import {
  asList,
  asObject,
  asText,
  type JsonObject,
  type JsonValue,
  pick,
  rest,
} from './json-value.ts'
import { mcpMemoryFormat } from './mcp-memory-format.ts'
import { pathText } from './parse-element.ts'

const names = {
  text: ['text', 'content'],
  speaker: ['speaker', 'name', 'author'],
  at: ['at', 'timestamp', 'created_at', 'createdAt', 'time', 'date'],
  session: ['session', 'session_id', 'sessionId', 'conversation_id', 'conversationId', 'thread_id'],
  expiresAt: ['expiresAt', 'expires_at'],
  user: ['user', 'user_id', 'userId'],
  agent: ['agent', 'agent_id', 'agentId'],
  run: ['run', 'run_id', 'runId'],
} as const
const listNames = ['messages', 'turns'] as const
const knownNames = [...Object.values(names).flat(), 'role', 'caption', 'metadata', 'extra', 'kind']

const roles = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  system: 'system',
  developer: 'system',
  tool: 'tool',
  function: 'tool',
} as const

/** What a wrapping conversation says for each of its messages. */
interface Surroundings {
  readonly scope: ImportScope
  readonly session: string | undefined
  readonly group: string | undefined
}

const nothingAround: Surroundings = { scope: {}, session: undefined, group: undefined }

/** Thrown inside one record only, and turned into its refusal. */
class BadField extends Error {
  readonly code: 'INPUT_INVALID' | 'TIME_INVALID'
  constructor(code: 'INPUT_INVALID' | 'TIME_INVALID', message: string) {
    super(message)
    this.code = code
  }
}

function textIn(object: JsonObject): string | undefined {
  const value = pick(object, names.text)
  const parts = asList(value)
  if (parts === undefined) return typeof value === 'string' ? value : undefined
  const texts = parts.map((part) =>
    typeof part === 'string' ? part : asText(asObject(part)?.text),
  )
  return texts.filter((text) => text !== undefined).join('\n')
}

/** A label, or a number written as one (ids are numbers in some exports). */
function label(object: JsonObject, field: 'speaker' | 'session' | 'user' | 'agent' | 'run') {
  const value = pick(object, names[field])
  if (value === undefined || value === '') return undefined
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') throw new BadField('INPUT_INVALID', `${field} must be text`)
  return value
}

function scopeIn(object: JsonObject): ImportScope {
  const inner = asObject(object.scope) ?? object
  const scope: { user?: string; agent?: string; run?: string } = {}
  for (const field of ['user', 'agent', 'run'] as const) {
    const name = label(inner, field)
    if (name !== undefined) scope[field] = name
  }
  return scope
}

function time(object: JsonObject, field: 'at' | 'expiresAt'): number | undefined {
  const value = pick(object, names[field])
  if (value === undefined) return undefined
  const ms = parseImportTime(value)
  if (ms === undefined) {
    throw new BadField('TIME_INVALID', `${field}: ${JSON.stringify(value)} is not a moment`)
  }
  return ms
}

function roleIn(object: JsonObject): (typeof roles)[keyof typeof roles] | undefined {
  const { role } = object
  if (role === undefined || role === null) return undefined
  const known = typeof role === 'string' ? role.toLowerCase() : ''
  if (Object.hasOwn(roles, known)) return roles[known as keyof typeof roles]
  throw new BadField('INPUT_INVALID', `unknown role ${JSON.stringify(role)}`)
}

function objectIn(object: JsonObject, field: 'metadata' | 'extra'): JsonObject | undefined {
  const value = object[field]
  if (value === undefined || value === null) return undefined
  const found = asObject(value)
  if (found === undefined) throw new BadField('INPUT_INVALID', `${field} must be an object`)
  return found
}

function contentOf(object: JsonObject, around: Surroundings) {
  const text = textIn(object)
  const caption = asText(object.caption)
  if (text === undefined && caption === undefined) {
    throw new BadField('INPUT_INVALID', 'no text: a record needs "text" or "content"')
  }
  const session = label(object, 'session') ?? around.session
  const metadata = objectIn(object, 'metadata')
  const facts = { session, metadata, at: time(object, 'at') }
  const expiresAt = time(object, 'expiresAt')
  if (object.kind === 'note' || object.kind === 'derived') {
    return { kind: 'note', text: text ?? caption ?? '', ...facts, expiresAt } as const
  }
  const role = roleIn(object)
  const speaker = label(object, 'speaker')
  const extra = { ...rest(object, [...knownNames, 'scope', 'id']), ...objectIn(object, 'extra') }
  const turn = { text: text ?? '', role, speaker, caption, ...facts, extra }
  return { kind: 'turn', turn, expiresAt } as const
}

function recordStep(
  value: JsonValue,
  place: ImportPlace,
  position: string,
  around: Surroundings,
): ImportStep {
  const object = asObject(value)
  if (object === undefined) {
    return refuse(place, 'INPUT_INVALID', 'a record must be an object like {"text": "..."}')
  }
  try {
    const content = contentOf(object, around)
    const session = content.kind === 'turn' ? content.turn.session : content.session
    return {
      ...place,
      type: 'record',
      scope: { ...around.scope, ...scopeIn(object) },
      group: around.group ?? session ?? '',
      position: content.kind === 'note' ? (asText(object.id) ?? position) : position,
      content,
    }
  } catch (error) {
    if (!(error instanceof BadField)) throw error
    return refuse(place, error.code, error.message)
  }
}

function wrappedList(value: JsonValue): (typeof listNames)[number] | undefined {
  const object = asObject(value)
  return listNames.find((name) => asList(object?.[name]) !== undefined)
}

function* wrappedSteps(
  element: ParsedElement,
  whole: JsonObject,
  listName: string,
): Iterable<ImportStep> {
  const list = asList(whole[listName]) ?? []
  let around: Surroundings
  try {
    const session = label(whole, 'session') ?? asText(whole.id)
    around = { scope: scopeIn(whole), session, group: session ?? element.at }
  } catch (error) {
    if (!(error instanceof BadField)) throw error
    yield refuse(element, error.code, error.message)
    return
  }
  for (let index = 0; index < list.length; index += 1) {
    const path = [listName, index]
    if (isBroken(element, path)) return
    const place = { at: pathText(element.at, path), line: element.line }
    yield recordStep(list[index]!, place, String(index), around)
  }
}

export const jsonlFormat: ImportFormat = {
  name: 'jsonl',
  summary:
    'plain turns {"text", "role"?, "speaker"?, "at"?, "session"?, "metadata"?}: lines or an array',
  readsBrokenValues: true,
  recognises(value) {
    const object = asObject(value)
    return (
      object !== undefined && (textIn(object) !== undefined || wrappedList(value) !== undefined)
    )
  },
  *read(element: ParsedElement): Iterable<ImportStep> {
    const { value, at, line } = element
    const listName = wrappedList(value)
    if (listName !== undefined) yield* wrappedSteps(element, asObject(value)!, listName)
    else if (isBroken(element, [])) return
    else if (mcpMemoryFormat.recognises(value)) yield* mcpMemoryFormat.read(element)
    else yield recordStep(value, { at, line }, at, nothingAround)
  },
}
