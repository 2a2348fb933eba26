/** The versions of a memory as what happened to it, in mem0's words: added, reworded, deleted, and added again by an undo. */

import type { CubeVersion } from '../store/store.ts'
import { isLive } from './lifecycle.ts'

export type HistoryEvent = 'ADD' | 'UPDATE' | 'DELETE'

export interface HistoryStep {
  readonly event: HistoryEvent
  /** Null where there was none, or it lay in the trash. */
  readonly oldText: string | null
  /** Null where it is gone. */
  readonly newText: string | null
  readonly version: CubeVersion
}

function eventOf({ change, cube }: CubeVersion, before: CubeVersion | undefined): HistoryEvent {
  if (change === 'add' || before === undefined) return 'ADD'
  if (!isLive(cube)) return 'DELETE'
  return isLive(before.cube) ? 'UPDATE' : 'ADD'
}

/** Oldest first, as the versions are. */
export function historySteps(versions: readonly CubeVersion[]): readonly HistoryStep[] {
  return versions.map((version, index) => {
    const before = versions[index - 1]
    const event = eventOf(version, before)
    return {
      event,
      oldText: before === undefined || !isLive(before.cube) ? null : before.cube.text,
      newText: event === 'DELETE' ? null : version.cube.text,
      version,
    }
  })
}
