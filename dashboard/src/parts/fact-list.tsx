/** Facts as a table: what holds, since when, until when, and since when that is known. */

import type { VNode } from 'preact'
import type { KnownFact } from '../evolution-types.ts'
import { formatDate } from '../logic/moment.ts'
import { formatCount } from '../logic/quantity.ts'

const ROWS_MAX = 500

export interface FactListProps {
  readonly facts: readonly KnownFact[]
  readonly hrefOf: (fact: KnownFact) => string
}

function FactRow({ fact, href }: { readonly fact: KnownFact; readonly href: string }): VNode {
  const { subject, relation, object, validFromMs, validToMs, knownAtMs, confidence } = fact
  return (
    <tr>
      <th scope="row">
        <a href={href}>
          {subject} <span class="fact-relation">{relation}</span> {object}
        </a>
      </th>
      <td>{validFromMs === null ? 'not known' : formatDate(validFromMs)}</td>
      <td>{validToMs === null ? '–' : formatDate(validToMs)}</td>
      <td>{formatDate(knownAtMs)}</td>
      <td>{Math.round(confidence * 100)} %</td>
    </tr>
  )
}

export function FactList({ facts, hrefOf }: FactListProps): VNode {
  const shown = facts.slice(0, ROWS_MAX)
  return (
    <>
      <div class="table-scroll">
        <table class="figures facts-table">
          <thead>
            <tr>
              <th scope="col">Fact</th>
              <th scope="col">Since</th>
              <th scope="col">Until</th>
              <th scope="col">Known since</th>
              <th scope="col">Confidence</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((fact) => (
              <FactRow key={fact.id} fact={fact} href={hrefOf(fact)} />
            ))}
          </tbody>
        </table>
      </div>
      {facts.length > shown.length && (
        <p class="faint">
          The first {formatCount(shown.length)} of {formatCount(facts.length)}: filter for the
          others.
        </p>
      )}
    </>
  )
}
