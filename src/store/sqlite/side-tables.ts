/**
 * What stands beside the log: usage counters and API keys. Not rebuilt, not chained, no memory content.
 */

import type { Database } from '../../host/database.ts'
import type { ApiKey, UsageMark } from '../store.ts'
import type { StatementCache } from './statement-cache.ts'
import { inTransaction } from './transaction.ts'
import { withoutWaiting } from './without-waiting.ts'

export class SideTables {
  readonly #database: Database
  readonly #statements: StatementCache

  constructor(database: Database, statements: StatementCache) {
    this.#database = database
    this.#statements = statements
  }

  /** Throws STORE_BUSY at once when another process is writing: counts come with reads, and reads do not wait. */
  addUsage(marks: readonly UsageMark[]): void {
    // A cube that was purged meanwhile gets no new row.
    const statement = this.#statements.prepare(
      `INSERT INTO usage SELECT id, ?, ? FROM cubes WHERE id = ?
       ON CONFLICT(id) DO UPDATE SET recall_count = recall_count + excluded.recall_count,
       last_recalled_at_ms = max(last_recalled_at_ms, excluded.last_recalled_at_ms)`,
    )
    const addAll = (): void => {
      for (const { id, recallCount, lastRecalledAtMs } of marks) {
        statement.run(recallCount, lastRecalledAtMs, id)
      }
    }
    withoutWaiting(this.#database, () => inTransaction(this.#database, addAll))
  }

  putKey({ id, name, secretHash, scopes, createdAtMs }: ApiKey): void {
    this.#statements
      .prepare('INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?)')
      .run(id, name, secretHash, JSON.stringify(scopes), createdAtMs)
  }

  keys(): ApiKey[] {
    const rows = this.#statements.prepare('SELECT * FROM keys ORDER BY created_at_ms, id').all()
    return rows.map((row) => ({
      id: row.id as string,
      name: row.name as string,
      secretHash: row.secret_hash as string,
      scopes: JSON.parse(row.scopes as string),
      createdAtMs: row.created_at_ms as number,
    }))
  }

  deleteKey(id: string): boolean {
    return this.#statements.prepare('DELETE FROM keys WHERE id = ?').run(id).changes === 1
  }
}
