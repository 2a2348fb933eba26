/**
 * The file of MCP's reference memory server: JSON lines of `entity` and `relation`.
 *
 * An entity becomes an entity of the graph, each of its observations a note that names it (see `memory/observations.ts`), a relation
 * a link. What the reference server wrote comes back byte for byte from `loci export --format mcp-memory`, but for names that are
 * empty or longer than ours may be, which are refused with their line.
 */

import { observationNote } from '../../memory/observations.ts'
import {
  type ImportFormat,
  type ImportScope,
  type ImportStep,
  type ParsedElement,
  refuse,
} from './import-format.ts'
import { asList, asObject, asText, type JsonObject } from './json-value.ts'

const TYPE_UNKNOWN = 'thing'

/** Blanks are a name there. */
function asName(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The reference server's file names no scope; `loci export` adds it to the same lines. */
function scopeOf(line: JsonObject): ImportScope {
  const scope: { user?: string; agent?: string; run?: string } = {}
  for (const field of ['user', 'agent', 'run'] as const) {
    const name = asText(line[field])
    if (name !== undefined) scope[field] = name
  }
  return scope
}

function* entitySteps(entity: JsonObject, element: ParsedElement): Iterable<ImportStep> {
  const place = { at: element.at, line: element.line }
  const name = asName(entity.name)
  if (name === undefined) {
    yield refuse(place, 'INPUT_INVALID', 'an entity without a name')
    return
  }
  const group = `entity:${name}`
  const type = typeof entity.entityType === 'string' ? entity.entityType : TYPE_UNKNOWN
  const record = { ...place, type: 'record', scope: scopeOf(entity), group } as const
  yield { ...record, position: 'entity', content: { kind: 'entity', name, type } }
  const observations = asList(entity.observations) ?? []
  const counts = new Map<string, number>()
  for (let index = 0; index < observations.length; index += 1) {
    const observation = observations[index]
    if (typeof observation !== 'string') {
      yield refuse(place, 'INPUT_INVALID', `observation ${index} of ${name} is not text`)
      continue
    }
    const count = counts.get(observation) ?? 0
    counts.set(observation, count + 1)
    yield {
      ...record,
      // The reference server keeps a text twice when it got it twice in one call.
      position: count === 0 ? observation : JSON.stringify([observation, count]),
      content: { kind: 'note', ...observationNote({ entity: name, text: observation }) },
    }
  }
}

function relationStep(relation: JsonObject, element: ParsedElement): ImportStep {
  const place = { at: element.at, line: element.line }
  const source = asName(relation.from)
  const target = asName(relation.to)
  const kind = asName(relation.relationType)
  if (source === undefined || target === undefined || kind === undefined) {
    return refuse(place, 'INPUT_INVALID', 'a relation needs from, to and relationType')
  }
  return {
    ...place,
    type: 'record',
    scope: scopeOf(relation),
    group: 'relations',
    position: element.at,
    content: { kind: 'link', source, relation: kind, target },
  }
}

export const mcpMemoryFormat: ImportFormat = {
  name: 'mcp-memory',
  summary: "the JSONL file of MCP's reference memory server: entities, observations, relations",
  readsBrokenValues: false,
  recognises(value) {
    const object = asObject(value)
    if (object?.type === 'entity') return asName(object.name) !== undefined
    return object?.type === 'relation' && asName(object.relationType) !== undefined
  },
  *read(element: ParsedElement): Iterable<ImportStep> {
    const object = asObject(element.value)
    if (object?.type === 'entity') yield* entitySteps(object, element)
    else if (object?.type === 'relation') yield relationStep(object, element)
    else yield refuse(element, 'INPUT_INVALID', 'neither an entity nor a relation')
  },
}
