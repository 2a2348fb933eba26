/**
 * Opens the store that a command works on, and closes it whatever happens.
 *
 * A command that only reads refuses a store that is not there: making an empty one would turn a misspelt path into "nothing
 * is known".
 */

import { LociError } from '../errors.ts'
import type { Memory } from '../memory/memory.ts'
import type { Store } from '../store/store.ts'
import type { CliContext, ProgramOptions } from './cli-command.ts'

const STORE_PATH_DEFAULT = '.loci/loci.db'

export interface OpenParts {
  readonly memory: Memory
  readonly store: Store
  readonly storePath: string
}

export function storePathOf(context: CliContext, options: Partial<ProgramOptions>): string {
  return options.store ?? context.settings.LOCI_STORE ?? STORE_PATH_DEFAULT
}

export async function openParts(
  context: CliContext,
  options: Partial<ProgramOptions>,
  may: 'create' | 'open',
): Promise<OpenParts> {
  const storePath = storePathOf(context, options)
  if (may === 'open' && storePath !== ':memory:' && !(await context.host.disk.exists(storePath))) {
    throw new LociError('FILE_NOT_FOUND', `there is no store at ${storePath}`, {
      hint: 'Name it with --store or LOCI_STORE; `loci remember`, `import` and `serve` make one.',
    })
  }
  const [{ openSqliteStore }, { openMemory }] = await Promise.all([
    import('../store/sqlite/open-sqlite-store.ts'),
    import('../memory/open-memory.ts'),
  ])
  const { host } = context
  const store = await openSqliteStore({ host, path: storePath })
  return { store, storePath, memory: await openMemory({ host, store }) }
}

/** Runs `work` over the store. `may`: whether the store is made when it is not there. */
export async function withMemory<T>(
  context: CliContext,
  options: Partial<ProgramOptions>,
  may: 'create' | 'open',
  work: (parts: OpenParts) => Promise<T>,
): Promise<T> {
  const parts = await openParts(context, options, may)
  try {
    return await work(parts)
  } finally {
    await parts.memory.close()
  }
}
