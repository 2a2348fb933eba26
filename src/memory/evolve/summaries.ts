/**
 * Clusters of related memories and the summaries that they get. Pure but for the words, which whoever sums up gives.
 *
 * A summary cites every member as a parent and their raw turns as episodes. A cluster that has a summary is left alone until half of it is new
 * to that summary's parents or the summary cites less than all; then the summary gets a next version. One that a person reworded is left as it is.
 */

import { starClusters } from '../../policy/consolidation/clusters.ts'
import type { Cube, CubeId, CubeSnapshot, Provenance } from '../../store/cube.ts'
import { firstVersionOf } from '../know/first-version.ts'
import { nextVersion } from './move-cube.ts'
import { RelatedTexts } from './related-texts.ts'
import { isSummary } from './scope-memories.ts'

/** Gives the words; null: it has none, and the cluster waits. */
export type Summarise = (
  members: readonly Cube[],
  signal: AbortSignal | undefined,
) => Promise<{ readonly text: string; readonly model: string | null } | null>

export interface PlannedSummary {
  readonly members: readonly Cube[]
  /** The summary that goes on; null: a new one. */
  readonly current: Cube | null
}

/** Cosine of weighted stems from which two memories are related. */
export const CLUSTER_SIMILARITY_MIN = 0.25
const NEIGHBOURS_MAX = 40

export function planSummaries(memories: readonly Cube[]): PlannedSummary[] {
  const summaries = memories.filter(isSummary)
  const cubes = memories.filter((cube) => !isSummary(cube) && cube.state !== 'frozen')
  const related = new RelatedTexts(cubes.map(({ text }) => text))
  const neighbours = cubes.map((cube, index) =>
    related
      .nearest(index, NEIGHBOURS_MAX, CLUSTER_SIMILARITY_MIN)
      .filter(({ index: other }) => !isKin(cube, cubes[other]!))
      .map(({ index: other }) => other),
  )
  return starClusters(neighbours).flatMap((indices) => {
    const members = withoutKin(indices.map((index) => cubes[index]!))
    if (members.length < 4) return []
    const current = summaries.find((one) => shareOf(one, members) >= 0.5) ?? null
    const isTold = current !== null && shareOf(current, members) === 1
    const isHeld = current !== null && (current.isProtected || current.state === 'frozen')
    return isTold || isHeld ? [] : [{ members, current }]
  })
}

const isKin = (a: Cube, b: Cube): boolean =>
  a.provenance.parents.includes(b.id) || b.provenance.parents.includes(a.id)

/** A fact and the note that states it count once. */
function withoutKin(members: readonly Cube[]): Cube[] {
  const kept: Cube[] = []
  for (const one of members) if (!kept.some((other) => isKin(one, other))) kept.push(one)
  return kept
}

function shareOf(summary: Cube, members: readonly Cube[]): number {
  const cited = new Set(summary.provenance.parents)
  return members.filter(({ id }) => cited.has(id)).length / members.length
}

function provenanceOf(members: readonly Cube[], current: Cube | null): Provenance {
  const parents = new Set<CubeId>(current?.provenance.parents)
  for (const { id } of members) parents.add(id)
  const episodes = [...(current === null ? members : [current, ...members])].flatMap(
    ({ provenance }) => provenance.episodes,
  )
  return { parents: [...parents], episodes: [...new Set(episodes)], origin: 'evolution' }
}

export function summaryCube(
  { members, current }: PlannedSummary,
  { text, model }: { readonly text: string; readonly model: string | null },
  newId: () => CubeId,
): CubeSnapshot {
  const saidAtMs = Math.max(...members.map((one) => one.saidAtMs))
  const confidences = members.map(({ derivation }) => derivation?.confidence ?? 1)
  const parts = {
    text,
    saidAtMs,
    provenance: provenanceOf(members, current),
    derivation: {
      pipeline: 'consolidate',
      dynamic: 'summarised' as const,
      model,
      confidence: Math.min(...confidences),
      spans: [],
    },
  }
  if (current !== null) return nextVersion(current, parts)
  const { scope } = members[0]!
  const first = { id: newId(), kind: 'derived', scope, actor: 'auto', origin: 'evolution' } as const
  const experiential = members.filter((one) => one.function === 'experiential').length
  return {
    ...firstVersionOf({ ...first, text, saidAtMs }),
    ...parts,
    function: experiential * 2 > members.length ? 'experiential' : 'factual',
  }
}
