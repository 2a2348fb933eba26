/**
 * The tables of the formation queue: rows of ids and counts, each change inside an open transaction.
 *
 * A job that is done is kept for lists and counts until FORMATIONS_KEPT newer ones are there; open and failed ones are never dropped.
 */

import type { ErrorCode } from '../../errors.ts'
import type { SqlRow, SqlValue } from '../../host/database.ts'
import type { BatchId } from '../cube.ts'
import { parseScopeKey, type Scope, scopeKey } from '../scope.ts'
import type {
  FormationClaim,
  FormationCounts,
  FormationCursor,
  FormationSettlement,
  FormationState,
  FormationTotals,
  NewStoredFormation,
  StoredFormation,
  StoredFormations,
} from '../stored-formations.ts'
import { scopeCondition } from './scope-pattern.ts'
import type { StatementCache } from './statement-cache.ts'

const FORMATIONS_KEPT = 10_000

const noCounts: FormationCounts = {
  added: 0,
  revised: 0,
  retired: 0,
  duplicate: 0,
  refused: 0,
  failed: 0,
}

type NewAt = Parameters<StoredFormations['addFormations']>[1]

export class FormationTables {
  readonly #statements: StatementCache

  constructor(statements: StatementCache) {
    this.#statements = statements
  }

  cursor(scope: Scope): FormationCursor {
    const row = this.#get('SELECT position, recent FROM formation_scopes WHERE scope_key = ?', [
      scopeKey(scope),
    ])
    if (row === undefined) return { position: 0, recent: [] }
    return { position: row.position as number, recent: JSON.parse(row.recent as string) }
  }

  add(jobs: readonly NewStoredFormation[], { nowMs, cursor }: NewAt): boolean {
    if (cursor !== undefined) {
      if (this.cursor(cursor.scope).position !== cursor.from) return false
      this.#putCursor(cursor.scope, cursor.to)
    }
    for (const { id, scope, pipeline, sources, before } of jobs) {
      this.#run(
        `INSERT INTO formations (id, scope_key, scope_user, scope_agent, scope_run, pipeline, state, sources,
           source_count, before, round, tries, not_before_ms, lease_until_ms, counts, created_at_ms, updated_at_ms)
         VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, 1, 0, 0, 0, ?, ?, ?)`,
        [
          id,
          ...scopeValues(scope),
          pipeline,
          JSON.stringify(sources),
          sources.length,
          JSON.stringify(before),
          JSON.stringify(noCounts),
          nowMs,
          nowMs,
        ],
      )
    }
    return true
  }

  claim(claim: FormationClaim): StoredFormation | null {
    const { holder, nowMs, leaseUntilMs, batch, scope, ids, pipelines } = claim
    const pattern = scopeCondition(scope ?? {}, 'f')
    const found = this.#get(
      `SELECT f.position FROM formations f WHERE f.state IN ('pending', 'running')
         AND ((f.state = 'pending' AND f.not_before_ms <= ?) OR (f.state = 'running' AND f.lease_until_ms <= ?))
         AND ${pattern.sql} AND (? IS NULL OR f.id IN (SELECT value FROM json_each(?)))
         AND (? IS NULL OR f.pipeline IN (SELECT value FROM json_each(?)))
         AND NOT EXISTS (SELECT 1 FROM formations r WHERE r.scope_key = f.scope_key
           AND r.state IN ('pending', 'running') AND r.state = 'running' AND r.lease_until_ms > ?)
       ORDER BY f.position LIMIT 1`,
      [nowMs, nowMs, ...pattern.parameters, ...twice(ids), ...twice(pipelines), nowMs],
    )
    if (found === undefined) return null
    const row = this.#get(
      `UPDATE formations SET state = 'running', holder = ?, lease_until_ms = ?, tries = tries + 1,
         batch = coalesce(batch, ?), updated_at_ms = ? WHERE position = ? RETURNING *`,
      [holder, leaseUntilMs, batch, nowMs, found.position!],
    )
    return formationOf(row!)
  }

  renew(id: string, holder: string, leaseUntilMs: number): boolean {
    const sql =
      "UPDATE formations SET lease_until_ms = ? WHERE id = ? AND holder = ? AND state = 'running'"
    return this.#run(sql, [leaseUntilMs, id, holder]) === 1
  }

  settle(settlement: FormationSettlement): boolean {
    const { id, holder, state, notBeforeMs = 0, code, counts, usage, nowMs } = settlement
    const row = this.#get(
      `UPDATE formations SET state = ?, holder = NULL, lease_until_ms = 0, not_before_ms = ?, code = ?, counts = ?,
         updated_at_ms = ? WHERE id = ? AND holder = ? AND state = 'running' RETURNING *`,
      [state, notBeforeMs, code, JSON.stringify(counts), nowMs, id, holder],
    )
    if (row === undefined) return false
    const { scope, position } = formationOf(row)
    this.#addUsage(scope, usage)
    this.#run("DELETE FROM formations WHERE state = 'done' AND position <= ?", [
      position - FORMATIONS_KEPT,
    ])
    return true
  }

  retry(which: Parameters<StoredFormations['retryFormations']>[0], nowMs: number): string[] {
    const pattern = scopeCondition('scope' in which ? which.scope : {}, 'formations')
    const rows = this.#all(
      `UPDATE formations SET state = 'pending', round = round + 1, tries = 0, not_before_ms = 0, batch = NULL, code = NULL,
         updated_at_ms = ? WHERE (state = 'failed' OR (state = 'pending' AND not_before_ms > ?))
         AND ${pattern.sql} AND (? IS NULL OR id IN (SELECT value FROM json_each(?))) RETURNING id, position`,
      [nowMs, nowMs, ...pattern.parameters, ...twice('ids' in which ? which.ids : undefined)],
    )
    return rows
      .sort((a, b) => (a.position as number) - (b.position as number))
      .map((row) => row.id as string)
  }

  one(id: string): StoredFormation | null {
    const row = this.#get('SELECT * FROM formations WHERE id = ?', [id])
    return row === undefined ? null : formationOf(row)
  }

  list(query: Parameters<StoredFormations['formations']>[0]): StoredFormation[] {
    const { scope = {}, state = null, beforePosition = Number.MAX_SAFE_INTEGER, limit } = query
    const pattern = scopeCondition(scope, 'f')
    const rows = this.#all(
      `SELECT * FROM formations f WHERE ${pattern.sql} AND (? IS NULL OR f.state = ?) AND f.position < ?
       ORDER BY f.position DESC LIMIT ?`,
      [...pattern.parameters, state, state, beforePosition, limit],
    )
    return rows.map(formationOf)
  }

  totals(scope: Scope = {}): FormationTotals {
    const pattern = scopeCondition(scope, 'f')
    const byState = { pending: 0, running: 0, done: 0, failed: 0 }
    let openSourceCount = 0
    let oldestOpenMs: number | null = null
    let dueAtMs: number | null = null
    const rows = this.#all(
      `SELECT f.state, count(*) AS count, sum(f.source_count) AS sources, min(f.created_at_ms) AS oldest,
         min(CASE f.state WHEN 'running' THEN f.lease_until_ms ELSE f.not_before_ms END) AS due
       FROM formations f WHERE ${pattern.sql} GROUP BY f.state`,
      pattern.parameters,
    )
    for (const row of rows) {
      const state = row.state as FormationState
      byState[state] = row.count as number
      if (state === 'done' || state === 'failed') continue
      openSourceCount += row.sources as number
      oldestOpenMs = Math.min(oldestOpenMs ?? Number.POSITIVE_INFINITY, row.oldest as number)
      dueAtMs = Math.min(dueAtMs ?? Number.POSITIVE_INFINITY, row.due as number)
    }
    return { byState, openSourceCount, oldestOpenMs, dueAtMs, usage: this.#usage(scope) }
  }

  openCount(scope: Scope): number {
    const sql =
      "SELECT count(*) AS count FROM formations WHERE scope_key = ? AND state IN ('pending', 'running')"
    return this.#get(sql, [scopeKey(scope)])!.count as number
  }

  crowded(openCount: number): Scope[] {
    const rows = this.#all(
      `SELECT scope_key FROM formations WHERE state IN ('pending', 'running')
       GROUP BY scope_key HAVING count(*) >= ?`,
      [openCount],
    )
    return rows.map((row) => parseScopeKey(row.scope_key as string))
  }

  delete(scope: Scope): number {
    const jobs = scopeCondition(scope, 'formations')
    const count = this.#run(`DELETE FROM formations WHERE ${jobs.sql}`, jobs.parameters)
    const scopes = scopeCondition(scope, 'formation_scopes')
    this.#run(`DELETE FROM formation_scopes WHERE ${scopes.sql}`, scopes.parameters)
    return count
  }

  #usage(scope: Scope): FormationTotals['usage'] {
    const pattern = scopeCondition(scope, 's')
    const row = this.#get(
      `SELECT coalesce(sum(call_count), 0) AS calls, coalesce(sum(prompt_tokens), 0) AS prompt,
         coalesce(sum(completion_tokens), 0) AS completion, coalesce(sum(cost_micros), 0) AS cost,
         count(*) - count(cost_micros) AS unknown, coalesce(max(is_estimated), 0) AS estimated
       FROM formation_scopes s WHERE ${pattern.sql}`,
      pattern.parameters,
    )!
    return {
      callCount: row.calls as number,
      promptTokens: row.prompt as number,
      completionTokens: row.completion as number,
      costMicros: row.unknown === 0 ? (row.cost as number) : null,
      isEstimated: row.estimated === 1,
    }
  }

  #putCursor(scope: Scope, { position, recent }: FormationCursor): void {
    this.#run(
      `INSERT INTO formation_scopes VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)
       ON CONFLICT(scope_key) DO UPDATE SET position = excluded.position, recent = excluded.recent`,
      [...scopeValues(scope), position, JSON.stringify(recent)],
    )
  }

  #addUsage(scope: Scope, usage: FormationSettlement['usage']): void {
    const { callCount, promptTokens, completionTokens, costMicros, isEstimated } = usage
    this.#run(
      `INSERT INTO formation_scopes VALUES (?, ?, ?, ?, 0, '[]', ?, ?, ?, ?, ?)
       ON CONFLICT(scope_key) DO UPDATE SET call_count = call_count + excluded.call_count,
         prompt_tokens = prompt_tokens + excluded.prompt_tokens,
         completion_tokens = completion_tokens + excluded.completion_tokens,
         cost_micros = cost_micros + excluded.cost_micros, is_estimated = max(is_estimated, excluded.is_estimated)`,
      [
        ...scopeValues(scope),
        callCount,
        promptTokens,
        completionTokens,
        costMicros,
        Number(isEstimated),
      ],
    )
  }

  #get(sql: string, parameters: readonly SqlValue[]): SqlRow | undefined {
    return this.#statements.prepare(sql).get(...parameters)
  }

  #all(sql: string, parameters: readonly SqlValue[]): SqlRow[] {
    return this.#statements.prepare(sql).all(...parameters)
  }

  #run(sql: string, parameters: readonly SqlValue[]): number {
    return this.#statements.prepare(sql).run(...parameters).changes
  }
}

function scopeValues(scope: Scope): SqlValue[] {
  const { user = null, agent = null, run = null } = scope
  return [scopeKey(scope), user, agent, run]
}

/** Words for `? IS NULL OR ... json_each(?)`. */
function twice(ids: readonly string[] | undefined): SqlValue[] {
  const json = ids === undefined ? null : JSON.stringify(ids)
  return [json, json]
}

function formationOf(row: SqlRow): StoredFormation {
  return {
    id: row.id as string,
    scope: parseScopeKey(row.scope_key as string),
    pipeline: row.pipeline as string,
    sources: JSON.parse(row.sources as string),
    before: JSON.parse(row.before as string),
    position: row.position as number,
    state: row.state as FormationState,
    round: row.round as number,
    tries: row.tries as number,
    notBeforeMs: row.not_before_ms as number,
    leaseUntilMs: row.lease_until_ms as number,
    batch: row.batch as BatchId | null,
    code: row.code as ErrorCode | null,
    counts: JSON.parse(row.counts as string),
    createdAtMs: row.created_at_ms as number,
    updatedAtMs: row.updated_at_ms as number,
  }
}
