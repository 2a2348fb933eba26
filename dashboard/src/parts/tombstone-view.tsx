/** What is left of a purged memory: the proof that it was there and that its content is gone. */

import type { VNode } from 'preact'
import type { Tombstone } from '../api-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { countOf } from '../logic/quantity.ts'

export function TombstoneView({ tombstone }: { readonly tombstone: Tombstone }): VNode {
  return (
    <div class="tombstone">
      <p>
        <strong>Purged</strong> on {formatMoment(tombstone.atMs)}. Reason: {tombstone.reason}.
      </p>
      <p class="faint">
        {countOf(tombstone.erasedSeqs.length, 'log entry', 'log entries')} lost content and key;
        their hashes stay in the chain, at{' '}
        {tombstone.erasedSeqs.length === 1 ? 'position' : 'positions'}{' '}
        {tombstone.erasedSeqs.join(', ')}.
      </p>
      <p class="faint">
        <code class="break">{tombstone.id}</code>
      </p>
    </div>
  )
}
