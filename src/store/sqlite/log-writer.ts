/**
 * Writes one batch inside an open transaction: checks first, then rows, payloads and derived tables together.
 *
 * Invariant: positions are gapless, log time never goes backwards whatever the wall clock does, and each row is chained to the
 * one before. A purge zeroes the payloads of every version in place. They are not deleted, because deleting makes SQLite
 * move neighbouring rows between pages, and what it leaves behind of a moved row is out of reach when that row is purged in turn.
 */

import type { Database, Statement } from '../../host/database.ts'
import type { RandomSource } from '../../host/random.ts'
import { assert } from '../../stdx/assert.ts'
import type { BatchId, CubeId } from '../cube.ts'
import type { LogEvent } from '../events.ts'
import { type Scope, scopeKey } from '../scope.ts'
import type { AppendOutcome, AppendRequest } from '../store.ts'
import type { AnswerTables } from './answer-tables.ts'
import { DerivedTables } from './derived-tables.ts'
import { eventColumns } from './event-columns.ts'
import { chainHash, GENESIS_HASH, type LogRow, logRowValues } from './hash-chain.ts'
import { openPayload, sealPayload } from './payload.ts'
import { VectorErasure } from './vector-erasure.ts'

interface Head {
  readonly seq: number
  readonly atMs: number
  readonly hash: string
}

function prepareAll(database: Database) {
  return {
    head: database.prepare('SELECT seq, at_ms, hash FROM log ORDER BY seq DESC LIMIT 1'),
    addRow: database.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    addPayload: database.prepare('INSERT INTO payloads VALUES (?, 0, ?, ?)'),
    payload: database.prepare('SELECT json FROM payloads WHERE seq = ? AND is_erased = 0'),
    // Same lengths, so that SQLite writes over the old bytes where they stand.
    erasePayload: database.prepare(
      `UPDATE payloads SET is_erased = 1, key = zeroblob(length(key)),
       json = CAST(zeroblob(octet_length(json)) AS TEXT) WHERE seq = ?`,
    ),
    deleteUsage: database.prepare('DELETE FROM usage WHERE id = ?'),
    byIdempotency: database.prepare('SELECT seq, batch FROM log WHERE idempotency = ?'),
  } satisfies Record<string, Statement>
}

export class LogWriter {
  readonly #sql: ReturnType<typeof prepareAll>
  readonly #derived: DerivedTables
  readonly #vectors: VectorErasure
  readonly #random: RandomSource
  readonly #answers: AnswerTables

  constructor(database: Database, random: RandomSource, answers: AnswerTables) {
    this.#sql = prepareAll(database)
    this.#derived = new DerivedTables(database, 'main')
    this.#vectors = new VectorErasure(database)
    this.#random = random
    this.#answers = answers
  }

  /** Forgets what a rolled back transaction had gathered. */
  drop(): void {
    this.#derived.drop()
  }

  write(request: AppendRequest): AppendOutcome {
    assert(request.events.length > 0, 'an append without events')
    return this.#repetition(request) ?? this.#conflict(request) ?? this.#commit(request)
  }

