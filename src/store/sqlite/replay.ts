/**
 * Replays the log in order, a chunk at a time: what rebuild and verify have in common.
 *
 * A chunk bounds memory and is where a caller may let others run. A payload that cannot be read counts as erased here; whether
 * that is right is `verify`'s question.
 */

import type { Database } from '../../host/database.ts'
import type { LogRow } from './hash-chain.ts'

export const REPLAY_CHUNK_ROWS = 1_000

/** A log row with its payload, if there is one. */
export interface ReplayRow extends LogRow {
  readonly hash: string
  readonly is_erased: number | null
  readonly key: Uint8Array | null
  readonly json: string | null
}

export function* replayChunks(database: Database): Generator<readonly ReplayRow[]> {
  const statement = database.prepare(
    `SELECT l.*, p.is_erased, p.key, p.json FROM log l LEFT JOIN payloads p ON p.seq = l.seq
     WHERE l.seq > ? ORDER BY l.seq LIMIT ${REPLAY_CHUNK_ROWS}`,
  )
  for (let afterSeq = -1; ; ) {
    const rows = statement.all(afterSeq) as unknown as ReplayRow[]
    if (rows.length > 0) yield rows
    if (rows.length < REPLAY_CHUNK_ROWS) return
    afterSeq = rows.at(-1)!.seq
  }
}
