/** What was near and not served: both questions, how near, and the objection of the gate. */

import type { VNode } from 'preact'
import type { NearMiss } from '../api-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { countOf } from '../logic/quantity.ts'

const SHOWN_MAX = 12

export interface NearMissListProps {
  readonly nearMisses: readonly NearMiss[]
  /** Refusals by guard, of all time and not only of those listed. */
  readonly refusals: Readonly<Record<string, number>>
}

export function NearMissList({ nearMisses, refusals }: NearMissListProps): VNode {
  const shown = nearMisses.slice(0, SHOWN_MAX)
  const guards = Object.entries(refusals).toSorted(([, a], [, b]) => b - a)
  return (
    <section class="card" aria-label="Near-misses">
      <h2>Near-misses</h2>
      {shown.length === 0 && <p class="faint">The gate had nothing to object to yet.</p>}
      {guards.length > 0 && (
        <ul class="guards" aria-label="Refusals by guard">
          {guards.map(([guard, count]) => (
            <li key={guard}>
              <strong>{guard}</strong> <span class="faint">{count}</span>
            </li>
          ))}
        </ul>
      )}
      <ul class="near-misses">
        {shown.map(({ asked, stored, similarity, guard, reason, category, atMs }, index) => (
          <li key={`${atMs} ${index}`}>
            <p class="near-asked">{asked}</p>
            <p class="near-stored">
              <span class="faint">stored:</span> {stored}
            </p>
            <p class="near-why">
              <strong>{guard}</strong>: {reason}
            </p>
            <p class="faint">
              {similarity.toFixed(3)} · {category} · {formatMoment(atMs)}
            </p>
          </li>
        ))}
      </ul>
      {nearMisses.length > SHOWN_MAX && (
        <p class="faint">and {countOf(nearMisses.length - SHOWN_MAX, 'more', 'more')}</p>
      )}
    </section>
  )
}
