/**
 * Facts: what holds, when it held, and when that was known. Two clocks: valid time is the world's, known time is the log's.
 *
 * A fact is a derived memory with a relation in it. Its end moves when a newer one takes its place, and every such change is a version, so
 * that "what did we believe in March about January" is a look at an older log position. Ideas: Zep's bi-temporal graph and Mem0's
 * graph variant (soft invalidation). Departure: facts are placed by valid time, so that late news never ends newer knowledge.
 */

import type { Actor, CubeId, Fact, LifecycleState } from '../store/cube.ts'
import type { Entity, Link } from '../store/events.ts'
import type { Scope } from '../store/scope.ts'
import type { AsOf } from '../store/store.ts'
import type { Receipt, Time } from './memory.ts'

export interface KnownFact extends Fact {
  readonly id: CubeId
  readonly scope: Scope
  readonly text: string
  readonly state: LifecycleState
  /** In [0, 1]. */
  readonly confidence: number
  /** Log time of its first version, and of the version that is seen. */
  readonly knownAtMs: number
  readonly changedAtMs: number
  /** What took its place, if anything did. */
  readonly successor: CubeId | null
  /** Memories that state it. */
  readonly parents: readonly CubeId[]
}

/** Reads see a scope pattern; names and relations are compared without case, "_" and outer blanks. */
export interface FactsInput {
  readonly scope: Scope
  /** When it held. Default: now, or the moment of `knownAt`. */
  readonly validAt?: Time | undefined
  /** According to what was known then. Default: what is known now. */
  readonly knownAt?: AsOf | undefined
  /** Only facts with this name as subject or object. */
  readonly about?: string | undefined
  readonly relation?: string | undefined
}

export interface TimelineInput {
  readonly scope: Scope
  /** Default: everybody. */
  readonly subject?: string | undefined
  readonly relation?: string | undefined
  readonly knownAt?: AsOf | undefined
}

export interface StatedFact {
  readonly subject: string
  readonly relation: string
  readonly object: string
  /** Since when; null: not known. Default: `at`. */
  readonly validFrom?: Time | null | undefined
  /** First moment at which it no longer held. Default: it holds still. */
  readonly validTo?: Time | null | undefined
  /** Whether it stands beside other objects. Default: as other facts of the relation, else by the relation's words. */
  readonly isMultiValued?: boolean | undefined
  /** In words. Default: subject, relation and object. */
  readonly text?: string | undefined
  /** A fact that this one puts right: that one never held. */
  readonly corrects?: CubeId | undefined
  /** In [0, 1]. Default 1. */
  readonly confidence?: number | undefined
}

export interface PutFactsInput {
  readonly scope: Scope
  readonly facts: readonly StatedFact[]
  /** The words in which they were stated, kept as a note. Default: the texts of the facts. */
  readonly note?: string | undefined
  /** When they were stated. Default: now. */
  readonly at?: Time | undefined
  /** Default `user`: what a person states is protected against automatic change. */
  readonly actor?: Actor | undefined
}

export interface PutFactsReceipt extends Receipt {
  /** One a fact, in the order of the call: new, or the one that said so already. */
  readonly facts: readonly CubeId[]
}

export interface NeighbourhoodInput {
  readonly scope: Scope
  readonly name: string
  /** Steps, 1 to 3. Default 1. */
  readonly depth?: number | undefined
  readonly validAt?: Time | undefined
  readonly knownAt?: AsOf | undefined
}

export interface NeighbourName {
  readonly name: string
  /** As an entity of `relate` has it. */
  readonly type: string | null
  /** Steps from the name that was asked for: 0 for itself. */
  readonly distance: number
}

export interface Neighbourhood {
  readonly names: readonly NeighbourName[]
  readonly facts: readonly KnownFact[]
  /** Links of `relate` between the names; they have no time. Now only: none with `knownAt`. */
  readonly links: readonly Link[]
  /** Whether NEIGHBOURS_MAX cut it short. */
  readonly isCut: boolean
}

export interface NamesInput {
  readonly scope: Scope
  readonly knownAt?: AsOf | undefined
}

export interface Facts {
  /** What held at a moment, by what is or was known. In the order in which it became known. */
  at(input: FactsInput): Promise<readonly KnownFact[]>
  /** Every fact with its interval, also those that never held; by subject, relation, beginning. */
  timeline(input: TimelineInput): Promise<readonly KnownFact[]>
  /** Names in facts, and entities of `relate`. */
  names(
    input: NamesInput,
  ): Promise<readonly (Pick<Entity, 'name'> & { readonly type: string | null })[]>
  neighbourhood(input: NeighbourhoodInput): Promise<Neighbourhood>
  /** Throws MEMORY_PROTECTED where it would end a frozen fact. One batch, as every call below. */
  put(input: PutFactsInput): Promise<PutFactsReceipt>
  /** It held until then, and no longer. */
  close(input: {
    readonly id: CubeId
    readonly validTo: Time
    readonly actor?: Actor | undefined
  }): Promise<Receipt>
  /** It never held: what it had ended holds on again. Kept, as every version of it. */
  retract(input: { readonly id: CubeId; readonly actor?: Actor | undefined }): Promise<Receipt>
}
