/**
 * Letting go of vectors, inside whatever transaction is open: of a cube with all that rests on its text, or one by one.
 *
 * Invariant: an erased vector's bytes and source are zeros of the same length in the same place.
 */

import type { Database, SqlRow, SqlValue, Statement } from '../../host/database.ts'
import { VECTOR_SOURCE_CHARACTERS } from '../stored-vector.ts'

const noSource = '0'.repeat(VECTOR_SOURCE_CHARACTERS)

export class VectorErasure {
  readonly #resting: Statement
  readonly #eraseBytes: Statement
  readonly #delete: Statement

  constructor(database: Database) {
    const columns = 'fingerprint, id, part, slot'
    this.#resting = database.prepare(
      `SELECT ${columns} FROM vectors WHERE id = ?1
       UNION SELECT ${columns} FROM vectors WHERE previous = ?1
       UNION SELECT ${columns} FROM vectors WHERE next = ?1`,
    )
    this.#eraseBytes = database.prepare(
      `UPDATE vector_bytes SET is_free = 1, source = '${noSource}', bytes = zeroblob(byte_count)
       WHERE slot = ?`,
    )
    this.#delete = database.prepare(
      'DELETE FROM vectors WHERE fingerprint = ? AND id = ? AND part = ?',
    )
  }

  /** Every vector that the cube's text is in, of every embedder. */
  eraseCube(id: string): void {
    for (const row of this.#resting.all(id)) this.eraseRow(row)
  }

  eraseRow({ fingerprint, id, part, slot }: SqlRow): void {
    this.eraseBytes(slot!)
    this.#delete.run(fingerprint!, id!, part!)
  }

  eraseBytes(slot: SqlValue): void {
    this.#eraseBytes.run(slot)
  }
}
