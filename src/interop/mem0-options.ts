/**
 * The arguments of mem0's `Memory` calls, of today and of earlier versions, checked: what is not mem0's is refused with the nearest spelling.
 *
 * Old names become new ones (`limit` is `topK`, a top-level `user_id` is `userId`); what has no meaning here is known, has no effect, and the
 * answer says so. Whose memory it is comes from these arguments alone, never from metadata.
 */

import { LociError } from '../errors.ts'
import type { Filter } from '../memory/memory.ts'
import { nearest } from '../stdx/nearest.ts'
import type { Scope } from './memory-types.ts'

export interface Mem0Names {
  readonly userId?: string | null | undefined
  readonly agentId?: string | null | undefined
  readonly runId?: string | null | undefined
}

const oldNames: Readonly<Record<string, string>> = {
  user_id: 'userId',
  agent_id: 'agentId',
  run_id: 'runId',
  limit: 'topK',
  top_k: 'topK',
  expiration_date: 'expirationDate',
  show_expired: 'showExpired',
  reference_date: 'referenceDate',
  memory_type: 'memoryType',
  enable_graph: 'enableGraph',
}
const identities = ['userId', 'agentId', 'runId'] as const

/** What each call takes, and what it takes without effect. */
export const mem0Calls = {
  add: {
    used: [
      ...identities,
      'metadata',
      'infer',
      'expirationDate',
      'filters',
      'timestamp',
      'enableGraph',
      'memoryType',
    ],
    unused: ['customPrompt', 'customInstructions', 'prompt', 'version', 'asyncMode', 'immutable'],
  },
  search: {
    used: [
      ...identities,
      'filters',
      'topK',
      'threshold',
      'explain',
      'showExpired',
      'referenceDate',
    ],
    unused: ['rerank', 'enableGraph', 'version', 'keywordSearch'],
  },
  getAll: {
    used: [...identities, 'filters', 'topK', 'showExpired'],
    unused: ['enableGraph', 'version'],
  },
  update: { used: ['text', 'data', 'metadata', 'expirationDate'], unused: [] },
  deleteAll: { used: [...identities], unused: [] },
} as const satisfies Record<
  string,
  { readonly used: readonly string[]; readonly unused: readonly string[] }
>

export type Mem0Call = keyof typeof mem0Calls

export interface CheckedOptions {
  readonly options: Readonly<Record<string, unknown>>
  /** What was given and has no effect, as sentences. */
  readonly notes: readonly string[]
}

function unknownKey(call: string, key: string, known: readonly string[]): LociError {
  const near = nearest(key, known)
  return new LociError('INPUT_UNKNOWN_KEY', `${call} takes no ${JSON.stringify(key)}`, {
    hint: near === undefined ? `It takes ${known.join(', ')}.` : `Did you mean ${near}?`,
    details: { field: key },
  })
}

/** Throws INPUT_UNKNOWN_KEY, INPUT_INVALID for what is no object. */
export function checkOptions(call: Mem0Call, given: unknown): CheckedOptions {
  if (given === undefined || given === null) return { options: {}, notes: [] }
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new LociError('INPUT_INVALID', `${call}: the options are no object`)
  }
  const { used, unused }: { used: readonly string[]; unused: readonly string[] } = mem0Calls[call]
  const options: Record<string, unknown> = {}
  const notes: string[] = []
  for (const [key, value] of Object.entries(given)) {
    const name = Object.hasOwn(oldNames, key) && !used.includes(key) ? oldNames[key]! : key
    if (used.includes(name)) options[name] ??= value
    else if (unused.includes(name)) notes.push(`${key} has no effect in ${call}`)
    else throw unknownKey(call, key, [...used, ...unused])
  }
  return { options, notes }
}

/** The names that are there; may be empty. */
export function namesOf({ userId, agentId, runId }: Mem0Names): Scope {
  return {
    ...(userId ? { user: String(userId) } : {}),
    ...(agentId ? { agent: String(agentId) } : {}),
    ...(runId ? { run: String(runId) } : {}),
  }
}

/** Throws SCOPE_MISSING, and SCOPE_INVALID for a star, which is no name to write or delete under. */
export function exactScopeOf(names: Mem0Names): Scope {
  const scope = namesOf(names)
  if (Object.keys(scope).length === 0) {
    throw new LociError('SCOPE_MISSING', 'the call names no userId, agentId or runId', {
      hint: 'Name at least one of userId, agentId, runId.',
    })
  }
  if (Object.values(scope).includes('*')) {
    throw new LociError('SCOPE_INVALID', '"*" is not the name of anybody', {
      hint: 'Name one user, agent or run at a time.',
    })
  }
  return scope
}

const filterNames: Readonly<Record<string, string>> = {
  userId: 'user_id',
  agentId: 'agent_id',
  runId: 'run_id',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
}

/** Filters with the fields' names as the filter language has them; also inside AND, OR and NOT. */
export function filtersOf(filters: unknown): Filter | undefined {
  if (filters === undefined || filters === null) return undefined
  if (typeof filters !== 'object' || Array.isArray(filters)) {
    throw new LociError('FILTER_INVALID', 'filters is no object')
  }
  return renamed(filters) as Filter
}

function renamed(filter: unknown): unknown {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return filter
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]) => {
      const isJoin = /^\$?(?:and|or|not)$/i.test(key)
      if (isJoin) return [key, Array.isArray(value) ? value.map(renamed) : renamed(value)]
      return [filterNames[key] ?? key, value]
    }),
  )
}
