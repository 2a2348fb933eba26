/** By category: the hit rate above which searching by meaning pays, the hit rate there is, and the times behind it. */

import type { VNode } from 'preact'
import type { BreakEvenRow } from '../api-types.ts'
import { formatShare } from '../logic/cache-figures.ts'
import { formatMs } from '../logic/quantity.ts'

function measured(ms: number): string {
  return ms === 0 ? '–' : formatMs(ms)
}

export function BreakEvenTable({ rows }: { readonly rows: readonly BreakEvenRow[] }): VNode {
  return (
    <section class="card" aria-label="Break-even">
      <h2>Break-even</h2>
      {rows.length === 0 && <p class="faint">Nothing was searched by meaning yet.</p>}
      {rows.length > 0 && (
        <div class="table-scroll">
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">Category</th>
                <th scope="col">Search</th>
                <th scope="col">Searches that hit</th>
                <th scope="col">Pays above</th>
                <th scope="col">Search takes</th>
                <th scope="col">A hit takes</th>
                <th scope="col">The model takes</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.category}>
                  <th scope="row">{row.category}</th>
                  <td class={row.isOn ? '' : 'bad'}>{row.isOn ? 'on' : 'off: does not pay'}</td>
                  <td>{formatShare(row.hitRate)}</td>
                  <td>{row.breakEvenRate === null ? 'never' : formatShare(row.breakEvenRate)}</td>
                  <td>{measured(row.searchMs)}</td>
                  <td>{measured(row.hitMs)}</td>
                  <td>{measured(row.modelMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
