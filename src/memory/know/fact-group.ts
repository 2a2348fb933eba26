/**
 * Facts that exclude each other, and their ends after a change. Pure: snapshots in, snapshots out.
 *
 * A group is one subject and one relation; of relations with several objects each object is a group of its own, so that "likes soup" ends
 * and begins again beside "likes pizza". Invariant: after `regroup` the interval of each fact is what `heldIntervals` says of the stated
 * ones; what was ended by a fact that is gone holds on again. Facts of others are not touched.
 */

import {
  type HeldUntil,
  heldIntervals,
  neverHeld,
  TIME_MS_MIN,
} from '../../policy/consolidation/fact-intervals.ts'
import type { CubeId, Fact } from '../../store/cube.ts'
import { isLive } from '../lifecycle.ts'
import { type FactSnapshot, foldName, statedEnd } from './known-facts.ts'

export function groupKey({ subject, relation, object, isMultiValued }: Fact): string {
  const parts = [foldName(subject), foldName(relation)]
  return JSON.stringify(isMultiValued ? [...parts, foldName(object)] : parts)
}

/** Throws away what said that something else had taken its place. */
export function withoutSuccessor(cube: FactSnapshot): FactSnapshot {
  const { successor, ...rest } = cube
  const { statedToMs, ...fact } = cube.fact
  return { ...rest, fact }
}

function placed(
  cube: FactSnapshot,
  stated: number | null,
  { toMs, endedBy }: HeldUntil,
  group: readonly FactSnapshot[],
): FactSnapshot {
  const bare = withoutSuccessor(cube)
  if (endedBy !== null) {
    const successor = group[endedBy]!.id
    const fact: Fact = { ...bare.fact, validToMs: toMs }
    return {
      ...bare,
      successor,
      state: isLive(cube) ? 'archived' : cube.state,
      fact: stated === null ? fact : { ...fact, statedToMs: stated },
    }
  }
  const wasEnded = cube.successor !== undefined && group.some(({ id }) => id === cube.successor)
  const fact: Fact = { ...bare.fact, validToMs: stated }
  if (neverHeld({ fromMs: fact.validFromMs, statedToMs: stated })) return cube
  if (!wasEnded) return { ...cube, fact }
  return { ...bare, fact, state: cube.state === 'archived' ? 'activated' : cube.state }
}

/** A group in the order in which its facts became known, each with the end that it has now. */
export function regroup(group: readonly FactSnapshot[]): FactSnapshot[] {
  const byId = new Map<CubeId, FactSnapshot>(group.map((cube) => [cube.id, cube]))
  const stated = group.map(({ fact, successor }) =>
    statedEnd(fact, successor === undefined ? undefined : byId.get(successor)?.fact),
  )
  const held = heldIntervals(
    group.map(({ fact }, index) => ({ fromMs: fact.validFromMs, statedToMs: stated[index]! })),
  )
  return group.map((cube, index) => placed(cube, stated[index]!, held[index]!, group))
}

/** It ends there, whatever it was ended by before; at or before its beginning: it never held. */
export function endedAt(cube: FactSnapshot, toMs: number, nowMs: number): FactSnapshot {
  const bare = withoutSuccessor(cube)
  const fromMs = cube.fact.validFromMs ?? TIME_MS_MIN
  const fact = { ...bare.fact, validToMs: Math.max(fromMs, toMs) }
  return { ...bare, fact, state: toMs <= nowMs && isLive(cube) ? 'archived' : cube.state }
}
