/** What a page of one scope shows while there is none. */

import type { VNode } from 'preact'
import { routeHash } from '../logic/route.ts'
import { EmptyState } from './empty-state.tsx'

export function NoScope(): VNode {
  return (
    <EmptyState title="No scope is chosen.">
      <p>
        Name one above, as <code>user=ada</code>, or <a href={routeHash('import')}>import</a> some
        memory first.
      </p>
    </EmptyState>
  )
}
