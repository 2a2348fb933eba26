/** One change in the log of changes: what was done, where, when, to what; and the way back. */

import type { VNode } from 'preact'
import { type Batch, batchSentence, batchVerb } from '../logic/batch-list.ts'
import { formatAgo, formatMoment } from '../logic/moment.ts'
import { countOf } from '../logic/quantity.ts'
import { routeHash } from '../logic/route.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { undoBatch } from '../state/changes.ts'
import { ActionButton } from './action-button.tsx'

function counted({ touched, touchedCount, isPartial }: Batch): string {
  if (touched === 'answer') return countOf(touchedCount, 'cached answer')
  const words = countOf(touchedCount, 'memory', 'memories')
  return isPartial ? `at least ${words}` : words
}

export function BatchItem({
  batch,
  nowMs,
}: {
  readonly batch: Batch
  readonly nowMs: number
}): VNode {
  const { id, operation, scope, atMs, excerpt, onlyCube, canUndo, undoneBy } = batch
  const what = batchSentence(operation) ?? `${batchVerb(operation)} ${counted(batch)}`
  return (
    <li class={undoneBy === null ? 'batch' : 'batch undone'}>
      <div class="batch-body">
        <p class="batch-head">
          <span class={`operation operation-${operation}`}>{what}</span>
          {undoneBy !== null && <span class="badge">undone</span>}
        </p>
        {excerpt !== null && (
          <p class="batch-excerpt clip">
            {onlyCube === null ? (
              excerpt
            ) : (
              <a href={routeHash('memories', {}, onlyCube)}>{excerpt}</a>
            )}
          </p>
        )}
        <p class="faint batch-foot">
          <code>{scopeKey(scope)}</code>
          <time dateTime={new Date(atMs).toISOString()} title={formatMoment(atMs)}>
            {formatAgo(atMs, nowMs)}
          </time>
        </p>
      </div>
      {canUndo && undoneBy === null && (
        <ActionButton
          look="small"
          icon="undo"
          label={`Undo: ${what} in ${scopeKey(scope)}`}
          run={() => undoBatch(id)}
        >
          Undo
        </ActionButton>
      )}
    </li>
  )
}
