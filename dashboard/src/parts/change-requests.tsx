/** Changes that are tried before they hold for all: what, for whom, how it goes, and the decision. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { governanceApi } from '../api/governance-api.ts'
import type { ChangeRequest } from '../governance-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { monitorReadings, patchWords } from '../logic/monitor-readings.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { advanceChanges, promoteChange, rollBackChange } from '../state/governance-changes.ts'
import { useResource } from '../state/use-resource.ts'
import { ActionButton } from './action-button.tsx'
import { EmptyState } from './empty-state.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { ResourceView } from './resource-view.tsx'

const stateWords = {
  canary: 'being tried',
  promoted: 'holds for all',
  'rolled-back': 'taken back',
} as const

function Monitors({ change }: { readonly change: ChangeRequest }): VNode {
  return (
    <div class="table-scroll">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Monitor</th>
            <th scope="col">Canary</th>
            <th scope="col">Rest</th>
            <th scope="col">Allowed</th>
          </tr>
        </thead>
        <tbody>
          {monitorReadings(change).map(({ name, canary, rest, allowed }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{canary}</td>
              <td>{rest}</td>
              <td>{allowed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function ChangeActions({ change }: { readonly change: ChangeRequest }): VNode | null {
  const [isAsking, setAsking] = useState(false)
  const { id, state } = change
  if (state === 'rolled-back') return null
  return (
    <div class="row">
      {state === 'canary' && (
        <ActionButton look="small" icon="check" run={() => promoteChange(id)}>
          Promote
        </ActionButton>
      )}
      <button type="button" class="button small danger-quiet" onClick={() => setAsking(true)}>
        Roll back
      </button>
      {isAsking && (
        <ReasonDialog
          title="Roll this change back?"
          confirmLabel="Roll back"
          onConfirm={(reason) => rollBackChange(id, reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}

function ChangeItem({ change }: { readonly change: ChangeRequest }): VNode {
  const { state, scope, patch, evidence, author, canaryShare, begunAtMs, reasons } = change
  return (
    <li class="governed">
      <p class="governed-head">
        <span class={`badge change-${state}`}>{stateWords[state]}</span>
        <strong class="break">{patchWords(patch)}</strong>
      </p>
      <p class="faint">
        {state === 'canary'
          ? `First for ${canaryShare} % of owners`
          : `Tried with ${canaryShare} %`}{' '}
        in{' '}
        {scope === null || scopeKey(scope) === '' ? 'every scope' : <code>{scopeKey(scope)}</code>},
        by {author}, since {formatMoment(begunAtMs)}
      </p>
      <Monitors change={change} />
      <ul class="reasons">
        {evidence.map((line) => (
          <li key={`evidence ${line}`}>Evidence: {line}</li>
        ))}
        {reasons.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <ChangeActions change={change} />
    </li>
  )
}

export function ChangeRequests(): VNode {
  const resource = useResource('changes', governanceApi.changes)
  return (
    <section class="card" aria-label="Change requests">
      <header class="card-head">
        <h2>Change requests</h2>
        <ActionButton look="small" run={advanceChanges}>
          Look at the monitors
        </ActionButton>
      </header>
      <ResourceView resource={resource} what="change requests" lineCount={4}>
        {(changes) => (
          <>
            {changes.length === 0 && (
              <EmptyState title="No change was asked for.">
                <p>
                  Propose one with <code>loci govern change propose</code>: a share of the owners
                  gets it first, and monitors decide.
                </p>
              </EmptyState>
            )}
            <ol>
              {changes.map((change) => (
                <ChangeItem key={change.id} change={change} />
              ))}
            </ol>
          </>
        )}
      </ResourceView>
    </section>
  )
}
