/** The hits of a question, best first, with what the search cost. */

import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import type { RecallInput, RecallResult } from '../api-types.ts'
import { countOf, formatCount, formatMs } from '../logic/quantity.ts'
import { barScale } from '../logic/score-bar.ts'
import { speak } from '../state/notices.ts'
import { useResource } from '../state/use-resource.ts'
import { EmptyState } from './empty-state.tsx'
import { HitCard } from './hit-card.tsx'
import { ResourceView } from './resource-view.tsx'

function Hits({ result }: { readonly result: RecallResult }): VNode {
  const { hits, notes, elapsedMs, scoredCount } = result
  const scale = barScale(hits)
  const summary = `${countOf(hits.length, 'hit')} in ${formatMs(elapsedMs)}, ${formatCount(scoredCount)} memories scored`
  useEffect(() => speak(summary), [summary])
  return (
    <>
      <p class="result-line faint">{summary}</p>
      {notes.map((note) => (
        <p key={note} class="remark">
          {note}
        </p>
      ))}
      {hits.length === 0 && (
        <EmptyState title="Nothing in this scope is near the question, by words or by meaning." />
      )}
      <ol class="hits">
        {hits.map((hit, index) => (
          <HitCard key={hit.cube.id} hit={hit} rank={index + 1} scale={scale} />
        ))}
      </ol>
    </>
  )
}

export function HitList({ input }: { readonly input: RecallInput }): VNode {
  const resource = useResource(JSON.stringify(input), (signal) => lociApi.recall(input, signal))
  return (
    <section aria-label="Hits" aria-busy={resource.isLoading}>
      <h2>Hits</h2>
      <ResourceView resource={resource} what="hits" lineCount={8}>
        {(result) => <Hits result={result} />}
      </ResourceView>
    </section>
  )
}
