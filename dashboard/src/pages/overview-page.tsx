/** The start: how the store is, what the gateway is doing right now, and what changed last. */

import type { VNode } from 'preact'
import { lociApi } from '../api/loci-api.ts'
import type { StatsAnswer } from '../api-types.ts'
import { formatDuration } from '../logic/moment.ts'
import { EmbeddingPanel } from '../parts/embedding-panel.tsx'
import { EnginePanel } from '../parts/engine-panel.tsx'
import { LiveCharts } from '../parts/live-charts.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { RecentChanges } from '../parts/recent-changes.tsx'
import { ResourceView } from '../parts/resource-view.tsx'
import { SampleStrip } from '../parts/sample-strip.tsx'
import { ScopeList } from '../parts/scope-list.tsx'
import { StoreTiles } from '../parts/store-tiles.tsx'
import { VerifyPanel } from '../parts/verify-panel.tsx'
import { Welcome } from '../parts/welcome.tsx'
import { sampleScopeKey } from '../sample-life/sample-scope.ts'
import { useCell } from '../state/cell.ts'
import { scopeChoicesCell } from '../state/scope-choice.ts'
import { useResource } from '../state/use-resource.ts'

function StorePanel({ answer }: { readonly answer: StatsAnswer }): VNode {
  const { stats, version, uptimeMs, upstream } = answer
  const facts: (readonly [string, string] | null)[] = [
    ['Version', version],
    ['Running for', formatDuration(uptimeMs)],
    [
      'Upstream model',
      upstream.isConfigured ? (upstream.url ?? 'configured') : 'none: answers come from memory',
    ],
    stats.path === '' ? null : ['Store', stats.path],
  ]
  return (
    <section class="card" aria-label="Store">
      <h2>Store</h2>
      <dl class="facts">
        {facts
          .filter((fact) => fact !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="break">{value}</dd>
            </div>
          ))}
      </dl>
      <VerifyPanel />
    </section>
  )
}

export function OverviewPage(): VNode {
  const stats = useResource('stats', lociApi.stats)
  const choices = useCell(scopeChoicesCell)
  const isEmpty = stats.value?.stats.cubeCount === 0
  const hasSample = choices?.some(({ key }) => key === sampleScopeKey) === true
  return (
    <>
      <PageHead title="Overview" />
      {isEmpty && <Welcome />}
      {!isEmpty && hasSample && <SampleStrip />}
      <ResourceView resource={stats} what="the store" lineCount={2}>
        {({ stats: counts }) => <StoreTiles stats={counts} />}
      </ResourceView>
      <LiveCharts />
      <div class="overview-columns">
        <RecentChanges />
        <div class="column">
          {stats.value !== null && <StorePanel answer={stats.value} />}
          <EnginePanel />
          <EmbeddingPanel />
          <ScopeList />
        </div>
      </div>
    </>
  )
}
