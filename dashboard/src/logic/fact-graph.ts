/**
 * Facts as a graph: names as nodes, and for each pair of names one edge that carries all relations between them.
 *
 * Names that hang together are placed by forces (Fruchterman and Reingold, 1991) from a circle in their order, and such groups side by side:
 * no randomness, so that the same facts look the same. Names are compared without case. Quadratic in names a round: beyond EDGES_MAX
 * the page shows the list alone.
 */

import type { KnownFact } from '../evolution-types.ts'

export const EDGES_MAX = 200
const ROUNDS = 240
/** Distance between the names of one edge at rest. */
const SPRING = 112
const PULL_TO_MIDDLE = 0.035
const STEP_FIRST = 60
/** Names are wider than high. */
const STRETCH = 1.35

export interface GraphNode {
  readonly key: string
  readonly name: string
  readonly degree: number
  readonly x: number
  readonly y: number
}

export interface GraphEdge {
  readonly from: GraphNode
  readonly to: GraphNode
  /** From `from` to `to` or back. */
  readonly facts: readonly KnownFact[]
}

export interface FactGraph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly width: number
  readonly height: number
}

export function nameKey(name: string): string {
  return name.trim().toLowerCase()
}

/** Facts with this text in their subject, relation or object. */
export function factsAbout(facts: readonly KnownFact[], about: string): KnownFact[] {
  const wanted = nameKey(about)
  return facts.filter(
    ({ subject, relation, object }) =>
      wanted === '' || [subject, relation, object].some((part) => nameKey(part).includes(wanted)),
  )
}

interface Place {
  x: number
  y: number
}

type Pair = readonly [from: number, to: number]

/** One round: every pair of names pushes apart, every edge pulls together, all drift to the middle; nobody moves further than `step`. */
function move(places: Place[], pairs: readonly Pair[], step: number): void {
  const forces = places.map(({ x, y }) => ({ x: -x * PULL_TO_MIDDLE, y: -y * PULL_TO_MIDDLE }))
  const push = (a: number, b: number, strength: (distance: number) => number): void => {
    const dx = places[a]!.x - places[b]!.x
    const dy = places[a]!.y - places[b]!.y
    const distance = Math.max(1, Math.hypot(dx, dy))
    const force = strength(distance) / distance
    forces[a]!.x += dx * force
    forces[a]!.y += dy * force
    forces[b]!.x -= dx * force
    forces[b]!.y -= dy * force
  }
  for (let a = 0; a < places.length; a += 1) {
    for (let b = 0; b < a; b += 1) push(a, b, (distance) => (SPRING * SPRING) / distance / 4)
  }
  for (const [a, b] of pairs) push(a, b, (distance) => -(distance * distance) / SPRING / 4)
  for (const [index, { x, y }] of forces.entries()) {
    const length = Math.max(1e-9, Math.hypot(x, y))
    const reach = Math.min(step, length) / length
    places[index]!.x += x * reach
    places[index]!.y += y * reach
  }
}

function placed(count: number, pairs: readonly Pair[]): Place[] {
  const radius = (SPRING * Math.max(1, count)) / (2 * Math.PI)
  const places = Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / Math.max(1, count)
    return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }
  })
  for (let round = 0; round < ROUNDS; round += 1) {
    move(places, pairs, STEP_FIRST * (1 - round / ROUNDS))
  }
  return places
}

/** Room for a name beside its node. */
const MARGIN_X = 90
const MARGIN_Y = 40
/** Groups stand side by side up to here, then below each other. */
const SHELF_WIDTH = 1_000

interface Picture {
  readonly places: readonly Place[]
  readonly width: number
  readonly height: number
}

const round = (value: number): number => Math.round(value * 10) / 10

function fitted(places: readonly Place[]): Picture {
  const wide = places.map(({ x, y }) => ({ x: x * STRETCH, y }))
  const left = Math.min(...wide.map(({ x }) => x)) - MARGIN_X
  const top = Math.min(...wide.map(({ y }) => y)) - MARGIN_Y
  const right = Math.max(...wide.map(({ x }) => x)) + MARGIN_X
  const bottom = Math.max(...wide.map(({ y }) => y)) + MARGIN_Y
  return {
    places: wide.map(({ x, y }) => ({ x: round(x - left), y: round(y - top) })),
    width: Math.ceil(right - left),
    height: Math.ceil(bottom - top),
  }
}

/** Indexes of names that hang together, the largest group first. */
function groupsOf(count: number, pairs: readonly Pair[]): number[][] {
  const groupOf = Array.from({ length: count }, (_, index) => [index])
  for (const [a, b] of pairs) {
    const [into, from] = [groupOf[a]!, groupOf[b]!]
    if (into === from) continue
    into.push(...from)
    for (const index of from) groupOf[index] = into
  }
  const groups = [...new Set(groupOf)].map((group) => group.toSorted((a, b) => a - b))
  return groups.sort((a, b) => b.length - a.length || a[0]! - b[0]!)
}

/** Each group placed by itself, then put on shelves, so that none drifts out of sight. */
function pictureOf(count: number, pairs: readonly Pair[]): Picture {
  const places: Place[] = []
  let [x, y, shelfHeight, width] = [0, 0, 0, 0]
  for (const group of groupsOf(count, pairs)) {
    const within = new Map(group.map((index, place) => [index, place]))
    const own = pairs.filter(([from]) => within.has(from))
    const picture = fitted(
      placed(
        group.length,
        own.map(([from, to]): Pair => [within.get(from)!, within.get(to)!]),
      ),
    )
    if (x > 0 && x + picture.width > SHELF_WIDTH) {
      ;[x, y, shelfHeight] = [0, y + shelfHeight, 0]
    }
    for (const [place, index] of group.entries()) {
      const local = picture.places[place]!
      places[index] = { x: round(x + local.x), y: round(y + local.y) }
    }
    x += picture.width
    width = Math.max(width, x)
    shelfHeight = Math.max(shelfHeight, picture.height)
  }
  return { places, width, height: y + shelfHeight }
}

export function factGraph(facts: readonly KnownFact[]): FactGraph {
  const names = new Map<string, string>()
  for (const { subject, object } of facts) {
    for (const name of [subject, object]) {
      if (!names.has(nameKey(name))) names.set(nameKey(name), name.trim())
    }
  }
  const keys = [...names.keys()].sort()
  const indexOf = new Map(keys.map((key, index) => [key, index]))
  const byPair = new Map<string, { pair: Pair; facts: KnownFact[] }>()
  for (const fact of facts) {
    const pair: Pair = [indexOf.get(nameKey(fact.subject))!, indexOf.get(nameKey(fact.object))!]
    const key = [...pair].sort((a, b) => a - b).join(' ')
    const found = byPair.get(key)
    if (found === undefined) byPair.set(key, { pair, facts: [fact] })
    else found.facts.push(fact)
  }
  const edges = [...byPair.values()]
  const apart = edges.map(({ pair }) => pair).filter(([from, to]) => from !== to)
  const { places, width, height } = pictureOf(keys.length, apart)
  const degreeOf = (index: number): number =>
    edges.filter(({ pair }) => pair.includes(index)).length
  const nodes = keys.map((key, index) => ({
    key,
    name: names.get(key)!,
    degree: degreeOf(index),
    ...places[index]!,
  }))
  return {
    nodes,
    edges: edges.map(({ pair: [from, to], facts: carried }) => ({
      from: nodes[from]!,
      to: nodes[to]!,
      facts: carried,
    })),
    width,
    height,
  }
}
