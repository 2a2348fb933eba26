/** Numbers side by side, each with its name and a word about it. */

import type { VNode } from 'preact'

export type Tile = readonly [name: string, figure: string, note: string]

export function TileRow({ tiles }: { readonly tiles: readonly Tile[] }): VNode {
  return (
    <dl class="tiles">
      {tiles.map(([name, figure, note]) => (
        <div key={name} class="tile">
          <dt>{name}</dt>
          <dd>{figure}</dd>
          <dd class="faint">{note}</dd>
        </div>
      ))}
    </dl>
  )
}
