/**
 * A scope pattern as an SQL condition that uses one index.
 *
 * Names are tried narrowest first (a run has fewer records than a user, a user fewer than an agent); a unary plus keeps SQLite
 * from choosing the index of another name, since without statistics it cannot know.
 */

import type { SqlValue } from '../../host/database.ts'
import type { Scope } from '../scope.ts'

const narrowestFirst = ['run', 'user', 'agent'] as const

export interface ScopeColumns {
  readonly scope_user: string | null
  readonly scope_agent: string | null
  readonly scope_run: string | null
}

export interface ScopeCondition {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
}

/** A pattern that names nobody sees everything. `table` is the alias that carries the scope columns. */
export function scopeCondition(scope: Scope, table: string): ScopeCondition {
  const conditions: string[] = []
  const parameters: SqlValue[] = []
  for (const field of narrowestFirst) {
    const name = scope[field]
    if (name === undefined) continue
    conditions.push(`${conditions.length === 0 ? '' : '+'}${table}.scope_${field} = ?`)
    parameters.push(name)
  }
  return { sql: conditions.length === 0 ? '1' : conditions.join(' AND '), parameters }
}

export function scopeOfColumns(row: ScopeColumns): Scope {
  const scope: { user?: string; agent?: string; run?: string } = {}
  if (row.scope_user !== null) scope.user = row.scope_user
  if (row.scope_agent !== null) scope.agent = row.scope_agent
  if (row.scope_run !== null) scope.run = row.scope_run
  return scope
}
