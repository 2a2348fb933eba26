/** The latest changes of the whole store, newest first, each of which can be taken back. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import { batchList } from '../logic/batch-list.ts'
import { useResource } from '../state/use-resource.ts'
import { BatchItem } from './batch-item.tsx'
import { EmptyState } from './empty-state.tsx'
import { ResourceView } from './resource-view.tsx'

const ENTRIES_FIRST = 250
/** The API's own limit. */
const ENTRIES_MAX = 1_000
const BATCHES_FIRST = 8

export function RecentChanges(): VNode {
  const [isLong, setLong] = useState(false)
  const limit = isLong ? ENTRIES_MAX : ENTRIES_FIRST
  const resource = useResource(`log ${limit}`, async (signal) =>
    batchList(await lociApi.log(limit, signal), limit),
  )
  return (
    <section class="card" aria-label="Recent changes">
      <h2>Recent changes</h2>
      <ResourceView resource={resource} what="changes" lineCount={6}>
        {(batches) => {
          const shown = isLong ? batches : batches.slice(0, BATCHES_FIRST)
          return (
            <>
              {batches.length === 0 && <EmptyState title="Nothing has changed yet." />}
              <ol class="batches">
                {shown.map((batch) => (
                  <BatchItem key={batch.id} batch={batch} nowMs={Date.now()} />
                ))}
              </ol>
              {!isLong &&
                batches.length > 0 &&
                (batches.length > shown.length || batches.at(-1)!.isPartial) && (
                  <button type="button" class="button small" onClick={() => setLong(true)}>
                    More changes
                  </button>
                )}
            </>
          )
        }}
      </ResourceView>
    </section>
  )
}
