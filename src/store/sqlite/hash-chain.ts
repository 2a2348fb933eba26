/**
 * The hash chain: every log row commits to all rows before it.
 *
 * hash(n) = SHA-256 of the JSON list [hash(n-1), seq, at_ms, kind, batch, operation, user, agent, run, subject, version,
 * idempotency, payload_hash]; hash(0) is 64 zeros. JSON keeps the fields apart, so no two rows read alike.
 * A change, a swap or a gap breaks it; a cut at the end does not, which is why `verify` prints the head's hash to be noted.
 */

import { sha256Hex } from '../../host/digest.ts'

export const GENESIS_HASH: string = '0'.repeat(64)

/** A row of the table `log`, under its column names. */
export interface LogRow {
  readonly seq: number
  readonly at_ms: number
  readonly kind: string
  readonly batch: string
  readonly operation: string
  readonly scope_user: string | null
  readonly scope_agent: string | null
  readonly scope_run: string | null
  readonly subject: string
  readonly version: number | null
  readonly idempotency: string | null
  readonly payload_hash: string
}

/** The fields of a row in the order of the table's columns, which is also the order in which they are hashed. */
export function logRowValues(row: LogRow): (string | number | null)[] {
  return [
    row.seq,
    row.at_ms,
    row.kind,
    row.batch,
    row.operation,
    row.scope_user,
    row.scope_agent,
    row.scope_run,
    row.subject,
    row.version,
    row.idempotency,
    row.payload_hash,
  ]
}

export function chainHash(previousHash: string, row: LogRow): string {
  return sha256Hex(JSON.stringify([previousHash, ...logRowValues(row)]))
}
