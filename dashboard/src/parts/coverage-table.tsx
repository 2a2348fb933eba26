/** What the memory of a scope is made of: form and function by how it came to be, and where each kind lives and who controls it. */

import type { VNode } from 'preact'
import { governanceApi } from '../api/governance-api.ts'
import type { Scope } from '../api-types.ts'
import type { Coverage } from '../governance-types.ts'
import { coverageMatrix, type MatrixRow } from '../logic/coverage-matrix.ts'
import { countOf, formatCount } from '../logic/quantity.ts'
import { routeHash } from '../logic/route.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { useResource } from '../state/use-resource.ts'
import { EmptyState } from './empty-state.tsx'
import { ResourceView } from './resource-view.tsx'

interface MatrixProps {
  readonly scope: Scope
  readonly coverage: Coverage
}

function rowHref(scope: Scope, { form, function: use }: MatrixRow): string {
  const filter = JSON.stringify({ form, function: use })
  return routeHash('memories', { scope: scopeKey(scope), q: filter })
}

function MatrixTable({ scope, coverage }: MatrixProps): VNode {
  const { columns, rows, sums } = coverageMatrix(coverage.cells)
  return (
    <div class="table-scroll">
      <table class="figures">
        <caption>Form and function by how it came to be</caption>
        <thead>
          <tr>
            <th scope="col">Form, function</th>
            {columns.map((way) => (
              <th key={way} scope="col">
                {way}
              </th>
            ))}
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.form} ${row.function}`}>
              <th scope="row">
                <a href={rowHref(scope, row)}>
                  {row.form}, {row.function}
                </a>
              </th>
              {row.counts.map((count, index) => (
                <td key={columns[index]} class={count === 0 ? 'none' : undefined}>
                  {formatCount(count)}
                </td>
              ))}
              <td>{formatCount(row.sum)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">All</th>
            {sums.map((count, index) => (
              <td key={columns[index]}>{formatCount(count)}</td>
            ))}
            <td>{formatCount(coverage.totalCount)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  )
}

function Taxonomy({ coverage }: { readonly coverage: Coverage }): VNode {
  return (
    <div class="table-scroll">
      <table class="taxonomy">
        <caption>Where each kind lives, and who controls it</caption>
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Count</th>
            <th scope="col">Location</th>
            <th scope="col">Persistence</th>
            <th scope="col">Written by</th>
            <th scope="col">Control</th>
          </tr>
        </thead>
        <tbody>
          {coverage.taxonomy.map((row) => (
            <tr key={row.kind}>
              <th scope="row">{row.kind}</th>
              <td>{formatCount(row.count)}</td>
              <td>{row.location}</td>
              <td>{row.persistence}</td>
              <td>{row.writePath}</td>
              <td>{row.controllability}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function CoverageTable({ scope }: { readonly scope: Scope }): VNode {
  const resource = useResource(`coverage ${scopeKey(scope)}`, (signal) =>
    governanceApi.coverage(scope, signal),
  )
  return (
    <section class="card coverage" aria-label="Coverage">
      <h2>What memory is made of</h2>
      <ResourceView resource={resource} what="coverage" lineCount={4}>
        {(coverage) =>
          coverage.totalCount === 0 ? (
            <EmptyState title="This scope holds nothing." />
          ) : (
            <>
              <p class="faint">{countOf(coverage.totalCount, 'live record')}</p>
              <MatrixTable scope={scope} coverage={coverage} />
              <Taxonomy coverage={coverage} />
            </>
          )
        }
      </ResourceView>
    </section>
  )
}
