/** The lifecycle state that a reader must know of; an ordinary live memory needs no badge. */

import type { VNode } from 'preact'
import type { Cube } from '../api-types.ts'

const words: Readonly<Record<string, string>> = {
  forgotten: 'in the trash',
  frozen: 'frozen',
  merged: 'merged',
  archived: 'archived',
  expired: 'expired',
}

export function StateBadge({ cube }: { readonly cube: Cube }): VNode | null {
  const isPast = cube.expiresAtMs !== null && cube.expiresAtMs <= Date.now()
  const word = words[cube.state] ?? (isPast ? words.expired : undefined)
  if (word === undefined) return null
  return <span class={`badge state-${cube.state}`}>{word}</span>
}
