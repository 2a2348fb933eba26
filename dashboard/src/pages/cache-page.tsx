/** The answer cache: what it saved, what it refused and why, whether it pays, and taking answers out. Loads again as chats go by. */

import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import type { BreakEvenRow, CacheStats, NearMiss } from '../api-types.ts'
import { BreakEvenTable } from '../parts/break-even-table.tsx'
import { CacheCategories } from '../parts/cache-categories.tsx'
import { CacheTiles } from '../parts/cache-tiles.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { InvalidatePanel } from '../parts/invalidate-panel.tsx'
import { NearMissList } from '../parts/near-miss-list.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ResourceView } from '../parts/resource-view.tsx'
import { SimilarityHistogram } from '../parts/similarity-histogram.tsx'
import { useCell } from '../state/cell.ts'
import { cacheUseCell } from '../state/live.ts'
import { priceCell } from '../state/price.ts'
import { useResource } from '../state/use-resource.ts'

interface Loaded {
  readonly stats: CacheStats
  readonly rows: readonly BreakEvenRow[]
  readonly nearMisses: readonly NearMiss[]
}

async function load(signal: AbortSignal): Promise<Loaded> {
  const [stats, rows, nearMisses] = await Promise.all([
    lociApi.cacheStats(signal),
    lociApi.cacheBreakEven(signal),
    lociApi.cacheNearMisses(signal),
  ])
  return { stats, rows, nearMisses }
}

function Figures({
  loaded,
  onDone,
}: {
  readonly loaded: Loaded
  readonly onDone: () => void
}): VNode {
  const { stats, rows, nearMisses } = loaded
  const price = useCell(priceCell)
  const isUnused = stats.categories.length === 0
  return (
    <>
      <CacheTiles stats={stats} price={price} />
      {isUnused && (
        <EmptyState title="Nothing was asked yet.">
          <p>
            Send chats to <code>/v1/chat/completions</code>: equal ones are answered from here, and
            this page fills.
          </p>
        </EmptyState>
      )}
      {!isUnused && <CacheCategories categories={stats.categories} price={price} />}
      <div class="overview-columns">
        <div class="column">
          <NearMissList nearMisses={nearMisses} refusals={stats.refusals} />
          <BreakEvenTable rows={rows} />
        </div>
        <div class="column">
          <SimilarityHistogram bins={stats.similarityHistogram} />
          <InvalidatePanel
            categories={stats.categories.map(({ category }) => category)}
            onDone={onDone}
          />
        </div>
      </div>
    </>
  )
}

export function CachePage(): VNode {
  const used = useCell(cacheUseCell)
  const resource = useResource('cache', load)
  const { reload } = resource
  // A chat went by, or somebody changed the cache.
  useEffect(() => {
    if (used > 0) reload()
  }, [used, reload])
  return (
    <>
      <PageHead
        title="Cache"
        lead="Answers that need not be asked for again, and those that were refused."
      />
      <ResourceView resource={resource} what="the cache" lineCount={4}>
        {(loaded) => <Figures loaded={loaded} onDone={reload} />}
      </ResourceView>
    </>
  )
}
