/**
 * Several memories become one, and an old one gives way to a newer. Pure: cubes in, next versions out.
 *
 * Merge: the survivor keeps its words and gets every source of the others; they are kept as `merged` and point to it. Supersession: the
 * old one is `archived`, points to the new one, and its fact ends. MemOS resolves a conflict into a new node with both old ones archived;
 * here one of the two is the new version, so that its history goes on.
 */

import { TIME_MS_MIN } from '../../policy/consolidation/fact-intervals.ts'
import type { Cube, CubeLink, CubeSnapshot, Fact, Provenance } from '../../store/cube.ts'
import { nextVersion } from './move-cube.ts'

function union<T>(...lists: readonly (readonly T[])[]): T[] {
  return [...new Set(lists.flat())]
}

function mergedProvenance(survivor: Cube, losers: readonly Cube[]): Provenance {
  const all = [survivor, ...losers]
  const parents = union(
    survivor.provenance.parents,
    losers.map(({ id }) => id),
    ...losers.map(({ provenance }) => provenance.parents),
  )
  return {
    episodes: union(...all.map(({ provenance }) => provenance.episodes)),
    parents: parents.filter((id) => id !== survivor.id),
    origin: survivor.provenance.origin,
  }
}

function mergedLinks(survivor: Cube, losers: readonly Cube[]): readonly CubeLink[] {
  const own = new Set([survivor.id, ...losers.map(({ id }) => id)])
  const links = new Map<string, CubeLink>()
  for (const link of [survivor, ...losers].flatMap((cube) => cube.links ?? [])) {
    if (!own.has(link.to)) links.set(`${link.to} ${link.relation}`, link)
  }
  return [...links.values()]
}

/** The survivor first. */
export function mergedCubes(survivor: Cube, losers: readonly Cube[]): CubeSnapshot[] {
  const links = mergedLinks(survivor, losers)
  const { derivation } = survivor
  const spans = [survivor, ...losers].flatMap((cube) => cube.derivation?.spans ?? [])
  const fact = survivor.kind === 'derived' ? losers.find((one) => one.fact)?.fact : undefined
  const kept = nextVersion(survivor, {
    provenance: mergedProvenance(survivor, losers),
    ...(links.length === 0 ? {} : { links }),
    ...(derivation === undefined
      ? {}
      : { derivation: { ...derivation, dynamic: 'merged' as const, spans: union(spans) } }),
    ...(survivor.fact !== undefined || fact === undefined ? {} : { fact }),
  })
  const gone = losers.map((loser) =>
    nextVersion(loser, { state: 'merged', successor: survivor.id }),
  )
  return [kept, ...gone]
}

/** Where the old fact ends: as told, else where the new one begins; never later than it ends already, nor before it began. */
function endedFact(old: Fact, by: Cube, validToMs: number | undefined): Fact {
  const beginsMs = by.fact === undefined ? by.saidAtMs : (by.fact.validFromMs ?? by.saidAtMs)
  const wantedMs = Math.max(old.validFromMs ?? TIME_MS_MIN, validToMs ?? beginsMs)
  return { ...old, validToMs: Math.min(wantedMs, old.validToMs ?? wantedMs) }
}

export function supersededCube(old: Cube, by: Cube, validToMs: number | undefined): CubeSnapshot {
  return nextVersion(old, {
    state: 'archived',
    successor: by.id,
    ...(old.fact === undefined ? {} : { fact: endedFact(old.fact, by, validToMs) }),
  })
}
