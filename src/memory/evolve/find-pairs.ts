/**
 * Which memories of a scope should not both stay as they are: near pairs, and facts of one subject and family of relations, decided one by one.
 *
 * What was made from the other is no pair, nor is a summary with anything. A safe merge needs more than equal words: the same access and the
 * same lifetime, because the survivor's hold for both. Everything else is a proposal with its reason.
 */

import { sha256Hex } from '../../host/digest.ts'
import type { Cube, Fact } from '../../store/cube.ts'
import { foldName } from '../know/known-facts.ts'
import { relationFamily } from '../know/relation-families.ts'
import type { PairLabel, Proposal } from './evolution.ts'
import { RelatedTexts } from './related-texts.ts'
import { isSummary } from './scope-memories.ts'

/** One side of a pair. */
export interface PairSide {
  readonly text: string
  readonly timeMs: number
  readonly fact?: Fact
}

export interface PairDecision {
  readonly label: PairLabel
  /** In [0, 1]. */
  readonly confidence: number
  readonly isSafeToMerge: boolean
  /** Which says more or holds now; null where neither does. */
  readonly keeps: 'a' | 'b' | null
  readonly because: string
}

/** Decides one pair; pure and quick. */
export type RelatePair = (a: PairSide, b: PairSide) => PairDecision

/** Neighbours of each memory that are compared with it. */
export const PAIRS_PER_MEMORY = 8
/** Facts of one line among which neighbours are looked for: the latest. */
const LINE_KEPT_MAX = 2 * PAIRS_PER_MEMORY
/** Cosine of weighted stems below which two texts are not compared. */
export const PAIR_SIMILARITY_MIN = 0.2

const actions: Readonly<Record<PairLabel, Proposal['action'] | null>> = {
  duplicate: 'merge',
  refinement: 'merge',
  contradiction: 'supersede',
  temporal: 'supersede',
  'multi-valued': null,
  unrelated: null,
}

function sideOf({ text, saidAtMs, fact }: Cube): PairSide {
  return { text, timeMs: saidAtMs, ...(fact === undefined ? {} : { fact }) }
}

function isKin(a: Cube, b: Cube): boolean {
  return (
    a.provenance.parents.includes(b.id) ||
    b.provenance.parents.includes(a.id) ||
    areKnownFacts(a, b)
  )
}

/** What facts are compared by, in whatever words they are told: `lives in` and `moved to` are one. */
function factKey({ fact }: Cube): string | null {
  if (fact === undefined) return null
  return JSON.stringify([foldName(fact.subject), relationFamily(fact.relation)])
}

/** Facts of one subject and relation that stand beside each other, or one after the other. */
function areKnownFacts(one: Cube, other: Cube): boolean {
  const { fact: a } = one
  const { fact: b } = other
  if (a === undefined || b === undefined || factKey(one) !== factKey(other)) return false
  if (foldName(a.object) === foldName(b.object)) return false
  return (a.isMultiValued && b.isMultiValued) || endsBefore(a, b) || endsBefore(b, a)
}

function endsBefore(a: Fact, b: Fact): boolean {
  return a.validToMs !== null && b.validFromMs !== null && a.validToMs <= b.validFromMs
}

/** Which of two equals stays: what a person wrote, then what a fact stands in, then the older. */
function preferred(a: Cube, b: Cube): Cube {
  if (a.isProtected !== b.isProtected) return a.isProtected ? a : b
  if ((a.fact === undefined) !== (b.fact === undefined)) return a.fact === undefined ? b : a
  return a.createdSeq <= b.createdSeq ? a : b
}

function keeper(a: Cube, b: Cube, { label, keeps }: PairDecision): Cube {
  if (keeps !== null) return keeps === 'a' ? a : b
  if (label === 'duplicate' || label === 'refinement') return preferred(a, b)
  return b.saidAtMs >= a.saidAtMs ? b : a
}

function haveEqualTerms(a: Cube, b: Cube): boolean {
  return a.expiresAtMs === b.expiresAtMs && JSON.stringify(a.access) === JSON.stringify(b.access)
}

function proposalOf(a: Cube, b: Cube, decision: PairDecision): Proposal | null {
  const action = actions[decision.label]
  if (action === null) return null
  const keep = keeper(a, b, decision)
  const lose = keep === a ? b : a
  const { label, confidence, because } = decision
  const content = [action, keep.id, keep.text, lose.id, lose.text]
  return {
    id: sha256Hex(JSON.stringify(content)).slice(0, 32),
    action,
    label,
    confidence,
    isSafe: action === 'merge' && decision.isSafeToMerge && haveEqualTerms(a, b),
    because,
    keep: keep.id,
    lose: lose.id,
    texts: { keep: keep.text, lose: lose.text },
  }
}

/** Places of the facts that each fact is compared with, the latest first. */
function factNeighbours(cubes: readonly Cube[]): (index: number) => number[] {
  const lines = new Map<string, number[]>()
  for (const [index, cube] of cubes.entries()) {
    const key = factKey(cube)
    if (key !== null) lines.set(key, [...(lines.get(key) ?? []).slice(-LINE_KEPT_MAX), index])
  }
  return (index) => {
    const key = factKey(cubes[index]!)
    const line = key === null ? [] : lines.get(key)!
    return line
      .filter((other) => other !== index)
      .slice(-PAIRS_PER_MEMORY)
      .reverse()
  }
}

/** In the order of the memories; frozen ones are left alone. Throws what `signal` was aborted with. */
export function findPairs(
  memories: readonly Cube[],
  relate: RelatePair,
  signal?: AbortSignal,
): Proposal[] {
  const cubes = memories.filter((cube) => cube.state !== 'frozen' && !isSummary(cube))
  const related = new RelatedTexts(cubes.map(({ text }) => text))
  const sameLine = factNeighbours(cubes)
  const seen = new Set<string>()
  const proposals: Proposal[] = []
  for (const [index, cube] of cubes.entries()) {
    signal?.throwIfAborted()
    const near = related.nearest(index, PAIRS_PER_MEMORY, PAIR_SIMILARITY_MIN)
    for (const other of new Set([...near.map((one) => one.index), ...sameLine(index)])) {
      const [first, second] = index < other ? [cube, cubes[other]!] : [cubes[other]!, cube]
      const key = `${first.id} ${second.id}`
      if (seen.has(key) || isKin(first, second)) continue
      seen.add(key)
      const proposal = proposalOf(first, second, relate(sideOf(first), sideOf(second)))
      if (proposal !== null) proposals.push(proposal)
    }
  }
  return proposals
}
