/** Memories: the list, and beside it the one that is open (on narrow screens, in its place). */

import type { VNode } from 'preact'
import { type Route, routeHash } from '../logic/route.ts'
import { parseScopeKey } from '../logic/scope-key.ts'
import { EmptyState } from '../parts/empty-state.tsx'
import { MemoryDetail } from '../parts/memory-detail.tsx'
import { MemoryList } from '../parts/memory-list.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { useCell } from '../state/cell.ts'
import { go } from '../state/navigation.ts'
import { scopeCell } from '../state/scope-choice.ts'

export function MemoriesPage({ route }: { readonly route: Route }): VNode {
  const scope = useCell(scopeCell)
  return (
    <>
      <PageHead title="Memories" lead="What is known, where it comes from, and how it changed.">
        <ScopeChoicePicker
          onChoose={(key) => go('memories', { scope: key, state: route.params.state })}
        />
      </PageHead>
      <div class={route.id === null ? 'split' : 'split has-detail'}>
        <MemoryList route={route} scope={parseScopeKey(scope)} />
        {route.id === null ? (
          <div class="detail-none">
            <EmptyState title="Choose a memory to see its source and versions." />
          </div>
        ) : (
          <MemoryDetail
            key={route.id}
            id={route.id}
            backHref={routeHash('memories', route.params)}
          />
        )}
      </div>
    </>
  )
}
