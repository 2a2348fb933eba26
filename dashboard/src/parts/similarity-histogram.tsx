/** Lookups by the similarity of the nearest stored question: where a threshold cuts. The bars are for the eye, the list holds the counts. */

import type { VNode } from 'preact'
import { barsOf } from '../logic/cache-figures.ts'
import { formatCount } from '../logic/quantity.ts'

export function SimilarityHistogram({ bins }: { readonly bins: readonly number[] }): VNode {
  const bars = barsOf(bins)
  return (
    <section class="card" aria-label="Similarity">
      <h2>Similarity of the nearest question</h2>
      {bars.length === 0 && (
        <p class="faint">No question came near a stored one of other words yet.</p>
      )}
      {bars.length > 0 && (
        <ol class="histogram">
          {bars.map(({ label, count, percent }) => (
            <li key={label}>
              <span class="histogram-label">{label}</span>
              <span class="histogram-track" aria-hidden="true">
                <span class="histogram-bar" style={{ width: `${percent}%` }} />
              </span>
              <span class="histogram-count">{formatCount(count)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
