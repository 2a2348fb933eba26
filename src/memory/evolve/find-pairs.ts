/**
 * Which memories of a scope should not both stay as they are: near pairs, decided one by one.
 *
 * What was made from the other is no pair, nor is a summary with anything. A safe merge needs more than equal words: the same access and the
 * same lifetime, because the survivor's hold for both. Everything else is a proposal with its reason.
 */

import { sha256Hex } from '../../host/digest.ts'
import type { Cube, Fact } from '../../store/cube.ts'
import { foldName } from '../know/known-facts.ts'
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

/** Facts of one subject and relation are placed by time already. */
function areKnownFacts({ fact: a }: Cube, { fact: b }: Cube): boolean {
  if (a === undefined || b === undefined) return false
  const isSame =
    foldName(a.subject) === foldName(b.subject) && foldName(a.relation) === foldName(b.relation)
  return isSame && foldName(a.object) !== foldName(b.object) && a.isMultiValued && b.isMultiValued
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

/** In the order of the memories; frozen ones are left alone. Throws what `signal` was aborted with. */
export function findPairs(
  memories: readonly Cube[],
  relate: RelatePair,
  signal?: AbortSignal,
): Proposal[] {
  const cubes = memories.filter((cube) => cube.state !== 'frozen' && !isSummary(cube))
  const related = new RelatedTexts(cubes.map(({ text }) => text))
  const seen = new Set<string>()
  const proposals: Proposal[] = []
  for (const [index, cube] of cubes.entries()) {
    signal?.throwIfAborted()
    for (const { index: other } of related.nearest(index, PAIRS_PER_MEMORY, PAIR_SIMILARITY_MIN)) {
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
