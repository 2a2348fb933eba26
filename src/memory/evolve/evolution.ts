/**
 * Evolution: what becomes of memories after they were made. Duplicates merge, what is outdated gives way, related ones are summed up, the least
 * valuable are put away when a scope has a budget.
 *
 * Contract: every decision is one batch that `undo` takes back to the exact state before; whoever loses is kept and says who took its
 * place; nothing is deleted; what a person wrote or froze is never changed by itself but proposed. Papers: MemOS (2507.03724), survey
 * 2512.13564 (evolution: consolidation, updating, forgetting). Departures: pairs are decided by rules with a published error rate,
 * and what they are unsure of is left apart.
 */

import type {
  Actor,
  BatchId,
  Cube,
  CubeId,
  CubeKind,
  CubeLink,
  EpisodeId,
  LifecycleState,
} from '../../store/cube.ts'
import type { CubeChange } from '../../store/events.ts'
import type { Scope } from '../../store/scope.ts'
import type { Receipt, Time } from '../memory.ts'

export type PairLabel =
  | 'duplicate'
  | 'refinement'
  | 'contradiction'
  | 'temporal'
  | 'multi-valued'
  | 'unrelated'

export interface Proposal {
  /** Stands for these texts: the same pair has the same id as long as neither is reworded. */
  readonly id: string
  readonly action: 'merge' | 'supersede'
  readonly label: PairLabel
  /** In [0, 1]. */
  readonly confidence: number
  /** Whether it may happen by itself; what is not safe is for a person to decide. */
  readonly isSafe: boolean
  readonly because: string
  readonly keep: CubeId
  readonly lose: CubeId
  /** Their texts, so that a list can be read. */
  readonly texts: { readonly keep: string; readonly lose: string }
}

export interface Proposals {
  readonly proposals: readonly Proposal[]
  /** Memories that were looked at. */
  readonly memoryCount: number
  /** Whether the scope holds more than EVOLVE_MEMORIES_MAX; then the ones changed last were looked at. */
  readonly isCut: boolean
}

export interface ApplyInput {
  readonly scope: Scope
  /** Proposals by id; default: all safe ones. */
  readonly ids?: readonly string[] | undefined
  /** Default `user`. `auto` leaves what a person wrote. */
  readonly actor?: Actor | undefined
}

export interface KeepApartInput {
  readonly scope: Scope
  /** Proposals by id. */
  readonly ids: readonly string[]
  readonly actor?: Actor | undefined
}

export interface Applied {
  /** One batch a decision. */
  readonly receipts: readonly Receipt[]
  readonly applied: readonly Proposal[]
  /** What was left: not safe, protected, or changed meanwhile. */
  readonly left: readonly Proposal[]
}

export interface MergeInput {
  /** Two or more live notes or derived memories of one exact scope. */
  readonly ids: readonly CubeId[]
  /** The one that stays. Default: the first. */
  readonly keep?: CubeId | undefined
  readonly actor?: Actor | undefined
}

export interface SupersedeInput {
  readonly old: CubeId
  readonly by: CubeId
  /** For a fact: when the old one ceased to hold. Default: when the new one began. */
  readonly validTo?: Time | undefined
  readonly actor?: Actor | undefined
}

export interface MoveInput {
  readonly ids: readonly CubeId[]
  readonly actor?: Actor | undefined
}

export interface ScopeInput {
  readonly scope: Scope
  readonly actor?: Actor | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Consolidated {
  /** Null: nothing to sum up. */
  readonly receipt: Receipt | null
  readonly summaries: readonly {
    readonly id: CubeId
    readonly text: string
    readonly parents: readonly CubeId[]
  }[]
}

export interface Budgeted {
  /** Null: within the budget, or there is none. */
  readonly receipt: Receipt | null
  readonly archived: readonly {
    readonly id: CubeId
    readonly text: string
    readonly value: number
  }[]
  /** Still over it: what is left is protected or frozen. */
  readonly isOver: boolean
}

export interface EvolutionReport {
  readonly activatedCount: number
  readonly merged: Applied
  readonly consolidated: Consolidated
  readonly budgeted: Budgeted
}

export interface LifeCube {
  readonly id: CubeId
  readonly kind: CubeKind
  readonly state: LifecycleState
  readonly text: string
  readonly saidAtMs: number
}

/** The whole story of one memory. */
export interface LifeStory {
  readonly cube: Cube
  readonly formedFrom: {
    readonly episodes: readonly EpisodeId[]
    readonly parents: readonly LifeCube[]
    /** Parents that were purged. */
    readonly missing: readonly CubeId[]
  }
  readonly changedBy: readonly {
    readonly version: number
    readonly change: CubeChange
    /** What was asked for: `remember`, `merge`, `undo`, ... */
    readonly operation: string
    readonly batch: BatchId
    readonly atMs: number
    readonly author: Actor
    readonly state: LifecycleState
    readonly isReworded: boolean
  }[]
  /** What took its place, and what took that one's. */
  readonly successors: readonly LifeCube[]
  /** Whose place it took. */
  readonly supersedes: readonly LifeCube[]
  /** Made from it. */
  readonly citedBy: readonly LifeCube[]
  readonly links: readonly CubeLink[]
}

export interface Evolution {
  /** Pairs of live notes and derived memories of exactly this scope that should not both stay as they are. Changes nothing. */
  propose(input: ScopeInput): Promise<Proposals>
  /** Those of `propose` that are not safe, or that a person must allow. */
  proposals(input: ScopeInput): Promise<Proposals>
  apply(input: ApplyInput): Promise<Applied>
  /** Proposes these pairs no more, until one of a pair is reworded. */
  keepApart(input: KeepApartInput): Promise<Receipt>
  /** The one that stays gets all their sources; the others point to it. */
  merge(input: MergeInput): Promise<Receipt>
  supersede(input: SupersedeInput): Promise<Receipt>
  /** Out of recall, kept. */
  archive(input: MoveInput): Promise<Receipt>
  /** What was archived or merged, back as it last lived. */
  restore(input: MoveInput): Promise<Receipt>
  /** Refused to every change, a person's too, until a person thaws it. */
  freeze(input: MoveInput): Promise<Receipt>
  thaw(input: MoveInput): Promise<Receipt>
  /** Four and more related memories get a summary that cites them. */
  consolidate(input: ScopeInput): Promise<Consolidated>
  /** Archives the least valuable derived memories beyond the scope's budget. */
  budget(input: ScopeInput): Promise<Budgeted>
  /** All of it by the scope's settings, as the schedule does. */
  run(input: ScopeInput): Promise<EvolutionReport>
  life(id: CubeId): Promise<LifeStory>
  /** What use and age make of the rank of memories: factors around 1, by id (policy/consolidation/rank-factor.ts). */
  rankFactors(ids: readonly CubeId[]): Promise<ReadonlyMap<CubeId, number>>
}
