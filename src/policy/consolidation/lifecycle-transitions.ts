/**
 * The moves of a memory's life, as data: which state each may leave from, where it leads, and who may ask for it.
 *
 * Paper: MemOS (2507.03724, MemLifecycle): generated -> activated -> merged -> archived -> expired, and frozen. Departures: `expired` is
 * read off the clock and `forgotten` (the trash) is reached by forgetting, so neither is a move here; what was merged or
 * archived can come back. Invariant: a pair of states that no row names is refused.
 */

export type LifeState =
  | 'generated'
  | 'activated'
  | 'merged'
  | 'archived'
  | 'expired'
  | 'frozen'
  | 'forgotten'
export type Mover = 'user' | 'agent' | 'auto'
export type LifeMove = 'activate' | 'merge' | 'archive' | 'restore' | 'freeze' | 'thaw'

export interface Transition {
  readonly from: readonly LifeState[]
  /** `before`: the state that it had before it was frozen. */
  readonly to: LifeState | 'before'
  readonly by: readonly Mover[]
}

export const lifecycleTransitions = {
  /** It was recalled, or something that lives was made from it. */
  activate: { from: ['generated'], to: 'activated', by: ['user', 'agent', 'auto'] },
  /** Another says the same: it stays with a pointer to that one. */
  merge: { from: ['generated', 'activated'], to: 'merged', by: ['user', 'agent', 'auto'] },
  /** Superseded, over a budget, or put away by hand. */
  archive: { from: ['generated', 'activated'], to: 'archived', by: ['user', 'agent', 'auto'] },
  restore: { from: ['archived', 'merged'], to: 'activated', by: ['user', 'agent'] },
  freeze: { from: ['generated', 'activated'], to: 'frozen', by: ['user', 'agent'] },
  thaw: { from: ['frozen'], to: 'before', by: ['user'] },
} as const satisfies Readonly<Record<LifeMove, Transition>>

/** Null where the move may be made, else why not. */
export function refusalOf(
  move: LifeMove,
  state: LifeState,
  by: Mover,
): 'state' | 'mover' | 'frozen' | null {
  const { from, by: movers }: Transition = lifecycleTransitions[move]
  if (!from.includes(state)) return state === 'frozen' ? 'frozen' : 'state'
  return movers.includes(by) ? null : 'mover'
}
