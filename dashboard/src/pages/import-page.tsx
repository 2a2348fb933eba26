/**
 * Import: a file, its format, whose memory it becomes; then the report.
 *
 * The file and the choices stay in the form when an import fails. Sending it twice is safe: what is there already is skipped.
 */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { ApiError } from '../api/api-error.ts'
import { lociApi } from '../api/loci-api.ts'
import type { ImportReport } from '../api-types.ts'
import { countOf } from '../logic/quantity.ts'
import { parseScopeKey } from '../logic/scope-key.ts'
import { ErrorBox } from '../parts/error-box.tsx'
import { FileDrop } from '../parts/file-drop.tsx'
import { ImportReportView } from '../parts/import-report-view.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ScopePicker } from '../parts/scope-picker.tsx'
import { useCell } from '../state/cell.ts'
import { noteChange } from '../state/live.ts'
import { speak } from '../state/notices.ts'
import { chooseScope, scopeChoicesCell } from '../state/scope-choice.ts'

/** Names of the gateway's formats; `auto` looks at the content. */
const formats = {
  auto: 'Recognise it',
  jsonl: 'Turns as JSON or JSONL, Loci export',
  chatgpt: 'ChatGPT export (conversations.json)',
  mem0: 'mem0 export',
  'mcp-memory': 'MCP memory server (JSONL)',
  locomo: 'LoCoMo conversations',
} as const

type Outcome =
  | { readonly state: 'idle' | 'busy' }
  | { readonly state: 'done'; readonly report: ImportReport; readonly name: string }
  | { readonly state: 'failed'; readonly error: ApiError }

function FormatChoice({
  value,
  onChoose,
}: {
  readonly value: string
  readonly onChoose: (format: string) => void
}): VNode {
  return (
    <label class="field">
      <span>Format</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {Object.entries(formats).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
    </label>
  )
}

const exampleLines = [
  { session: 'Monday', speaker: 'Ada', at: '2026-03-02T09:15:00Z', text: 'I moved to Turin.' },
  { session: 'Monday', speaker: 'Ben', at: '2026-03-02T09:16:00Z', text: 'When did that happen?' },
]
  .map((line) => JSON.stringify(line))
  .join('\n')

function ImportHelp(): VNode {
  return (
    <section class="card import-help" aria-label="The plain format">
      <h2>No export at hand?</h2>
      <p>
        One JSON object a line is enough. Only the text is required; names, times and sessions make
        recall better. The same file can be imported again: what is there already is skipped.
      </p>
      <pre class="code">{exampleLines}</pre>
    </section>
  )
}

export function ImportPage(): VNode {
  const choices = useCell(scopeChoicesCell)
  const [file, setFile] = useState<File | null>(null)
  const [format, setFormat] = useState('auto')
  const [scope, setScope] = useState('')
  const [outcome, setOutcome] = useState<Outcome>({ state: 'idle' })
  const isBusy = outcome.state === 'busy'

  const start = async (): Promise<void> => {
    if (file === null || isBusy) return
    setOutcome({ state: 'busy' })
    try {
      const options = { name: file.name, format, scope: parseScopeKey(scope) }
      const report = await lociApi.importText(file, options)
      setOutcome({ state: 'done', report, name: file.name })
      speak(`Imported ${countOf(report.importedCount, 'record')}, refused ${report.refusedCount}`)
      if (scope !== '') chooseScope(scope)
      noteChange()
    } catch (error) {
      setOutcome({ state: 'failed', error: ApiError.from(error) })
    }
  }

  return (
    <>
      <PageHead
        title="Import"
        lead="Conversations and memories from elsewhere. Good records go in, bad ones are listed with their lines."
      />
      <form
        class="card import-form"
        onSubmit={(event) => {
          event.preventDefault()
          void start()
        }}
      >
        <FileDrop file={file} onFile={setFile} />
        <div class="import-options">
          <ScopePicker
            label="Scope (empty: as the file says)"
            value={scope}
            choices={choices ?? []}
            onChoose={setScope}
            allowsNone
          />
          <FormatChoice value={format} onChoose={setFormat} />
        </div>
        <button type="submit" class="button primary" disabled={file === null} aria-busy={isBusy}>
          {isBusy ? 'Importing' : 'Import'}
        </button>
      </form>
      {outcome.state === 'failed' && (
        <ErrorBox error={outcome.error} onRetry={() => void start()} />
      )}
      {outcome.state === 'done' && (
        <ImportReportView
          // A new report starts with its own undo.
          key={outcome.report.batches.join()}
          report={outcome.report}
          fileName={outcome.name}
          scope={scope}
        />
      )}
      {outcome.state !== 'done' && <ImportHelp />}
    </>
  )
}
