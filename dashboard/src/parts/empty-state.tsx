/** Nothing here, why, and what to do about it. */

import type { ComponentChildren, VNode } from 'preact'

export interface EmptyStateProps {
  readonly title: string
  readonly children?: ComponentChildren
}

export function EmptyState({ title, children }: EmptyStateProps): VNode {
  return (
    <div class="empty-state">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  )
}
