/**
 * An online copy of a store that is itself a sound store.
 *
 * The copy is made beside its final name and renamed when it is whole, so that a crash never leaves half a backup under a name
 * that somebody trusts. It refuses to overwrite.
 */

import { LociError } from '../../errors.ts'
import type { Database } from '../../host/database.ts'
import type { Host } from '../../host/host.ts'
import type { Progress } from '../store.ts'

export async function backupStore(
  host: Host,
  database: Database,
  path: string,
  onProgress?: Progress,
): Promise<void> {
  if (await host.disk.exists(path)) {
    throw new LociError('STORE_EXISTS', `${path} exists already`, {
      hint: 'Choose a path that does not exist yet.',
    })
  }
  const partial = `${path}.partial`
  await host.disk.remove(partial)
  try {
    await database.backup(partial, onProgress)
    await host.disk.rename(partial, path)
  } catch (error) {
    await host.disk.remove(partial)
    throw error
  }
}
