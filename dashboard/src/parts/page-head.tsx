/** The top of a page: its name (which takes the focus after navigation), one sentence, and what belongs beside it. */

import type { ComponentChildren, VNode } from 'preact'

export interface PageHeadProps {
  readonly title: string
  readonly lead?: ComponentChildren
  readonly children?: ComponentChildren
}

export function PageHead({ title, lead, children }: PageHeadProps): VNode {
  return (
    <div class="page-head">
      <div class="page-title">
        <h1 tabIndex={-1} data-page-focus>
          {title}
        </h1>
        {lead !== undefined && <p class="lead">{lead}</p>}
      </div>
      {children !== undefined && <div class="page-tools">{children}</div>}
    </div>
  )
}