  #repetition({ idempotency }: AppendRequest): AppendOutcome | undefined {
    if (idempotency === undefined) return undefined
    const first = this.#sql.byIdempotency.get(idempotencyColumn(idempotency))
    if (first === undefined) return undefined
    const batch = first.batch as BatchId
    const json = this.#sql.payload.get(first.seq!)?.json
    // Erased: the digest went with the content. The key still stands for it, so that a late retry does not bring it back.
    if (json === undefined) return { outcome: 'repeated', batch }
    const { digest } = openPayload(json as string, first.seq as number)
    return { outcome: digest === idempotency.digest ? 'repeated' : 'mismatch', batch }
  }

  #conflict({ expect, expectFree = [] }: AppendRequest): AppendOutcome | undefined {
    const ids: CubeId[] = []
    for (const [id, version] of expect ?? []) {
      if (this.#derived.versionOf(id) !== version) ids.push(id)
    }
    for (const name of expectFree) {
      const id = this.#derived.named(name)
      if (id !== undefined) ids.push(id)
    }
    return ids.length === 0 ? undefined : { outcome: 'conflict', ids }
  }

  #commit(request: AppendRequest): AppendOutcome {
    const { batch, operation, events, idempotency } = request
    const before = this.#head()
    const atMs = Math.max(request.nowMs, before.atMs)
    let { seq, hash } = before
    let key = idempotency === undefined ? null : idempotencyColumn(idempotency)
    for (const event of events) {
      seq += 1
      const digest = key === null ? undefined : idempotency?.digest
      const payload = sealPayload(event, digest, this.#random)
      const { scope, subject, version } = eventColumns(event)
      const { user = null, agent = null, run = null } = scope
      const row: LogRow = {
        seq,
        at_ms: atMs,
        kind: event.kind,
        batch,
        operation,
        scope_user: user,
        scope_agent: agent,
        scope_run: run,
        subject,
        version,
        idempotency: key,
        payload_hash: payload.hash,
      }
      hash = chainHash(hash, row)
      this.#sql.addRow.run(...logRowValues(row), hash)
      this.#sql.addPayload.run(seq, payload.key, payload.json)
      this.#applyEvent(row, event, scope)
      key = null
    }
    this.#derived.flush()
    return { outcome: 'committed', firstSeq: before.seq + 1, lastSeq: seq, atMs }
  }

  #head(): Head {
    const row = this.#sql.head.get()
    if (row === undefined) return { seq: 0, atMs: Number.NEGATIVE_INFINITY, hash: GENESIS_HASH }
    return { seq: row.seq as number, atMs: row.at_ms as number, hash: row.hash as string }
  }

  #applyEvent(row: LogRow, event: LogEvent, scope: Scope): void {
    if (event.kind === 'cube-purged') this.#erase(row, scope)
    if (event.kind === 'graph-purged') this.#eraseGraph(row, scope)
    // Answers made from what this cube said until now; a first version has none.
    if (event.kind === 'cube-changed' && row.version !== 1)
      this.#answers.deleteCiting(event.cube.id)
    if (isGone(event)) this.#vectors.eraseCube(row.subject)
    this.#derived.apply(row, event, scope)
  }

  /** Erases payload and key of every version of the purged cube, with its episode, its usage counts and its owner's answers. */
  #erase(row: LogRow, scope: Scope): void {
    for (const seq of this.#derived.versionSeqs(row.subject, row.seq)) {
      const json = this.#sql.payload.get(seq)?.json
      if (json === undefined) continue
      const { event } = openPayload(json as string, seq)
      if (event.kind === 'turn-remembered') this.#derived.deleteEpisode(event.episode.id, scope)
      this.#sql.erasePayload.run(seq)
    }
    this.#sql.deleteUsage.run(row.subject)
    this.#answers.deleteCiting(row.subject as CubeId)
    this.#answers.deleteOwned(scope)
  }

  #eraseGraph(row: LogRow, scope: Scope): void {
    for (const seq of this.#derived.putSeqs(row.subject, row.seq)) this.#sql.erasePayload.run(seq)
    this.#answers.deleteOwned(scope)
  }
}

/** Whether what the log held before is overwritten. */
export function isErasing({ kind }: LogEvent): boolean {
  return kind === 'cube-purged' || kind === 'graph-purged'
}

/** Whether nothing of the cube may be found from now on. An update leaves vectors that are stale, not forbidden. */
function isGone(event: LogEvent): boolean {
  if (event.kind === 'cube-purged') return true
  return event.kind === 'cube-changed' && event.cube.state === 'forgotten'
}

/** Scope keys hold no line break, so scope and key cannot run together. */
function idempotencyColumn({
  scope,
  key,
}: {
  readonly scope: Scope
  readonly key: string
}): string {
  return `${scopeKey(scope)}\n${key}`
}
