/** Scopes under a legal hold: what is there may neither change nor go until it is released. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { governanceApi } from '../api/governance-api.ts'
import type { Scope } from '../api-types.ts'
import type { LegalHold } from '../governance-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { holdScope, releaseHold } from '../state/governance-changes.ts'
import { useResource } from '../state/use-resource.ts'
import { EmptyState } from './empty-state.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { ResourceView } from './resource-view.tsx'

function HoldItem({ hold }: { readonly hold: LegalHold }): VNode {
  const [isAsking, setAsking] = useState(false)
  const { id, scope, reason, sinceMs } = hold
  const key = scopeKey(scope)
  return (
    <li class="governed">
      <p class="governed-head">
        <span class="badge change-canary">held</span>
        <strong class="break">
          <code>{key}</code>
        </strong>
        <span class="faint">since {formatMoment(sinceMs)}</span>
        <button
          type="button"
          class="button small governed-action"
          aria-label={`Release ${key}`}
          onClick={() => setAsking(true)}
        >
          Release
        </button>
      </p>
      <p class="break">{reason}</p>
      {isAsking && (
        <ReasonDialog
          title={`Release ${key}?`}
          confirmLabel="Release"
          onConfirm={(why) => releaseHold(id, why)}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  )
}

export function LegalHolds({ scope }: { readonly scope: Scope | null }): VNode {
  const [isAsking, setAsking] = useState(false)
  const resource = useResource('holds', governanceApi.holds)
  return (
    <section class="card" aria-label="Legal holds">
      <header class="card-head">
        <h2>Legal holds</h2>
        {scope !== null && (
          <button type="button" class="button small" onClick={() => setAsking(true)}>
            Hold {scopeKey(scope)}
          </button>
        )}
      </header>
      <ResourceView resource={resource} what="holds" lineCount={2}>
        {(holds) => (
          <>
            {holds.length === 0 && <EmptyState title="Nothing is held." />}
            <ol>
              {holds.map((hold) => (
                <HoldItem key={hold.id} hold={hold} />
              ))}
            </ol>
          </>
        )}
      </ResourceView>
      {isAsking && scope !== null && (
        <ReasonDialog
          title={`Hold ${scopeKey(scope)}?`}
          confirmLabel="Hold"
          onConfirm={(reason) => holdScope(scope, reason)}
          onClose={() => setAsking(false)}
        >
          <p>New turns are taken; what is there may not be changed, forgotten, purged or undone.</p>
        </ReasonDialog>
      )}
    </section>
  )
}
