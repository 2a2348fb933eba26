/** The plans in words: those on the front with their figures and tiers, and the rejected ones with their reasons. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { usdWords } from '../logic/plan-words.ts'
import { countOf, formatMs } from '../logic/quantity.ts'
import type { PlanSummary, RejectedPlan } from '../plan-types.ts'

const ROWS_FIRST = 20

export function FrontTable({
  front,
  chosenId,
}: {
  readonly front: readonly PlanSummary[]
  readonly chosenId: string | null
}): VNode {
  return (
    <div class="table-scroll">
      <table class="figures">
        <caption>Plans on the front</caption>
        <thead>
          <tr>
            <th scope="col">Plan</th>
            <th scope="col">Copies</th>
            <th scope="col">An hour</th>
            <th scope="col">Power</th>
            <th scope="col">TTFT</th>
            <th scope="col">TPOT</th>
            <th scope="col">Limit used</th>
            <th scope="col">Tier</th>
          </tr>
        </thead>
        <tbody>
          {front.map((plan) => (
            <tr key={plan.id} class={plan.id === chosenId ? 'chosen' : ''}>
              <th scope="row">
                <code>{plan.id}</code>
              </th>
              <td>{plan.copies}</td>
              <td>{usdWords(plan.usdPerHour)}</td>
              <td>{plan.watts === null ? '–' : `${plan.watts.toFixed(0)} W`}</td>
              <td>{formatMs(plan.ttftMs.value)}</td>
              <td>{formatMs(plan.tpotMs.value)}</td>
              <td>{(100 * plan.limitUse).toFixed(0)} %</td>
              <td>{plan.tier}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function RejectedTable({ rejected }: { readonly rejected: readonly RejectedPlan[] }): VNode {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? rejected : rejected.slice(0, ROWS_FIRST)
  return (
    <section class="card" aria-label="Rejected plans">
      <h2>{countOf(rejected.length, 'rejected plan')}</h2>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Plan</th>
              <th scope="col">Why not</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ id, says }) => (
              <tr key={id}>
                <th scope="row">
                  <code>{id}</code>
                </th>
                <td>{says}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < rejected.length && (
        <button type="button" class="button small" onClick={() => setWhole(true)}>
          Show all
        </button>
      )}
    </section>
  )
}
