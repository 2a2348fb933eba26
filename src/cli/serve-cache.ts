/**
 * The answer cache that `serve` puts before the upstream, and the embedder behind it.
 *
 * A damaged table is said and survived: answers are then found by their words alone. A configuration that is not understood is refused
 * before anything listens.
 */

import type { AnswerCache } from '../cache/answer-cache.ts'
import { LociError } from '../errors.ts'
import type { UpstreamLoad } from '../gateway/upstream-load.ts'
import type { Host } from '../host/host.ts'
import type { Kernels } from '../kernels/kernels.ts'
import type { StaticEmbedder } from '../model/static-embedder.ts'
import type { CategoryTable } from '../policy/caching/categories.ts'
import type { Store } from '../store/store.ts'
import type { ServeOptions } from './serve-settings.ts'

export type Problem = (error: LociError, where: string) => void

/** The shipped table; null, and said, when it is damaged. */
export async function openShippedEmbedder(
  { disk }: Pick<Host, 'disk'>,
  onProblem: Problem,
): Promise<StaticEmbedder | null> {
  const [{ openStaticEmbedder }, { shippedTablePath }] = await Promise.all([
    import('../model/static-embedder.ts'),
    import('../model/static-table.ts'),
  ])
  try {
    return await openStaticEmbedder(disk, shippedTablePath())
  } catch (error) {
    // Everything but meaning goes on without it.
    onProblem(LociError.from(error), 'opening the embedder')
    return null
  }
}

/** The categories of a configuration file over the defaults. Throws FILE_NOT_FOUND, CONFIG_INVALID, CONFIG_UNKNOWN_KEY. */
export async function readCategoryFile(
  { disk }: Pick<Host, 'disk'>,
  path: string | undefined,
): Promise<CategoryTable> {
  const { readCategories } = await import('../cache/read-categories.ts')
  if (path === undefined) return readCategories(undefined)
  if (!(await disk.exists(path))) {
    throw new LociError('FILE_NOT_FOUND', `there is no cache configuration at ${path}`)
  }
  const text = new TextDecoder().decode(await disk.readBytes(path))
  let config: unknown
  try {
    config = JSON.parse(text)
  } catch (cause) {
    throw new LociError('CONFIG_INVALID', `${path} is not JSON`, {
      hint: 'Give an object of categories: {"recipes": {"threshold": 0.9}}.',
      cause,
    })
  }
  return readCategories(config)
}

export interface CacheParts {
  readonly host: Host
  readonly store: Store
  readonly embedder: StaticEmbedder | null
  readonly categories: CategoryTable
  readonly kernels: Kernels
  readonly load?: UpstreamLoad
  readonly onProblem: Problem
}

export async function openCache(parts: CacheParts): Promise<AnswerCache> {
  const { host, store, embedder, categories, kernels, load, onProblem } = parts
  const { openStoreCache } = await import('../cache/open-store-cache.ts')
  return openStoreCache({
    host,
    store,
    embedder,
    pieces: embedder?.table.pieces ?? null,
    categories,
    kernels,
    ...(load === undefined ? {} : { load: () => load.value }),
    onTrouble: (error) => onProblem(LociError.from(error), 'the answer cache'),
  })
}

export interface MeaningInput extends Pick<CacheParts, 'host' | 'store' | 'kernels' | 'onProblem'> {
  readonly options: Pick<ServeOptions, 'cache' | 'cacheConfig'>
  /** The table where recall has it open; null: it is opened here. */
  readonly table: StaticEmbedder | null
}

/** What a gateway gets of it: the embedder, and the cache that finds answers with it, going by how busy the upstream is. */
export async function meaningParts({ options, table, ...parts }: MeaningInput): Promise<{
  readonly embedder?: StaticEmbedder
  readonly cache?: AnswerCache
  readonly load?: UpstreamLoad
}> {
  const categories = await readCategoryFile(parts.host, options.cacheConfig)
  const embedder = table ?? (await openShippedEmbedder(parts.host, parts.onProblem))
  const shown = embedder === null ? {} : { embedder }
  if (options.cache === 'off') return shown
  const [{ UpstreamLoad }, { defaultLimits }] = await Promise.all([
    import('../gateway/upstream-load.ts'),
    import('../gateway/limits.ts'),
  ])
  const load = new UpstreamLoad(parts.host.clock, defaultLimits.concurrentRequestsMax)
  return { ...shown, load, cache: await openCache({ ...parts, embedder, categories, load }) }
}
