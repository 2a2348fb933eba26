/**
 * What the log row says about an event in its own columns, so that it outlives the payload.
 *
 * Ids, scope and version number only: nothing that was said may appear here, because a purge leaves the row.
 */

import type { LogEvent } from '../events.ts'
import type { Scope } from '../scope.ts'

export interface EventColumns {
  readonly scope: Scope
  /** The cube, entity or link that it is about; for a note, what it is about. */
  readonly subject: string
  /** Version of the cube that it carries; null when it carries none. */
  readonly version: number | null
}

export function eventColumns(event: LogEvent): EventColumns {
  switch (event.kind) {
    case 'turn-remembered':
    case 'cube-changed':
      return { scope: event.cube.scope, subject: event.cube.id, version: event.cube.version }
    case 'cube-purged':
    case 'graph-purged':
      return { scope: event.scope, subject: event.id, version: null }
    case 'entity-put':
      return { scope: event.entity.scope, subject: event.entity.id, version: null }
    case 'link-put':
      return { scope: event.link.scope, subject: event.link.id, version: null }
    case 'noted':
      return { scope: event.scope, subject: event.about, version: null }
    default:
      return event satisfies never
  }
}
