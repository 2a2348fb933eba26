/**
 * Whether a forgetting certificate still holds: the log is whole, it says what the certificate says, and nothing has come back.
 *
 * The whole store is verified, not only the log up to the certificate's position: the certificate's own words are a payload of the log,
 * and a table that disagrees with the log may hold what should be gone.
 */

import { LociError } from '../../errors.ts'
import type { CubeId } from '../../store/cube.ts'
import type { Store } from '../../store/store.ts'
import type { RowCounts } from '../../store/stored-forgetting.ts'
import { digestOfIds, purgedIds, sum } from './certificate.ts'
import type { CertificateReport, ForgettingCertificate } from './governance.ts'

const REMAINS_CHUNK_IDS = 500
const TOLD_MAX = 20

export async function verifyCertificate(
  store: Store,
  certificate: ForgettingCertificate,
): Promise<CertificateReport> {
  const { id, scope, position, status } = certificate
  if (status !== 'issued') {
    throw new LociError('MEMORY_NOT_FOUND', `the forgetting ${id} is not finished`, {
      hint: 'Call forgetPerson for the same scope again: it goes on where it was.',
      details: { id },
    })
  }
  const verified = await store.verify()
  const problems = verified.problems
    .slice(0, TOLD_MAX)
    .map(
      ({ seq, message }) => `the store is not sound${seq === null ? '' : ` at ${seq}`}: ${message}`,
    )
  problems.push(...(await chainProblems(store, certificate)))
  const ids = await purgedIds(store, certificate, position)
  if (ids.length !== certificate.idCount || digestOfIds(ids) !== certificate.idsDigest) {
    problems.push(
      `the log names ${ids.length} purged records that are not those of the certificate`,
    )
  }
  for (const tombless of await withoutTombstone(store, ids)) {
    problems.push(`${tombless} has no tombstone`)
  }
  for (const [table, count] of Object.entries(await remains(store, ids))) {
    problems.push(`${count} rows of ${table} belong to what was forgotten`)
  }
  return {
    id,
    isValid: problems.length === 0,
    problems,
    idCount: ids.length,
    headHash: verified.headHash,
    since: await store.inventory(scope),
  }
}

async function chainProblems(
  store: Store,
  { afterPosition, hashBefore, position, hashAfter }: ForgettingCertificate,
): Promise<string[]> {
  const problems: string[] = []
  const ends: readonly (readonly [number, string | null])[] = [
    [afterPosition, hashBefore],
    [position, hashAfter],
  ]
  for (const [seq, hash] of ends) {
    if (seq === 0) continue
    const [row] = await store.chain({ afterSeq: seq - 1, limit: 1, isBare: true })
    if (row?.seq !== seq || row.hash !== hash) {
      problems.push(`the chain at position ${seq} is not the one that was certified`)
    }
  }
  return problems
}

async function withoutTombstone(store: Store, ids: readonly string[]): Promise<string[]> {
  const missing: string[] = []
  for (const id of ids) {
    if (missing.length >= TOLD_MAX) break
    if ((await store.tombstone(id as CubeId)) === null) missing.push(id)
  }
  return missing
}

async function remains(store: Store, ids: readonly string[]): Promise<RowCounts> {
  let counts: RowCounts = {}
  for (let from = 0; from < ids.length; from += REMAINS_CHUNK_IDS) {
    counts = sum(counts, await store.remainsOf(ids.slice(from, from + REMAINS_CHUNK_IDS)))
  }
  return counts
}
