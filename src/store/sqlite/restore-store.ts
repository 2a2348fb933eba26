/**
 * Puts a backup in the place of a store.
 *
 * The backup is verified before anything is touched, copied beside the target, and renamed over it in one step. A store that
 * another process has open is left alone: that process would go on writing into a file that no longer has a name.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import type { Host } from '../../host/host.ts'
import type { Progress, VerifyReport } from '../store.ts'
import { formatOf, pragma } from './open-connection.ts'
import { verifyDatabase } from './verify-store.ts'

export interface RestoreOptions {
  readonly host: Host
  readonly from: string
  readonly to: string
  /** Replace a store that is there. Default false: STORE_EXISTS. */
  readonly force?: boolean
  readonly onProgress?: Progress
}

/**
 * Returns the report of the backup's verification.
 * Throws FILE_NOT_FOUND, STORE_EXISTS, STORE_BUSY, STORE_NOT_A_STORE, or STORE_CORRUPT / STORE_CHAIN_BROKEN for a bad backup.
 */
export async function restoreStore(options: RestoreOptions): Promise<VerifyReport> {
  const { host, from, to, force = false, onProgress } = options
  if (!(await host.disk.exists(from))) {
    throw new LociError('FILE_NOT_FOUND', `there is no backup at ${from}`)
  }
  const isThere = await host.disk.exists(to)
  if (isThere && !force) throw new LociError('STORE_EXISTS', `${to} exists already`)
  const partial = `${to}.partial`
  await host.disk.remove(partial)
  try {
    const report = await copyVerified(host, from, partial, onProgress)
    if (isThere) detach(host, to)
    // What is left of the old store's write-ahead log must not be applied to the new file.
    for (const suffix of ['-wal', '-shm']) await host.disk.remove(to + suffix)
    await host.disk.rename(partial, to)
    return report
  } catch (error) {
    await host.disk.remove(partial)
    throw error
  }
}

async function copyVerified(
  host: Host,
  from: string,
  partial: string,
  onProgress: Progress | undefined,
): Promise<VerifyReport> {
  const source = host.openDatabase(from)
  try {
    if (formatOf(source) === 0) {
      throw new LociError('STORE_NOT_A_STORE', `${from} is empty, not a backup`)
    }
    const report = await verifyDatabase(host, source, onProgress)
    const [worst] = report.problems
    if (worst !== undefined) {
      const code = worst.code === 'chain' ? 'STORE_CHAIN_BROKEN' : 'STORE_CORRUPT'
      throw new LociError(code, `the backup ${from} is not sound: ${worst.message}`, {
        hint: 'Choose another backup; the store was left as it is.',
        details: { problems: report.problems },
      })
    }
    await source.backup(partial)
    return report
  } finally {
    source.close()
  }
}

/** Brings the old store's file to rest; STORE_BUSY while another process has it open. */
function detach(host: Host, path: string): void {
  let old: Database | undefined
  try {
    old = host.openDatabase(path, { busyTimeoutMs: 0 })
    // Leaving WAL mode needs the file for itself, and empties the log into it.
    old.exec('PRAGMA journal_mode = DELETE')
    if (pragma(old, 'journal_mode') === 'wal') throw busy(path)
  } catch (error) {
    if (LociError.is(error, 'STORE_BUSY')) throw busy(path, error)
    // Too damaged to be opened: that is why it is being replaced.
    if (!LociError.is(error)) throw error
  } finally {
    old?.close()
  }
}

function busy(path: string, cause?: unknown): LociError {
  return new LociError('STORE_BUSY', `another process has ${path} open`, {
    hint: 'Stop the processes that use the store, then restore again.',
    cause,
  })
}
