/**
 * The tables of stored answers: puts and erasures inside an open transaction, and reads.
 *
 * Invariants: positions are one sequence over puts and deletions and only grow (the newest deletion is always kept, so a position is never
 * given twice); an answer is there whole or not at all; content is only in its slot. No answer text in an index or a key.
 */

import type { Database, SqlRow } from '../../host/database.ts'
import { assert } from '../../stdx/assert.ts'
import type { CubeId, JsonValue } from '../cube.ts'
import { ownerOf, type Scope, scopeKey } from '../scope.ts'
import type {
  AnswerChange,
  AnswerPosition,
  NewStoredAnswer,
  StoredAnswer,
} from '../stored-answers.ts'
import { ContentSlots, textOfSlot } from './content-slots.ts'
import type { StatementCache } from './statement-cache.ts'

/** How far back, in positions, `answerChanges` still knows deletions. */
const DELETION_REACH = 10_000

export class AnswerTables {
  readonly #statements: StatementCache
  readonly #slots: ContentSlots

  constructor(database: Database, statements: StatementCache) {
    this.#statements = statements
    this.#slots = new ContentSlots(database)
  }

  put({ id, content, cites, scope }: NewStoredAnswer): boolean {
    assert(!this.has(id), 'an answer id is put once')
    if (!cites.every((cited) => this.#versionOf(cited.id) === cited.version)) return false
    const { slot, byteCount } = this.#slots.put(content)
    this.#statements
      .prepare('INSERT INTO answers (id, position, slot, byte_count, owner) VALUES (?, ?, ?, ?, ?)')
      .run(id, this.position() + 1, slot, byteCount, scope === undefined ? null : ownerKey(scope))
    const cite = this.#statements.prepare('INSERT OR IGNORE INTO answer_citations VALUES (?, ?)')
    for (const cited of cites) cite.run(cited.id, id)
    return true
  }

  /** Returns how many there were. */
  delete(ids: readonly string[]): number {
    let count = 0
    for (const id of ids) if (this.#deleteOne(id)) count += 1
    if (count > 0) this.#forgetOldDeletions()
    return count
  }

  deleteCiting(cube: CubeId): void {
    const rows = this.#statements
      .prepare('SELECT answer FROM answer_citations WHERE cube = ?')
      .all(cube)
    this.delete(rows.map((row) => row.answer as string))
  }

  /** All answers of whoever this scope belongs to. */
  deleteOwned(scope: Scope): void {
    const rows = this.#statements
      .prepare('SELECT id FROM answers WHERE owner = ?')
      .all(ownerKey(scope))
    this.delete(rows.map((row) => row.id as string))
  }

  trim(keptMax: number): number {
    const rows = this.#statements
      .prepare('SELECT id FROM answers ORDER BY position DESC LIMIT -1 OFFSET ?')
      .all(keptMax)
    return this.delete(rows.map((row) => row.id as string))
  }

  has(id: string): boolean {
    return this.#statements.prepare('SELECT 1 FROM answers WHERE id = ?').get(id) !== undefined
  }

  position(): AnswerPosition {
    const row = this.#statements
      .prepare(
        `SELECT max(coalesce((SELECT max(position) FROM answers), 0),
         coalesce((SELECT max(position) FROM answer_deletions), 0)) AS position`,
      )
      .get()
    return row!.position as number
  }

  newest(limit: number): StoredAnswer[] {
    const rows = this.#statements
      .prepare(
        `SELECT a.id, a.byte_count, s.content FROM answers a JOIN answer_slots s ON s.slot = a.slot
         ORDER BY a.position DESC LIMIT ?`,
      )
      .all(limit)
    return rows.map((row) => ({ id: row.id as string, content: contentOf(row)! }))
  }

  changesAfter(position: AnswerPosition, limit: number): AnswerChange[] {
    const rows = this.#statements
      .prepare(
        `SELECT c.position, c.id, c.byte_count, s.content FROM (
           SELECT position, id, byte_count, slot FROM answers WHERE position > ?
           UNION ALL SELECT position, id, NULL, NULL FROM answer_deletions WHERE position > ?
           ORDER BY position LIMIT ?
         ) c LEFT JOIN answer_slots s ON s.slot = c.slot ORDER BY c.position`,
      )
      .all(position, position, limit)
    return rows.map((row) => ({
      position: row.position as number,
      id: row.id as string,
      content: contentOf(row),
    }))
  }

  putLearned(key: string, value: JsonValue): void {
    this.#statements
      .prepare('INSERT OR REPLACE INTO answer_learning VALUES (?, ?)')
      .run(key, JSON.stringify(value))
  }

  learned(): { key: string; value: JsonValue }[] {
    const rows = this.#statements.prepare('SELECT * FROM answer_learning ORDER BY key').all()
    return rows.map((row) => ({ key: row.key as string, value: JSON.parse(row.json as string) }))
  }

  #versionOf(cube: CubeId): number | undefined {
    const row = this.#statements.prepare('SELECT version FROM cubes WHERE id = ?').get(cube)
    return row?.version as number | undefined
  }

  #deleteOne(id: string): boolean {
    const row = this.#statements.prepare('SELECT slot FROM answers WHERE id = ?').get(id)
    if (row === undefined) return false
    const position = this.position() + 1
    this.#slots.erase(row.slot as number)
    this.#statements.prepare('DELETE FROM answers WHERE id = ?').run(id)
    this.#statements.prepare('DELETE FROM answer_citations WHERE answer = ?').run(id)
    this.#statements.prepare('INSERT INTO answer_deletions VALUES (?, ?)').run(position, id)
    return true
  }

  /** The newest deletion stays whatever the bound, since `position` rests on it. */
  #forgetOldDeletions(): void {
    this.#statements
      .prepare('DELETE FROM answer_deletions WHERE position <= ?')
      .run(this.position() - DELETION_REACH)
  }
}

function ownerKey(scope: Scope): string {
  return scopeKey(ownerOf(scope))
}

function contentOf({ content, byte_count: byteCount }: SqlRow): string | null {
  return content === null ? null : textOfSlot(content as Uint8Array, byteCount as number)
}
