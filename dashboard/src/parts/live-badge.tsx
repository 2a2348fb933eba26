/** Whether the page hears from the gateway right now. */

import type { VNode } from 'preact'
import { useCell } from '../state/cell.ts'
import { liveStatusCell } from '../state/live.ts'

const words = { connecting: 'Connecting', open: 'Live', lost: 'Reconnecting' } as const

export function LiveBadge(): VNode {
  const status = useCell(liveStatusCell)
  return (
    <span class={`live-badge ${status}`} role="status">
      <span class="live-dot" aria-hidden="true" />
      {words[status]}
    </span>
  )
}
