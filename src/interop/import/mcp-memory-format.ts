/**
 * The file of MCP's reference memory server: JSON lines of `entity` and `relation`.
 *
 * An entity becomes an entity of the graph, each of its observations a note that names it, a relation a link. An observation
 * that does not say whom it is about gets the name in front, because a note is found by its own words.
 */

import {
  type ImportFormat,
  type ImportScope,
  type ImportStep,
  type ParsedElement,
  refuse,
} from './import-format.ts'
import { asList, asObject, asText, type JsonObject } from './json-value.ts'

const TYPE_UNKNOWN = 'thing'

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
  const name = asText(entity.name)
  if (name === undefined) {
    yield refuse(place, 'INPUT_INVALID', 'an entity without a name')
    return
  }
  const group = `entity:${name}`
  const type = asText(entity.entityType) ?? TYPE_UNKNOWN
  const record = { ...place, type: 'record', scope: scopeOf(entity), group } as const
  yield { ...record, position: 'entity', content: { kind: 'entity', name, type } }
  const observations = asList(entity.observations) ?? []
  for (let index = 0; index < observations.length; index += 1) {
    const observation = asText(observations[index])
    if (observation === undefined) {
      yield refuse(place, 'INPUT_INVALID', `observation ${index} of ${name} is not text`)
      continue
    }
    const isNamed = observation.toLowerCase().includes(name.toLowerCase())
    yield {
      ...record,
      position: observation,
      content: {
        kind: 'note',
        text: isNamed ? observation : `${name}: ${observation}`,
        metadata: { entity: name, observation },
      },
    }
  }
}

function relationStep(relation: JsonObject, element: ParsedElement): ImportStep {
  const place = { at: element.at, line: element.line }
  const source = asText(relation.from)
  const target = asText(relation.to)
  const kind = asText(relation.relationType)
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
    if (object?.type === 'entity') return asText(object.name) !== undefined
    return object?.type === 'relation' && asText(object.relationType) !== undefined
  },
  *read(element: ParsedElement): Iterable<ImportStep> {
    const object = asObject(element.value)
    if (object?.type === 'entity') yield* entitySteps(object, element)
    else if (object?.type === 'relation') yield relationStep(object, element)
    else yield refuse(element, 'INPUT_INVALID', 'neither an entity nor a relation')
  },
}
