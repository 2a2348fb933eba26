/**
 * One cube and one move of its life, as the next version. Pure: the table of moves decides, this applies it.
 *
 * Throws LIFECYCLE_REFUSED for a state that the move does not leave from, MEMORY_PROTECTED for what is frozen, for what a person wrote when
 * nobody asks, and for a move that only a person may make.
 */

import { LociError } from '../../errors.ts'
import { type LifeMove, refusalOf } from '../../policy/consolidation/lifecycle-transitions.ts'
import type { Actor, Cube, CubeSnapshot, LifecycleState } from '../../store/cube.ts'
import type { LogEvent } from '../../store/events.ts'
import type { CubeVersion } from '../../store/store.ts'
import { snapshotOf } from '../changes.ts'
import { checkMayChange, isLive } from '../lifecycle.ts'

export function checkMove(cube: Cube, move: LifeMove, actor: Actor): void {
  const refusal = refusalOf(move, cube.state, actor)
  if (refusal === 'mover') {
    throw new LociError('MEMORY_PROTECTED', `${actor} may not ${move} ${cube.id}`, {
      hint: 'A person has to ask for it: call with actor "user".',
      details: { id: cube.id, state: cube.state },
    })
  }
  if (move !== 'thaw') checkMayChange(cube, actor, move)
  if (refusal !== null) {
    throw new LociError('LIFECYCLE_REFUSED', `cannot ${move} ${cube.id}: it is ${cube.state}`, {
      details: { id: cube.id, state: cube.state, move },
    })
  }
}

export function nextVersion(cube: Cube, parts: Partial<CubeSnapshot>): CubeSnapshot {
  return { ...snapshotOf(cube), ...parts, version: cube.version + 1 }
}

export function changed(cube: CubeSnapshot, change: 'update' | 'state' | 'add'): LogEvent {
  return { kind: 'cube-changed', change, cube }
}

export function withState(cube: Cube, state: LifecycleState): LogEvent {
  return changed(nextVersion(cube, { state }), 'state')
}

/** As it was when it last lived, by its chain of versions; what took its place does so no more. */
export function restored(cube: Cube, versions: readonly CubeVersion[]): LogEvent {
  const last = versions.findLast((one) => isLive(one.cube))?.cube
  const { successor, fact, ...rest } = nextVersion(cube, { state: 'activated' })
  const back = last?.fact ?? fact
  return changed(back === undefined ? rest : { ...rest, fact: back }, 'state')
}

/** To the state before it was frozen. */
export function thawed(cube: Cube, versions: readonly CubeVersion[]): LogEvent {
  const before = versions.findLast((one) => one.cube.state !== 'frozen')?.cube.state
  return withState(cube, before === 'generated' ? 'generated' : 'activated')
}
