/** What an import did: counts, refused records with their lines, and the way back. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { ImportReport, RefusedRecord } from '../api-types.ts'
import { countOf, formatCount } from '../logic/quantity.ts'
import { routeHash } from '../logic/route.ts'
import { undoImport } from '../state/changes.ts'
import { ActionButton } from './action-button.tsx'

const REFUSALS_SHOWN_MAX = 200

function RefusalTable({
  refused,
  count,
}: {
  readonly refused: readonly RefusedRecord[]
  readonly count: number
}): VNode {
  const shown = refused.slice(0, REFUSALS_SHOWN_MAX)
  return (
    <div class="table-scroll">
      <table>
        <caption>
          Refused
          {shown.length < count &&
            `: the first ${formatCount(shown.length)} of ${formatCount(count)}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Why</th>
            <th scope="col">Code</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ at, line, code, message, hint }) => (
            <tr key={`${at} ${message}`}>
              <td class="nowrap">{at === `line ${line}` ? at : `line ${line}, ${at}`}</td>
              <td>
                {message}
                <span class="error-hint">{hint}</span>
              </td>
              <td>
                <code>{code}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export interface ImportReportViewProps {
  readonly report: ImportReport
  readonly fileName: string
  /** Where it went, when one scope was named. */
  readonly scope: string
}

export function ImportReportView({ report, fileName, scope }: ImportReportViewProps): VNode {
  const { format, recordCount, importedCount, skippedCount, refusedCount, refused, batches } =
    report
  const [isUndone, setUndone] = useState(false)
  const tiles: (readonly [string, number])[] = [
    ['Imported', importedCount],
    ['There already', skippedCount],
    ['Refused', refusedCount],
  ]
  return (
    <section class="card import-report" aria-label="Import report">
      <h2>{fileName}</h2>
      <p class="faint">
        {countOf(recordCount, 'record')}, read as {format}
      </p>
      <dl class="tiles small-tiles">
        {tiles.map(([name, count]) => (
          <div key={name} class="tile">
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      {refused.length > 0 && <RefusalTable refused={refused} count={refusedCount} />}
      <div class="row">
        <a class="button primary" href={routeHash('conversations', { scope })}>
          See the conversations
        </a>
        {batches.length > 0 && !isUndone && (
          <ActionButton icon="undo" run={async () => setUndone(await undoImport(batches))}>
            Undo this import
          </ActionButton>
        )}
      </div>
    </section>
  )
}
