/**
 * What is around a name: facts and links a few steps away. Pure: facts in, a part of them out.
 *
 * Breadth first, each name once, so that circles and facts about oneself end the walk like any other. Bounded by depth and by
 * NEIGHBOURS_MAX facts and links; what was cut off is said.
 */

import type { Entity, Link } from '../../store/events.ts'
import type { KnownFact, Neighbourhood, NeighbourName } from '../facts.ts'
import { foldName } from './known-facts.ts'

export const NEIGHBOURS_MAX = 1_000
export const DEPTH_MAX = 3

interface Edge {
  readonly ends: readonly [string, string]
  readonly fact: KnownFact | null
  readonly link: Link | null
}

function edgesByName(edges: readonly Edge[]): Map<string, Edge[]> {
  const byName = new Map<string, Edge[]>()
  for (const edge of edges) {
    for (const name of new Set(edge.ends.map(foldName))) {
      const list = byName.get(name)
      if (list === undefined) byName.set(name, [edge])
      else list.push(edge)
    }
  }
  return byName
}

export function neighbourhoodOf(
  asked: { readonly name: string; readonly depth: number },
  facts: readonly KnownFact[],
  graph: { readonly entities: readonly Entity[]; readonly links: readonly Link[] },
): Neighbourhood {
  const edges: Edge[] = [
    ...facts.map((fact): Edge => ({ ends: [fact.subject, fact.object], fact, link: null })),
    ...graph.links.map((link): Edge => ({ ends: [link.source, link.target], fact: null, link })),
  ]
  const byName = edgesByName(edges)
  const types = new Map(graph.entities.map(({ name, type }) => [foldName(name), { name, type }]))
  const start = foldName(asked.name)
  const first = types.get(start)
  if (first === undefined && !byName.has(start)) {
    return { names: [], facts: [], links: [], isCut: false }
  }
  const spelt = byName.get(start)?.[0]?.ends.find((end) => foldName(end) === start)
  const found = new Map<string, NeighbourName>([
    [start, { name: first?.name ?? spelt ?? asked.name, type: first?.type ?? null, distance: 0 }],
  ])
  const taken = new Set<Edge>()
  let isCut = false
  let edge = [start]
  for (let distance = 1; distance <= asked.depth && edge.length > 0; distance += 1) {
    const next: string[] = []
    for (const one of edge.flatMap((name) => byName.get(name) ?? [])) {
      if (taken.has(one)) continue
      if (taken.size >= NEIGHBOURS_MAX) {
        isCut = true
        break
      }
      taken.add(one)
      for (const name of one.ends) {
        const folded = foldName(name)
        if (found.has(folded)) continue
        found.set(folded, { name, type: types.get(folded)?.type ?? null, distance })
        next.push(folded)
      }
    }
    edge = next
  }
  return {
    names: [...found.values()],
    facts: [...taken].flatMap(({ fact }) => fact ?? []),
    links: [...taken].flatMap(({ link }) => link ?? []),
    isCut,
  }
}
