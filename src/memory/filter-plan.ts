/**
 * mem0's filters as scopes to look in and a filter to apply there.
 *
 * mem0 lets a filter say whose memories are meant, also inside AND and OR; Loci looks in scopes. So the identities are read out of the
 * filter as alternatives (its disjunctive normal form over user_id, agent_id, run_id), each becomes a scope, and the filter itself is applied
 * in each. What a filter says of identities it also keeps, so that an alternative can never show more than the filter allows.
 */

import { LociError } from '../errors.ts'
import { checkScope, type Scope, type ScopeField, scopeFields, scopeKey } from '../store/scope.ts'
import { FILTER_SCOPES_MAX } from './limits.ts'
import type { Filter, Memory } from './memory.ts'

export interface FilterPlan {
  readonly scopes: readonly Scope[]
  /** Undefined when the scopes say it all. */
  readonly filter: Filter | undefined
}

const ANY = '*'
const fieldOfKey: Readonly<Record<string, ScopeField>> = {
  user_id: 'user',
  agent_id: 'agent',
  run_id: 'run',
}

function scopeField(key: string): ScopeField | undefined {
  return Object.hasOwn(fieldOfKey, key) ? fieldOfKey[key] : undefined
}

function wordOf(key: string): 'AND' | 'OR' | 'NOT' | null {
  const word = key.replace(/^\$/, '').toUpperCase()
  return word === 'AND' || word === 'OR' || word === 'NOT' ? word : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function both(a: readonly Scope[], b: readonly Scope[]): readonly Scope[] {
  const merged: Scope[] = []
  for (const left of a) {
    for (const right of b) {
      const scope: { user?: string; agent?: string; run?: string } = { ...left }
      const agrees = scopeFields.every((field) => {
        const [one, other] = [left[field], right[field]]
        if (other === undefined || other === ANY) {
          if (one === undefined && other === ANY) scope[field] = ANY
          return true
        }
        scope[field] = other
        return one === undefined || one === ANY || one === other
      })
      if (agrees) merged.push(scope)
    }
  }
  return bounded(merged)
}

function bounded(scopes: readonly Scope[]): readonly Scope[] {
  const distinct = [...new Map(scopes.map((one) => [scopeKey(one), one])).values()]
  if (distinct.length <= FILTER_SCOPES_MAX) return distinct
  throw new LociError(
    'FILTER_INVALID',
    `the filter names more than ${FILTER_SCOPES_MAX} different owners of memories`,
    { hint: 'Ask for fewer users, agents or runs at a time.' },
  )
}

const anyone: readonly Scope[] = [{}]

function identityAlternatives(field: ScopeField, condition: unknown): readonly Scope[] {
  const names = isObject(condition) ? (condition.in ?? condition.eq) : condition
  if (names === undefined || names === null) return anyone
  return listOf(names).map((name) => ({ [field]: String(name) }))
}

/** Whose memories a filter can be about. */
function alternatives(filter: unknown): readonly Scope[] {
  if (!isObject(filter)) return anyone
  let found = anyone
  for (const [key, value] of Object.entries(filter)) {
    const field = scopeField(key)
    const word = wordOf(key)
    if (field !== undefined) found = both(found, identityAlternatives(field, value))
    else if (word === 'AND') for (const one of listOf(value)) found = both(found, alternatives(one))
    else if (word === 'OR') found = both(found, bounded(listOf(value).flatMap(alternatives)))
  }
  return found
}

/** Names of mem0's filter fields that are called otherwise here; identities as text. */
function translated(filter: unknown): unknown {
  if (!isObject(filter)) return filter
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(filter)) {
    if (wordOf(key) !== null) out[key] = listOf(value).map(translated)
    else if (scopeField(key) !== undefined && typeof value === 'number') out[key] = String(value)
    else if (key === 'keywords') out.text = value
    else if (key === 'memory_ids') out.id = value
    else if (key === 'metadata' && isObject(value)) Object.assign(out, value)
    else out[key] = value
  }
  return out
}

/** Without what the scope says already: plain names in the outermost AND. */
function withoutNames(filter: Filter): Filter | undefined {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(filter)) {
    if (scopeField(key) !== undefined && typeof value === 'string' && value !== ANY) continue
    if (wordOf(key) !== 'AND') {
      kept[key] = value
      continue
    }
    const rest = listOf(value).flatMap((one) =>
      isObject(one) ? (withoutNames(one as Filter) ?? []) : [one],
    )
    if (rest.length > 0) kept[key] = rest
  }
  return Object.keys(kept).length === 0 ? undefined : (kept as Filter)
}

/** Each star replaced by the names that are known. */
async function expanded(
  memory: Pick<Memory, 'scopes'>,
  scopes: readonly Scope[],
): Promise<Scope[]> {
  if (!scopes.some((one) => Object.values(one).includes(ANY))) return [...scopes]
  const known = (await memory.scopes()).map((one) => one.scope)
  const named = scopes.flatMap((one) => {
    const fields = scopeFields.filter((field) => one[field] === ANY)
    if (fields.length === 0) return [one]
    return known
      .filter((kept) =>
        scopeFields.every((field) =>
          one[field] === ANY
            ? kept[field] !== undefined
            : one[field] === undefined || one[field] === kept[field],
        ),
      )
      .map((kept) => ({
        ...one,
        ...Object.fromEntries(fields.map((field) => [field, kept[field]!])),
      }))
  })
  return [...bounded(named)]
}

/** Throws SCOPE_MISSING when somebody's memories could be meant that the request does not name, FILTER_INVALID, SCOPE_INVALID. */
export async function planFilter(
  memory: Pick<Memory, 'scopes'>,
  names: Scope,
  filters: Filter | null | undefined,
): Promise<FilterPlan> {
  const found = both([names], alternatives(filters ?? {}))
  if (found.some((one) => Object.keys(one).length === 0)) {
    throw new LociError('SCOPE_MISSING', 'the request does not say whose memories are meant', {
      hint: 'Name user_id, agent_id or run_id in filters: {"user_id": "ada"}.',
    })
  }
  const scopes = (await expanded(memory, found)).map(checkScope)
  const filter = filters ? (translated(filters) as Filter) : undefined
  if (filter === undefined || Object.keys(filter).length === 0) return { scopes, filter: undefined }
  return { scopes, filter: scopes.length === 1 ? withoutNames(filter) : filter }
}
