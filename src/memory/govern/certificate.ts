/** A forgetting certificate as a cube of the reserved scope, and back. Facts are ids, counts, hashes and the reason; no content. */

import { sha256Hex } from '../../host/digest.ts'
import type { Cube, JsonValue } from '../../store/cube.ts'
import { scopeKey } from '../../store/scope.ts'
import type { Store } from '../../store/store.ts'
import type { RowCounts } from '../../store/stored-forgetting.ts'
import type { ForgettingCertificate } from './governance.ts'
import type { RecordContent } from './governance-records.ts'

const CHAIN_CHUNK_ROWS = 5_000

export function certificateOf(cube: Cube): ForgettingCertificate {
  return cube.metadata as unknown as ForgettingCertificate
}

export function certificateContent(certificate: ForgettingCertificate): RecordContent {
  const { status, scope, idCount, position, actor } = certificate
  const what = `${idCount} records of ${scopeKey(scope)}`
  const text =
    status === 'issued'
      ? `forgot ${what}, up to log position ${position}`
      : `is forgetting ${scopeKey(scope)}: ${idCount} records so far`
  const facts = certificate as unknown as Record<string, JsonValue>
  return { text, facts, actor, isFinal: status === 'issued' }
}

/** `more` added to `counts`, name by name. */
export function sum(counts: RowCounts, more: RowCounts): RowCounts {
  const total: Record<string, number> = { ...counts }
  for (const [name, count] of Object.entries(more)) total[name] = (total[name] ?? 0) + count
  return total
}

/** Ids that the log says were purged in the certificate's scope and range, in log order, each once. */
export async function purgedIds(
  store: Store,
  { scope, afterPosition }: Pick<ForgettingCertificate, 'scope' | 'afterPosition'>,
  toPosition: number,
): Promise<string[]> {
  const ids = new Set<string>()
  for (let afterSeq = afterPosition; ; ) {
    const rows = await store.chain({ scope, afterSeq, limit: CHAIN_CHUNK_ROWS, isBare: true })
    for (const { seq, kind, subject } of rows) {
      if (seq <= toPosition && (kind === 'cube-purged' || kind === 'graph-purged')) ids.add(subject)
    }
    if (rows.length < CHAIN_CHUNK_ROWS) return [...ids]
    afterSeq = rows.at(-1)!.seq
  }
}

export function digestOfIds(ids: readonly string[]): string {
  return sha256Hex(ids.join('\n'))
}
