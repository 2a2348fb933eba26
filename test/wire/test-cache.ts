/** The answer cache as `loci serve` opens it, for gateways under test: the shipped table, the default categories or given ones. */

import type { AnswerCache } from '../../src/cache/answer-cache.ts'
import { openStoreCache } from '../../src/cache/open-store-cache.ts'
import { readCategories } from '../../src/cache/read-categories.ts'
import type { Host } from '../../src/host/host.ts'
import { openStaticEmbedder } from '../../src/model/static-embedder.ts'
import { shippedTablePath } from '../../src/model/static-table.ts'
import type { Store } from '../../src/store/store.ts'

export async function openTestCache(
  { host, store }: { readonly host: Host; readonly store: Store },
  categories: unknown = {},
): Promise<AnswerCache> {
  const embedder = await openStaticEmbedder(host.disk, shippedTablePath())
  return openStoreCache({
    host,
    store,
    embedder,
    pieces: embedder.table.pieces,
    categories: readCategories(categories),
  })
}
