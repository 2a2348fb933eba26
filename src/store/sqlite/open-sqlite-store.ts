/**
 * The SQLite driver of `Store`: one connection for writes and reads, composed from the files of this folder.
 *
 * Every call sees what any process has committed, because each statement reads the newest snapshot. Statements are synchronous
 * and short; only verify, which may be long, works on a connection of its own.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import type { Host } from '../../host/host.ts'
import { nextTurn } from '../../host/timers.ts'
import type { Cube, CubeId, JsonValue } from '../cube.ts'
import type { Entity, Episode, Link } from '../events.ts'
import type { Scope } from '../scope.ts'
import type * as api from '../store.ts'
import type * as answers from '../stored-answers.ts'
import type * as forgetting from '../stored-forgetting.ts'
import type * as formations from '../stored-formations.ts'
import type { StoredEmbedder, StoredVector, VectorCount, VectorQuery } from '../stored-vector.ts'
import { AnswerTables } from './answer-tables.ts'
import { backupStore } from './backup-store.ts'
import { ChainReads } from './chain-reads.ts'
import { CommitQueue } from './commit-queue.ts'
import { CubeReads } from './cube-reads.ts'
import { ErasureReads, ownerKeys } from './erasure-reads.ts'
import { FormationTables } from './formation-tables.ts'
import { LogReads } from './log-reads.ts'
import { isErasing, LogWriter } from './log-writer.ts'
import { type ConnectionOptions, openConnection, pragma } from './open-connection.ts'
import { rebuildStore } from './rebuild-store.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { ScopeReads } from './scope-reads.ts'
import { SideTables } from './side-tables.ts'
import { StatementCache } from './statement-cache.ts'
import { VectorTables } from './vector-tables.ts'
import { verifyDatabase } from './verify-store.ts'
import { WalTruncation } from './wal-truncation.ts'

/** Log rows that one look for citations goes through, before others have their turn. */
const CITING_CHUNK_ROWS = 5_000

export interface OpenSqliteStoreOptions extends Omit<ConnectionOptions, 'host'> {
  readonly host: Host
}

/**
 * Opens a store, made when the file does not exist. `:memory:` lives as long as it is open.
 * Throws STORE_OPEN_FAILED, STORE_NOT_A_STORE, STORE_VERSION_UNKNOWN, STORE_CORRUPT, STORE_BUSY.
 */
export async function openSqliteStore(options: OpenSqliteStoreOptions): Promise<api.Store> {
  const { host, path } = options
  // 0 for a bare name, which lies in the folder of the process.
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/'), path.lastIndexOf('\\')))
  if (path !== ':memory:' && folder !== '') {
    await host.disk.makeFolder(folder).catch((cause: unknown) => {
      throw new LociError('STORE_OPEN_FAILED', `cannot make the folder ${folder}`, { cause })
    })
  }
  return new SqliteStore(host, openConnection(options))
}

class SqliteStore implements api.Store {
  readonly #host: Host
  readonly #database: Database
  readonly #queue: CommitQueue
  readonly #wal: WalTruncation
  readonly #cubes: CubeReads
  readonly #log: LogReads
  readonly #scopes: ScopeReads
  readonly #side: SideTables
  readonly #answers: AnswerTables
  readonly #vectors: VectorTables
  readonly #formations: FormationTables
  readonly #erasure: ErasureReads
  readonly #chain: ChainReads
  readonly #writer: LogWriter
  #isOpen = true

