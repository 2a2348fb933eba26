/** The cache in six numbers. */

import type { VNode } from 'preact'
import type { CacheStats } from '../api-types.ts'
import {
  formatCost,
  formatRate,
  formatSaved,
  formatShare,
  totalsOf,
} from '../logic/cache-figures.ts'
import { formatBytes, formatCount } from '../logic/quantity.ts'
import { type Tile, TileRow } from './tile-row.tsx'

function tilesOf({ categories, entryCount, byteCount, load }: CacheStats, price: number): Tile[] {
  const { lookups, hits, tokensSaved, msSaved } = totalsOf(categories)
  return [
    ['Hit rate', formatRate(hits, lookups), `${formatCount(hits)} of ${formatCount(lookups)}`],
    ['Answers kept', formatCount(entryCount), formatBytes(byteCount)],
    ['Tokens saved', formatCount(tokensSaved), 'not asked for again'],
    ['Time saved', formatSaved(msSaved), 'of waiting'],
    ['Cost saved', formatCost(tokensSaved, price), 'at the price below'],
    ['Upstream load', formatShare(load), load > 0 ? 'thresholds give way' : 'idle'],
  ]
}

export interface CacheTilesProps {
  readonly stats: CacheStats
  readonly price: number
}

export function CacheTiles({ stats, price }: CacheTilesProps): VNode {
  return <TileRow tiles={tilesOf(stats, price)} />
}
