/**
 * Reading facts: which derived memories count as facts at a log position, and in what form they are shown.
 *
 * A fact counts while it is live or archived: being superseded or put away for a budget does not make it untrue of its time. What was merged
 * lives on in its survivor; what is in the trash is not known. Names are compared folded, and never changed.
 */

import { neverHeld, TIME_MS_MIN } from '../../policy/consolidation/fact-intervals.ts'
import type { Cube, CubeSnapshot, Fact } from '../../store/cube.ts'
import type { Scope } from '../../store/scope.ts'
import type { AsOf, Store } from '../../store/store.ts'
import type { KnownFact } from '../facts.ts'
import { isLive } from '../lifecycle.ts'
import { resolveAsOf } from '../recall-call.ts'

const SCAN_CHUNK_CUBES = 5_000

export type FactCube = Cube & { readonly fact: Fact }
export type FactSnapshot = CubeSnapshot & { readonly fact: Fact }

/** `Lives_in ` and `lives in` are one name. */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_]+/gu, ' ')
    .trim()
}

export function isFact(cube: Cube): cube is FactCube {
  return (
    cube.kind === 'derived' &&
    cube.fact !== undefined &&
    (isLive(cube) || cube.state === 'archived')
  )
}

export interface KnownThen {
  /** In creation order. */
  readonly facts: readonly FactCube[]
  /** The moment of `knownAt`; undefined: now. */
  readonly momentMs: number | undefined
}

/** Facts of a scope pattern as they were known; see `KeptFacts` for the present. */
export async function knownFacts(store: Store, scope: Scope, knownAt: AsOf): Promise<KnownThen> {
  const past = await resolveAsOf(store, knownAt)
  const asOf = { position: past!.position }
  const facts: FactCube[] = []
  for (let afterSeq = 0; ; ) {
    const cubes = await store.scopeCubes({ scope, asOf, afterSeq, limit: SCAN_CHUNK_CUBES })
    for (const cube of cubes) if (isFact(cube)) facts.push(cube)
    if (cubes.length < SCAN_CHUNK_CUBES) return { facts, momentMs: past!.timeMs }
    afterSeq = cubes.at(-1)!.createdSeq
  }
}

export function knownFactOf(cube: FactCube): KnownFact {
  return {
    id: cube.id,
    scope: cube.scope,
    ...cube.fact,
    text: cube.text,
    state: cube.state,
    confidence: cube.derivation?.confidence ?? 1,
    knownAtMs: cube.createdAtMs,
    changedAtMs: cube.updatedAtMs,
    successor: cube.successor ?? null,
    parents: cube.provenance.parents,
  }
}

/**
 * The end that a fact was stated with: what its successor cut off does not count. `successor` is the fact that took its place, where that is
 * one of the same subject and relation.
 */
export function statedEnd(fact: Fact, successor: Fact | undefined): number | null {
  if (fact.statedToMs !== undefined) return fact.statedToMs
  const isCut = successor !== undefined && fact.validToMs === (successor.validFromMs ?? TIME_MS_MIN)
  return isCut ? null : fact.validToMs
}

export function isEmptyInterval(fact: Fact): boolean {
  return neverHeld({ fromMs: fact.validFromMs, statedToMs: fact.validToMs })
}
