/**
 * What the live connection brings, as cells: its status, the window of requests, and a count that grows when memory changed.
 *
 * Pages load again when the count grows. The first change of a burst (an import) counts at once, the others together a quarter of a
 * second later.
 */

import { type LiveStatus, openLiveEvents } from '../api/live-events.ts'
import type { RequestEvent } from '../api-types.ts'
import { RequestWindow } from '../logic/request-window.ts'
import { type Cell, createCell } from './cell.ts'

const FOLD_MS = 250

export const liveStatusCell: Cell<LiveStatus> = createCell<LiveStatus>('connecting')
export const changeCountCell: Cell<number> = createCell(0)
export const requestWindow: RequestWindow = new RequestWindow()

/** Grows when a chat went by or the cache was changed. */
export const cacheUseCell: Cell<number> = createCell(0)

let isFolding = false
let hasMore = false

/** Also called by the page after its own changes, so that it never waits for the connection. */
export function noteChange(): void {
  hasMore = isFolding
  if (isFolding) return
  isFolding = true
  changeCountCell.set(changeCountCell.get() + 1)
  setTimeout(() => {
    isFolding = false
    if (hasMore) noteChange()
  }, FOLD_MS)
}

/** Reading the figures is no use of the cache: the page would load for ever. */
function usesCache({ method, route }: RequestEvent): boolean {
  return route === '/v1/chat/completions' || (method !== 'GET' && route.startsWith('/api/cache/'))
}

/** What governance decides is no change of a memory, so only the request tells of it. */
function governs({ method, route }: RequestEvent): boolean {
  return method !== 'GET' && route.startsWith('/api/governance/')
}

let isCountingUse = false

/** Many uses within a quarter of a second count as one. */
function noteCacheUse(): void {
  if (isCountingUse) return
  isCountingUse = true
  setTimeout(() => {
    isCountingUse = false
    cacheUseCell.set(cacheUseCell.get() + 1)
  }, FOLD_MS)
}

/** Returns the way to stop. */
export function startLive(): () => void {
  return openLiveEvents({
    onStatus: (status) => {
      const wasLost = liveStatusCell.get() === 'lost'
      liveStatusCell.set(status === 'connecting' && wasLost ? 'lost' : status)
      // What happened meanwhile was not told.
      if (status === 'open') noteChange()
    },
    onRequest: (event) => {
      requestWindow.add(event)
      if (usesCache(event)) noteCacheUse()
      if (governs(event)) noteChange()
    },
    onChange: noteChange,
  })
}
