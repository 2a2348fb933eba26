/**
 * The one call that starts the runtime inside another program: a store on disk (or in memory) and a Memory over it.
 *
 * The parts are imported when called, not before: importing the package opens nothing and needs no native module.
 */

import type { Host } from './host/host.ts'
import type { Memory } from './memory/memory.ts'
import type { SettingsPatch } from './memory/scope-settings.ts'
import type { Model } from './model/model.ts'
import type { EmbedderChoice } from './open-embedding.ts'
import type { ModelChoice } from './open-model.ts'

export interface OpenLociOptions {
  /** The store's file, made when absent; `:memory:` for one that dies with the process. */
  readonly path: string
  /** The outside world. Default: this machine. */
  readonly host?: Host
  /** Bound of the scopes kept ready in memory, in bytes. Default 512 MiB. */
  readonly loadedBytesMax?: number
  /** By what recall understands beside words. Default: what the store was used with last, at first the built-in table. */
  readonly embedder?: EmbedderChoice
  /** With what memories are formed: an open model, closed by whoever opened it, or a choice. Default: none. */
  readonly model?: Model | ModelChoice | null
  /** How scopes are run that say nothing else. A pipeline here, or a model, lets this process form memories in the background. */
  readonly settings?: SettingsPatch
}

/**
 * Opens (or creates) a memory. Close it when done, or use `await using`.
 * Throws STORE_OPEN_FAILED, STORE_NOT_A_STORE, STORE_VERSION_UNKNOWN, STORE_CORRUPT; EMBEDDER_NOT_INSTALLED, FILE_NOT_FOUND or
 * EMBEDDER_REFUSED for an embedder that will not do; CONFIG_INVALID, FILE_UNREADABLE or PIPELINE_UNKNOWN for a model or settings. An embedder that is only down is tried again while recall goes on without.
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
  const model = await modelOf(host, options.model ?? null)
  const store = await openSqliteStore({ host, path })
  try {
    return await openMemory({
      host,
      store,
      embedding: opened.embedding,
      ...model,
      ...(options.settings === undefined ? {} : { settings: options.settings }),
      evolves: true,
      ...(loadedBytesMax === undefined ? {} : { loadedBytesMax }),
    })
  } catch (error) {
    await store.close()
    throw error
  }
}

async function modelOf(
  host: Host,
  choice: Model | ModelChoice | null,
): Promise<{ readonly model: Model | null; readonly ownsModel: boolean }> {
  if (choice === null || 'complete' in choice) return { model: choice, ownsModel: false }
  const { openModel } = await import('./open-model.ts')
  return { model: await openModel(host, choice), ownsModel: true }
}
