/** The store in six numbers. */

import type { VNode } from 'preact'
import type { Stats } from '../api-types.ts'
import { formatBytes, formatCount } from '../logic/quantity.ts'
import { type Tile, TileRow } from './tile-row.tsx'

function tilesOf(stats: Stats): Tile[] {
  const { cubeCount, episodeCount, scopeCount, position, loadedBytes, loadedScopeCount } = stats
  const tiles: (Tile | null)[] = [
    ['Memories', formatCount(cubeCount), `${formatCount(stats.tombstoneCount)} purged`],
    ['Turns kept', formatCount(episodeCount), 'word for word'],
    ['Scopes', formatCount(scopeCount), `${formatCount(loadedScopeCount)} in memory`],
    ['Log position', formatCount(position), 'events, chained'],
    stats.byteCount === 0 ? null : ['On disk', formatBytes(stats.byteCount), 'one file'],
    ['In memory', formatBytes(loadedBytes), `${formatCount(stats.loadedRowCount)} rows ready`],
  ]
  return tiles.filter((tile) => tile !== null)
}

export function StoreTiles({ stats }: { readonly stats: Stats }): VNode {
  return <TileRow tiles={tilesOf(stats)} />
}
