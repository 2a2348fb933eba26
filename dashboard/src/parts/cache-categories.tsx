/** What each category of questions brought: hits by how they were found, refusals, and savings at the reader's price. */

import type { VNode } from 'preact'
import type { CacheCategory } from '../api-types.ts'
import { formatCost, formatRate, formatSaved, hitsOf } from '../logic/cache-figures.ts'
import { formatCount } from '../logic/quantity.ts'
import { setPrice } from '../state/price.ts'

function PriceField({ price }: { readonly price: number }): VNode {
  return (
    <label class="field inline">
      <span>Price of a million tokens</span>
      <input
        type="number"
        class="price"
        min="0.01"
        step="0.01"
        value={price}
        onChange={(event) => {
          const given = event.currentTarget.valueAsNumber
          if (given > 0) setPrice(given)
        }}
      />
    </label>
  )
}

export interface CacheCategoriesProps {
  readonly categories: readonly CacheCategory[]
  readonly price: number
}

export function CacheCategories({ categories, price }: CacheCategoriesProps): VNode {
  return (
    <section class="card" aria-label="Categories">
      <header class="card-head">
        <h2>By category</h2>
        <PriceField price={price} />
      </header>
      <div class="table-scroll">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Category</th>
              <th scope="col">Kept</th>
              <th scope="col">Asked</th>
              <th scope="col">Hit rate</th>
              <th scope="col" title="The same words">
                Exact
              </th>
              <th scope="col" title="The same but for case, punctuation, politeness">
                Normalised
              </th>
              <th scope="col" title="Found by meaning, let through by the gate">
                Semantic
              </th>
              <th scope="col">Refused</th>
              <th scope="col">Tokens saved</th>
              <th scope="col">Time saved</th>
              <th scope="col">Cost saved</th>
            </tr>
          </thead>
          <tbody>
            {categories.map((of) => (
              <tr key={of.category}>
                <th scope="row">{of.category}</th>
                <td>{formatCount(of.entryCount)}</td>
                <td>{formatCount(of.lookups)}</td>
                <td>{formatRate(hitsOf(of), of.lookups)}</td>
                <td>{formatCount(of.hitsExact)}</td>
                <td>{formatCount(of.hitsNormalised)}</td>
                <td>{formatCount(of.hitsSemantic)}</td>
                <td>{formatCount(of.refused)}</td>
                <td>{formatCount(of.tokensSaved)}</td>
                <td>{formatSaved(of.msSaved)}</td>
                <td>{formatCost(of.tokensSaved, price)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