  constructor(host: Host, database: Database) {
    this.#host = host
    this.#database = database
    this.#wal = new WalTruncation(database)
    const statements = new StatementCache(database)
    this.#answers = new AnswerTables(database, statements)
    this.#writer = new LogWriter(database, host.random, this.#answers)
    this.#queue = new CommitQueue(database, {
      onCommitted: (isErasing) => this.#wal.afterCommit(isErasing),
      onSettled: () => this.#writer.drop(),
    })
    this.#cubes = new CubeReads(statements)
    this.#log = new LogReads(statements)
    this.#scopes = new ScopeReads(statements)
    this.#side = new SideTables(database, statements)
    this.#vectors = new VectorTables(database, statements)
    this.#erasure = new ErasureReads(statements)
    this.#chain = new ChainReads(database, statements)
    this.#formations = new FormationTables(statements)
  }

  async append(request: api.AppendRequest): Promise<api.AppendOutcome> {
    this.#checkOpen()
    return this.#queue.submit({
      rowCount: request.events.length,
      isErasing: request.events.some(isErasing),
      run: () => this.#writer.write(request),
    })
  }

  async position(): Promise<api.LogPosition> {
    this.#checkOpen()
    return this.#log.position()
  }

  async positionAt(timeMs: number): Promise<api.LogPosition> {
    this.#checkOpen()
    return this.#log.positionAt(timeMs)
  }

  async cubes(ids: readonly CubeId[], asOf?: api.AsOf): Promise<(Cube | null)[]> {
    this.#checkOpen()
    if (asOf === undefined) return this.#cubes.current(ids)
    return this.#cubes.asOf(ids, this.#positionOf(asOf))
  }

  async scopeCubes(query: Parameters<api.Store['scopeCubes']>[0]): Promise<Cube[]> {
    this.#checkOpen()
    const { scope, asOf, afterSeq = 0, limit = -1 } = query
    if (asOf === undefined) return this.#cubes.ofScope(scope, afterSeq, limit)
    return this.#cubes.ofScopeAsOf(scope, this.#positionOf(asOf), afterSeq, limit)
  }

  async scopeChanges(
    scope: Scope,
    afterSeq: api.LogPosition,
  ): Promise<Awaited<ReturnType<api.Store['scopeChanges']>>> {
    this.#checkOpen()
    // The position first: what another process commits between the reads is then reported again next time, never missed.
    const position = this.#log.position()
    const changed = this.#cubes.changedAfter(scope, afterSeq)
    return { position, changed, purged: this.#cubes.purgedAfter(scope, afterSeq) }
  }

  async named(query: Parameters<api.Store['named']>[0]): Promise<Cube[]> {
    this.#checkOpen()
    return this.#cubes.named(query)
  }

  async versions(id: CubeId): Promise<api.CubeVersion[]> {
    this.#checkOpen()
    return this.#cubes.versions(id)
  }

  async tombstone(id: CubeId): Promise<api.Tombstone | null> {
    this.#checkOpen()
    return this.#log.tombstone(id)
  }

  async episode(id: string): Promise<Episode | null> {
    this.#checkOpen()
    return this.#log.episode(id)
  }

  async scopes(pattern: Scope = {}): Promise<api.ScopeSummary[]> {
    this.#checkOpen()
    return this.#scopes.scopes(pattern)
  }

  async entities(scope: Scope): Promise<Entity[]> {
    this.#checkOpen()
    return this.#scopes.entities(scope)
  }

  async links(scope: Scope): Promise<Link[]> {
    this.#checkOpen()
    return this.#scopes.links(scope)
  }

  async log(query: api.LogQuery): Promise<api.LogEntry[]> {
    this.#checkOpen()
    return this.#log.entries(query)
  }

  async addUsage(marks: readonly api.UsageMark[]): Promise<void> {
    this.#checkOpen()
    this.#side.addUsage(marks)
  }

  async putKey(key: api.ApiKey): Promise<void> {
    this.#checkOpen()
    this.#side.putKey(key)
  }

  async keys(): Promise<api.ApiKey[]> {
    this.#checkOpen()
    return this.#side.keys()
  }

  async deleteKey(id: string): Promise<boolean> {
    this.#checkOpen()
    return this.#side.deleteKey(id)
  }

  async putAnswer(answer: answers.NewStoredAnswer): Promise<boolean> {
    this.#checkOpen()
    const run = (): boolean => this.#answers.put(answer)
    return this.#queue.submit({ rowCount: 1, isErasing: false, run })
  }

  async deleteAnswers(ids: readonly string[], note?: api.AppendRequest): Promise<number> {
    this.#checkOpen()
    // A deletion that is noted was asked for: its content is to be out of the write-ahead log too.
    return this.#queue.submit({
      rowCount: ids.length,
      isErasing: note !== undefined,
      run: () => {
        const count = this.#answers.delete(ids)
        if (note !== undefined) this.#writer.write(note)
        return count
      },
    })
  }

  async trimAnswers(keptMax: number): Promise<number> {
    this.#checkOpen()
    const run = (): number => this.#answers.trim(keptMax)
    return this.#queue.submit({ rowCount: 1, isErasing: false, run })
  }

  async hasAnswer(id: string): Promise<boolean> {
    this.#checkOpen()
    return this.#answers.has(id)
  }

  async answers(
    limit: number,
  ): Promise<{ answers: answers.StoredAnswer[]; position: answers.AnswerPosition }> {
    this.#checkOpen()
    // The position first: what another process puts between the reads is then reported again, never missed.
    const position = this.#answers.position()
    return { answers: this.#answers.newest(limit), position }
  }

  async answerChanges(
    afterPosition: answers.AnswerPosition,
    limit: number,
  ): Promise<answers.AnswerChange[]> {
    this.#checkOpen()
    return this.#answers.changesAfter(afterPosition, limit)
  }

  async putLearned(key: string, value: JsonValue): Promise<void> {
    this.#checkOpen()
    const run = (): void => this.#answers.putLearned(key, value)
    await this.#queue.submit({ rowCount: 1, isErasing: false, run })
  }

  async learned(): Promise<{ key: string; value: JsonValue }[]> {
    this.#checkOpen()
    return this.#answers.learned()
  }

  async formationCursor(scope: Scope): Promise<formations.FormationCursor> {
    this.#checkOpen()
    return this.#formations.cursor(scope)
  }

  async addFormations(
    ...[jobs, at]: Parameters<formations.StoredFormations['addFormations']>
  ): Promise<boolean> {
    return this.#write(jobs.length, () => this.#formations.add(jobs, at))
  }

  async claimFormation(
    claim: formations.FormationClaim,
  ): Promise<formations.StoredFormation | null> {
    return this.#write(1, () => this.#formations.claim(claim))
  }

  async renewFormation({
    id,
    holder,
    leaseUntilMs,
  }: Parameters<formations.StoredFormations['renewFormation']>[0]): Promise<boolean> {
    return this.#write(1, () => this.#formations.renew(id, holder, leaseUntilMs))
  }

  async settleFormation(settlement: formations.FormationSettlement): Promise<boolean> {
    return this.#write(1, () => this.#formations.settle(settlement))
  }

  async retryFormations(
    ...[which, nowMs]: Parameters<formations.StoredFormations['retryFormations']>
  ): Promise<string[]> {
    return this.#write(1, () => this.#formations.retry(which, nowMs))
  }

  async formation(id: string): Promise<formations.StoredFormation | null> {
    this.#checkOpen()
    return this.#formations.one(id)
  }

  async formations(
    query: Parameters<formations.StoredFormations['formations']>[0],
  ): Promise<formations.StoredFormation[]> {
    this.#checkOpen()
    return this.#formations.list(query)
  }

  async formationTotals(scope?: Scope): Promise<formations.FormationTotals> {
    this.#checkOpen()
    return this.#formations.totals(scope)
  }

  async openFormationCount(scope: Scope): Promise<number> {
    this.#checkOpen()
    return this.#formations.openCount(scope)
  }

  async crowdedFormationScopes(openCount: number): Promise<Scope[]> {
    this.#checkOpen()
    return this.#formations.crowded(openCount)
  }

  async deleteFormations(scope: Scope): Promise<number> {
    return this.#write(1, () => this.#formations.delete(scope))
  }

  async erasable(query: Parameters<api.Store['erasable']>[0]): Promise<forgetting.Erasable[]> {
    this.#checkOpen()
    return this.#erasure.erasable(query.scope, query.afterSeq, query.limit)
  }

  async inventory(scope: Scope): Promise<forgetting.RowCounts> {
    this.#checkOpen()
    return this.#erasure.inventory(scope)
  }

  async remainsOf(ids: readonly string[]): Promise<forgetting.RowCounts> {
    this.#checkOpen()
    return this.#erasure.remainsOf(ids)
  }

  async foreignCitations(scope: Scope, limit: number): Promise<CubeId[]> {
    const found = new Set<CubeId>()
    const end = await this.position()
    for (let from = 0; from < end && found.size < limit; from += CITING_CHUNK_ROWS) {
      this.#checkOpen()
      const range = [from, from + CITING_CHUNK_ROWS] as const
      for (const id of this.#erasure.foreignCitations(scope, range)) found.add(id)
      await nextTurn()
    }
    return [...found].slice(0, limit)
  }

  async deleteAnswersOf(scopes: readonly Scope[]): Promise<number> {
    this.#checkOpen()
    const run = (): number => {
      const count = this.#erasure.answersOf(scopes)
      for (const scope of scopes) this.#answers.deleteOwned(scope)
      return count
    }
    return this.#queue.submit({ rowCount: ownerKeys(scopes).length, isErasing: true, run })
  }

  async flush(): Promise<boolean> {
    this.#checkOpen()
    this.#queue.flush()
    return this.#wal.truncate()
  }

  async chain(query: forgetting.ChainQuery): Promise<forgetting.ChainRow[]> {
    this.#checkOpen()
    return this.#chain.rows(query)
  }

  texts(): AsyncIterable<forgetting.LivingText> {
    this.#checkOpen()
    return this.#chain.texts()
  }

  async episodeCube(id: string): Promise<CubeId | null> {
    this.#checkOpen()
    return this.#erasure.episodeCube(id)
  }

  async embedders(): Promise<StoredEmbedder[]> {
    this.#checkOpen()
    return this.#vectors.embedders()
  }

  async putEmbedders(embedders: readonly StoredEmbedder[]): Promise<void> {
    this.#checkOpen()
    this.#vectors.putEmbedders(embedders)
  }

  async putVectors(
    fingerprint: string,
    vectors: readonly StoredVector[],
    donePosition: api.LogPosition = 0,
  ): Promise<number | null> {
    this.#checkOpen()
    return this.#vectors.put(fingerprint, vectors, donePosition)
  }

  async vectors(query: VectorQuery): Promise<StoredVector[]> {
    this.#checkOpen()
    return this.#vectors.vectors(query)
  }

  async vectorTick(fingerprint: string): Promise<number | null> {
    this.#checkOpen()
    return this.#vectors.tick(fingerprint)
  }

  async vectorCounts(): Promise<VectorCount[]> {
    this.#checkOpen()
    return this.#vectors.counts()
  }

  async deleteVectors(fingerprint: string): Promise<number> {
    for (let total = 0; ; ) {
      this.#checkOpen()
      const count = this.#vectors.deleteChunk(fingerprint)
      if (count === 0) return total
      total += count
      await nextTurn()
    }
  }

  async stats(): Promise<api.StoreStats> {
    this.#checkOpen()
    const { path } = this.#database
    return {
      path,
      byteCount:
        Number(pragma(this.#database, 'page_count')) * Number(pragma(this.#database, 'page_size')),
      position: this.#log.position(),
      ...this.#scopes.counts(),
      schemaVersion: SCHEMA_VERSION,
    }
  }

  async verify(onProgress?: api.Progress): Promise<api.VerifyReport> {
    this.#checkOpen()
    return verifyDatabase(this.#host, this.#database, onProgress)
  }

  async rebuild(onProgress?: api.Progress): Promise<{ readonly eventCount: number }> {
    this.#checkOpen()
    const eventCount = rebuildStore(this.#database, onProgress)
    this.#wal.truncate()
    return { eventCount }
  }

  async backup(path: string, onProgress?: api.Progress): Promise<void> {
    this.#checkOpen()
    await backupStore(this.#host, this.#database, path, onProgress)
  }

  /** Commits what waits, then lets go of the file. */
  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#queue.flush()
    this.#wal.afterCommit(false)
    this.#database.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #write<T>(rowCount: number, run: () => T): Promise<T> {
    this.#checkOpen()
    return this.#queue.submit({ rowCount, isErasing: false, run })
  }

  #positionOf(asOf: api.AsOf): api.LogPosition {
    return 'position' in asOf ? asOf.position : this.#log.positionAt(asOf.timeMs)
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new LociError('STORE_CLOSED', `${this.#database.path} is closed`)
  }
}
