/**
 * The seam of a turn's end: how long the blocks of a finished request are kept for the next turn of its program.
 *
 * Kept blocks are pinned in the prefix index: not evicted before the time is over, unless nothing else gives way. Zero: they are
 * evicted like any other prefix.
 */

export interface TurnFacts {
  readonly nowMs: number
  /** The request says that its program ends with it. */
  readonly isLastTurn: boolean
  readonly tool: string | null
  /** Positions that would be kept. */
  readonly tokenCount: number
  /** What computing them again would take. */
  readonly recomputeCostMs: number
  /** Mean positions of the requests that run. */
  readonly meanTokenCount: number
  /** Mean time that requests waited lately. */
  readonly queueDelayMs: number
  /** From the end of a turn to the next of its program, newest last: of this tool; of all tools. Bounded by the settings. */
  readonly toolDurationsMs: readonly number[]
  readonly allDurationsMs: readonly number[]
  /** 1: programs have a fixed number of turns; 0: memoryless; below: heavy-tailed. */
  readonly memoryfulness: number
}

export interface TurnPolicy {
  readonly name: string
  /** Milliseconds; 0: not kept. */
  retain(facts: TurnFacts): number
}
