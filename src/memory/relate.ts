/**
 * Entities and links of a knowledge graph, as events.
 *
 * Ids are derived from scope and content, so that relating the same thing twice changes nothing.
 */

import { LociError } from '../errors.ts'
import { sha256Hex } from '../host/digest.ts'
import type { Entity, Link, LogEvent } from '../store/events.ts'
import { checkScope, type Scope, scopeKey } from '../store/scope.ts'
import { checkLabel, checkText, invalidInput } from './check-input.ts'
import { TURNS_PER_CALL_MAX } from './limits.ts'
import type { Memory } from './memory.ts'

export type RelateInput = Parameters<Memory['relate']>[0]

function contentId(kind: string, scope: Scope, parts: readonly string[]): string {
  return `${kind}-${sha256Hex(JSON.stringify([scopeKey(scope), ...parts])).slice(0, 32)}`
}

function name(value: unknown, field: string): string {
  const text = checkLabel(checkText(value, field), field)
  if (text === null) throw invalidInput(field, 'is missing')
  return text
}

/** May be empty: other programs' graphs have entities without a type. */
function typeName(value: unknown, field: string): string {
  return value === '' ? '' : name(value, field)
}

/** Only the events that change something: what stands already must not be taken away by undoing this batch. */
export function newGraphEvents(
  events: readonly LogEvent[],
  known: { readonly entities: readonly Entity[]; readonly links: readonly Link[] },
): LogEvent[] {
  const types = new Map(known.entities.map(({ id, type }) => [id, type]))
  const linkIds = new Set(known.links.map(({ id }) => id))
  return events.filter((event) => {
    if (event.kind === 'entity-put') return types.get(event.entity.id) !== event.entity.type
    return event.kind !== 'link-put' || !linkIds.has(event.link.id)
  })
}

export function prepareRelate(input: RelateInput): {
  readonly scope: Scope
  readonly events: LogEvent[]
} {
  const scope = checkScope(input.scope)
  const count = input.entities.length + input.links.length
  if (count === 0) throw invalidInput('relate', 'names no entity and no link')
  if (count > TURNS_PER_CALL_MAX) {
    throw new LociError(
      'INPUT_TOO_LARGE',
      `${count} items in one call; the limit is ${TURNS_PER_CALL_MAX}`,
    )
  }
  const entities = input.entities.map((given, index): Entity => {
    const entityName = name(given.name, `entities[${index}].name`)
    const type = typeName(given.type, `entities[${index}].type`)
    return { id: contentId('entity', scope, [entityName]), scope, name: entityName, type }
  })
  const links = input.links.map((given, index): Link => {
    const source = name(given.source, `links[${index}].source`)
    const relation = name(given.relation, `links[${index}].relation`)
    const target = name(given.target, `links[${index}].target`)
    return {
      id: contentId('link', scope, [source, relation, target]),
      scope,
      source,
      relation,
      target,
    }
  })
  return {
    scope,
    events: [
      ...entities.map((entity): LogEvent => ({ kind: 'entity-put', entity, isLive: true })),
      ...links.map((link): LogEvent => ({ kind: 'link-put', link, isLive: true })),
    ],
  }
}
