/**
 * Hit rates of a least-recently-used block cache on Mooncake's traces, by capacity: published values, and two methods against each other.
 *
 * One pass of stack distances gives all capacities; a plain cache, a map in order of use, gives one each. They must agree in every
 * trace; where the trace is one of the published (by its counts of requests and blocks) both must print the published digits.
 */

import { BlockReuse } from '../../planner/workload/block-reuse.ts'
import type { PaperCase, PaperPart } from './part.ts'
import { prefixIndexHitShare } from './prefix-index-hits.ts'

export interface BlockTrace {
  readonly path: string
  readonly requests: readonly Uint32Array[]
}

/** Capacities that the engine's own index is run at as well: its columns are made anew for each. */
const INDEX_BLOCKS_MAX = 100_000
const CAPACITIES = [Number.POSITIVE_INFINITY, 100_000, 50_000, 30_000, 10_000, 1_000]

interface PublishedTrace {
  readonly name: string
  readonly requestCount: number
  /** By capacity, three digits. */
  readonly rates: readonly string[]
}

const published: readonly PublishedTrace[] = [
  {
    name: 'conversation',
    requestCount: 12_031,
    rates: ['0.366', '0.364', '0.355', '0.326', '0.211', '0.044'],
  },
  {
    name: 'synthetic',
    requestCount: 3_993,
    rates: ['0.640', '0.640', '0.640', '0.624', '0.423', '0.082'],
  },
]

function plainLru(requests: readonly Uint32Array[], capacity: number): number {
  const cache = new Set<number>()
  let hits = 0
  let uses = 0
  for (const blocks of requests) {
    for (const block of blocks) {
      uses += 1
      if (cache.delete(block)) hits += 1
      cache.add(block)
      if (cache.size > capacity) cache.delete(cache.values().next().value!)
    }
  }
  return uses === 0 ? 0 : hits / uses
}

export function mooncakePart(traces: readonly BlockTrace[]): PaperPart {
  const cases: PaperCase[] = []
  const figures: Record<string, number> = {}
  for (const { requests } of traces) {
    const known = published.find(({ requestCount }) => requestCount === requests.length)
    const name = known?.name ?? `trace of ${requests.length} requests`
    const reuse = new BlockReuse()
    for (const blocks of requests) for (const block of blocks) reuse.use(block)
    for (const [index, capacity] of CAPACITIES.entries()) {
      const rate = reuse.hitShare(capacity)
      const size = Number.isFinite(capacity) ? String(capacity) : 'all'
      figures[`mooncake.${name.replaceAll(' ', '-')}.${size}`] = rate
      const plain = plainLru(requests, capacity)
      if (Number.isFinite(capacity) && capacity <= INDEX_BLOCKS_MAX) {
        figures[`mooncake.${name.replaceAll(' ', '-')}.prefix-index.${size}`] = prefixIndexHitShare(
          requests,
          capacity,
        )
      }
      cases.push({ name: `${name}, ${size} blocks, two methods`, got: rate, expected: plain })
      if (known === undefined) continue
      const expected = known.rates[index]!
      cases.push({ name: `${name}, ${size} blocks`, got: rate.toFixed(3), expected })
    }
  }
  return { name: 'mooncake', cases, figures }
}
