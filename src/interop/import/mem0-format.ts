/**
 * mem0's memories, as its export, its REST answers and its clients give them: `{results: [...]}`, `{memories: [...]}` or a list.
 *
 * Each memory becomes a note that keeps its time, expiry, scope and metadata. Field names come in snake case from the REST API
 * and in camel case from the TypeScript library; both are read. The mem0 id is the position, so a memory is imported once.
 */

import {
  type ImportFormat,
  type ImportScope,
  type ImportStep,
  isBroken,
  type ParsedElement,
  refuse,
} from './import-format.ts'
import { parseImportTime } from './import-time.ts'
import { asList, asObject, asText, type JsonObject, type JsonValue, pick } from './json-value.ts'
import { pathText } from './parse-element.ts'

const listNames = ['results', 'memories'] as const
const textNames = ['memory', 'data']
const scopeNames = {
  user: ['user_id', 'userId'],
  agent: ['agent_id', 'agentId'],
  run: ['run_id', 'runId'],
} as const

/** `data` alone is too common a name to tell a file by. */
function isMemory(value: JsonValue | undefined): boolean {
  return asText(asObject(value)?.memory) !== undefined
}

function wrappedList(
  value: JsonValue,
): { readonly name: string; readonly list: readonly JsonValue[] } | null {
  const object = asObject(value)
  for (const name of listNames) {
    const list = asList(object?.[name])
    if (list !== undefined) return { name, list }
  }
  return null
}

function scopeOf(memory: JsonObject): ImportScope {
  const scope: { user?: string; agent?: string; run?: string } = {}
  for (const field of ['user', 'agent', 'run'] as const) {
    const name = asText(pick(memory, scopeNames[field]))
    if (name !== undefined) scope[field] = name
  }
  return scope
}

function metadataOf(memory: JsonObject): JsonObject | undefined {
  const categories = asList(memory.categories)
  const metadata = {
    ...asObject(memory.metadata),
    ...(categories === undefined || categories.length === 0 ? {} : { categories }),
  }
  return Object.keys(metadata).length === 0 ? undefined : metadata
}

function memoryStep(
  value: JsonValue,
  place: { readonly at: string; readonly line: number },
): ImportStep {
  const memory = asObject(value)
  const text = memory === undefined ? undefined : asText(pick(memory, textNames))
  if (memory === undefined || text === undefined) {
    return refuse(place, 'INPUT_INVALID', 'a memory without text', 'A mem0 memory has "memory".')
  }
  const expiry = pick(memory, ['expiration_date', 'expirationDate'])
  const expiresAt = parseImportTime(expiry)
  if (expiry !== undefined && expiresAt === undefined) {
    return refuse(place, 'TIME_INVALID', `expiration_date ${JSON.stringify(expiry)} is no moment`)
  }
  return {
    ...place,
    type: 'record',
    scope: scopeOf(memory),
    group: 'mem0',
    position: asText(memory.id) ?? place.at,
    content: {
      kind: 'note',
      text,
      at: parseImportTime(pick(memory, ['created_at', 'createdAt', 'timestamp'])),
      expiresAt,
      metadata: metadataOf(memory),
    },
  }
}

export const mem0Format: ImportFormat = {
  name: 'mem0',
  summary: 'mem0 memories: an export, or the answer of its get-all or search call',
  readsBrokenValues: true,
  recognises(value) {
    const wrapped = wrappedList(value)
    return wrapped === null
      ? isMemory(value)
      : wrapped.list.length === 0 || isMemory(wrapped.list[0])
  },
  *read(element: ParsedElement): Iterable<ImportStep> {
    const { value, at, line } = element
    const wrapped = wrappedList(value)
    if (wrapped === null) {
      if (!isBroken(element, [])) yield memoryStep(value, { at, line })
      return
    }
    for (let index = 0; index < wrapped.list.length; index += 1) {
      const path = [wrapped.name, index]
      if (isBroken(element, path)) return
      yield memoryStep(wrapped.list[index]!, { at: pathText(at, path), line })
    }
  },
}
