/**
 * The one call that starts the runtime inside another program: a store on disk (or in memory) and a Memory over it.
 *
 * The parts are imported when called, not before: importing the package opens nothing and needs no native module.
 */

import type { Host } from './host/host.ts'
import type { Memory } from './memory/memory.ts'

export interface OpenLociOptions {
  /** The store's file, made when absent; `:memory:` for one that dies with the process. */
  readonly path: string
  /** The outside world. Default: this machine. */
  readonly host?: Host
  /** Bound of the scopes kept ready in memory, in bytes. Default 512 MiB. */
  readonly loadedBytesMax?: number
}

/**
 * Opens (or creates) a memory. Close it when done, or use `await using`.
 * Throws STORE_OPEN_FAILED, STORE_NOT_A_STORE, STORE_VERSION_UNKNOWN, STORE_CORRUPT.
 */
export async function openLoci(options: OpenLociOptions): Promise<Memory> {
  const [{ createNodeHost }, { openSqliteStore }, { openMemory }] = await Promise.all([
    import('./host/node-host.ts'),
    import('./store/sqlite/open-sqlite-store.ts'),
    import('./memory/open-memory.ts'),
  ])
  const { path, host = createNodeHost(), loadedBytesMax } = options
  const store = await openSqliteStore({ host, path })
  return openMemory({ host, store, ...(loadedBytesMax === undefined ? {} : { loadedBytesMax }) })
}
