/**
 * Which cubes take part in recall, and which changes each state allows.
 *
 * Paper: MemOS (2507.03724, MemLifecycle): generated -> activated -> merged -> archived -> expired, and frozen. Departure:
 * `forgotten` (the trash) is a state of its own, and `expired` is read off the clock so that expiry needs no write.
 */

import { LociError } from '../errors.ts'
import type { Actor, Cube, CubeKind, LifecycleState } from '../store/cube.ts'
import { isReservedScope } from '../store/scope.ts'
import { checkMayWriteBlock } from './block-rules.ts'

const liveStates: ReadonlySet<LifecycleState> = new Set(['generated', 'activated', 'frozen'])

/** What was said and what was learnt from it; the other kinds have surfaces of their own. */
const recalledKinds: ReadonlySet<CubeKind> = new Set(['turn', 'note', 'derived', 'file', 'item'])

/** Whether it holds now, expiry aside. */
export function isLive(cube: { readonly state: LifecycleState }): boolean {
  return liveStates.has(cube.state)
}

/** Whether recall and lists see it, expiry aside. */
export function isRecalled(cube: Pick<Cube, 'state' | 'kind'>): boolean {
  return isLive(cube) && recalledKinds.has(cube.kind)
}

export function isRecalledKind(kind: CubeKind): boolean {
  return recalledKinds.has(kind)
}

export function isExpired(cube: { readonly expiresAtMs: number | null }, nowMs: number): boolean {
  return cube.expiresAtMs !== null && cube.expiresAtMs <= nowMs
}

/** The state as a reader sees it: a live cube past its expiry is `expired`. */
export function stateAt(cube: Cube, nowMs: number): LifecycleState {
  return isLive(cube) && isExpired(cube, nowMs) ? 'expired' : cube.state
}

/** Throws MEMORY_PROTECTED when `actor` may not change the cube. */
export function checkMayChange(cube: Cube, actor: Actor, what: string): void {
  if (isReservedScope(cube.scope)) {
    throw new LociError('MEMORY_PROTECTED', `cannot ${what} ${cube.id}: it belongs to governance`, {
      hint: 'Use `loci govern`: what governance decided is changed by governance alone.',
      details: { id: cube.id },
    })
  }
  if (cube.state === 'frozen') {
    throw new LociError('MEMORY_PROTECTED', `cannot ${what} ${cube.id}: it is frozen`, {
      hint: 'Thaw it first; a frozen memory keeps its content for the record.',
      details: { id: cube.id },
    })
  }
  if (cube.isProtected && actor === 'auto') {
    throw new LociError('MEMORY_PROTECTED', `cannot ${what} ${cube.id}: a person wrote it`, {
      details: { id: cube.id },
    })
  }
  checkMayWriteBlock(cube, actor, what)
}
