/**
 * The dashboard: the page that the address names, inside the shell.
 *
 * Owns what happens at navigation: the window's title and the focus (to the new page's heading); and the shortcut to the question
 * (Ctrl or Cmd with K).
 */

import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError } from './api/api-error.ts'
import type { Route } from './logic/route.ts'
import { BlocksPage } from './pages/blocks-page.tsx'
import { CachePage } from './pages/cache-page.tsx'
import { ConversationsPage } from './pages/conversations-page.tsx'
import { EvolutionPage } from './pages/evolution-page.tsx'
import { FormationsPage } from './pages/formations-page.tsx'
import { GovernancePage } from './pages/governance-page.tsx'
import { GraphPage } from './pages/graph-page.tsx'
import { ImportPage } from './pages/import-page.tsx'
import { KeyPage } from './pages/key-page.tsx'
import { MemoriesPage } from './pages/memories-page.tsx'
import { OverviewPage } from './pages/overview-page.tsx'
import { PlanPage } from './pages/plan-page.tsx'
import { RecallPage } from './pages/recall-page.tsx'
import { pageTitles, Shell } from './parts/shell.tsx'
import { useCell } from './state/cell.ts'
import { changeCountCell } from './state/live.ts'
import { go, routeCell } from './state/navigation.ts'
import { loadScopes, scopeCell } from './state/scope-choice.ts'

function Page({ route }: { readonly route: Route }): VNode {
  switch (route.page) {
    case 'overview':
      return <OverviewPage />
    case 'conversations':
      return <ConversationsPage route={route} />
    case 'memories':
      return <MemoriesPage route={route} />
    case 'recall':
      return <RecallPage route={route} />
    case 'blocks':
      return <BlocksPage />
    case 'graph':
      return <GraphPage route={route} />
    case 'evolution':
      return <EvolutionPage />
    case 'formations':
      return <FormationsPage route={route} />
    case 'governance':
      return <GovernancePage />
    case 'cache':
      return <CachePage />
    case 'plan':
      return <PlanPage />
    case 'import':
      return <ImportPage />
    default:
      return route.page satisfies never
  }
}

function useFocusAfterNavigation({ page, id, params }: Route): void {
  const isFirst = useRef(true)
  const turn = params.turn
  useEffect(() => {
    document.title = `${pageTitles[page]} · Loci`
    const wasFirst = isFirst.current
    isFirst.current = false
    // A wanted turn takes the focus itself, when it is there.
    if (wasFirst || turn !== undefined) return
    const headings = document.querySelectorAll<HTMLElement>('main [data-page-focus]')
    headings[headings.length - 1]?.focus({ preventScroll: id !== null })
    if (id === null) window.scrollTo(0, 0)
  }, [page, id, turn])
}

function useShortcut(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (routeCell.get().page !== 'recall') go('recall', { scope: scopeCell.get() })
      requestAnimationFrame(() => setTimeout(() => document.getElementById('question')?.focus()))
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}

export function App(): VNode {
  const route = useCell(routeCell)
  const changeCount = useCell(changeCountCell)
  const [needsKey, setNeedsKey] = useState(false)
  // A change may have made or emptied a scope.
  useEffect(() => {
    const stop = new AbortController()
    loadScopes(stop.signal).then(
      () => setNeedsKey(false),
      (cause: unknown) => {
        // Any other failure the shown page meets too, and says.
        if (ApiError.from(cause).record.code === 'UNAUTHORIZED') setNeedsKey(true)
      },
    )
    return () => stop.abort()
  }, [changeCount])
  useFocusAfterNavigation(route)
  useShortcut()
  return <Shell page={route.page}>{needsKey ? <KeyPage /> : <Page route={route} />}</Shell>
}
