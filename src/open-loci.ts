/**
 * The one call that starts the runtime inside another program: a store on disk (or in memory) and a Memory over it.
 *
 * The parts are imported when called, not before: importing the package opens nothing and needs no native module.
 */

import type { Host } from './host/host.ts'
import type { Memory } from './memory/memory.ts'
import type { EmbedderChoice } from './open-embedding.ts'

export interface OpenLociOptions {
  /** The store's file, made when absent; `:memory:` for one that dies with the process. */
  readonly path: string
  /** The outside world. Default: this machine. */
  readonly host?: Host
  /** Bound of the scopes kept ready in memory, in bytes. Default 512 MiB. */
  readonly loadedBytesMax?: number
  /** By what recall understands beside words. Default: what the store was used with last, at first the built-in table. */
  readonly embedder?: EmbedderChoice
}

/**
 * Opens (or creates) a memory. Close it when done, or use `await using`.
 * Throws STORE_OPEN_FAILED, STORE_NOT_A_STORE, STORE_VERSION_UNKNOWN, STORE_CORRUPT; EMBEDDER_NOT_INSTALLED, FILE_NOT_FOUND or
 * EMBEDDER_REFUSED for an embedder that will not do. One that is only down is tried again while recall goes on without.
 */
export async function openLoci(options: OpenLociOptions): Promise<Memory> {
  const [{ createNodeHost }, { openSqliteStore }, { openMemory }, { openKernels }, embedding] =
    await Promise.all([
      import('./host/node-host.ts'),
      import('./store/sqlite/open-sqlite-store.ts'),
      import('./memory/open-memory.ts'),
      import('./kernels/open-kernels.ts'),
      import('./open-embedding.ts'),
    ])
  const { path, host = createNodeHost(), loadedBytesMax, embedder: choice = 'kept' } = options
  const kernels = await openKernels({ disk: host.disk })
  const opened = await embedding.openEmbedding({ host, kernels, choice, isMaker: true })
  const store = await openSqliteStore({ host, path })
  try {
    return await openMemory({
      host,
      store,
      embedding: opened.embedding,
      evolves: true,
      ...(loadedBytesMax === undefined ? {} : { loadedBytesMax }),
    })
  } catch (error) {
    await store.close()
    throw error
  }
}
