/** Forgetting that can be proven: the certificates, and forgetting the chosen scope. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { governanceApi } from '../api/governance-api.ts'
import type { Scope } from '../api-types.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { forgetScope } from '../state/governance-changes.ts'
import { useResource } from '../state/use-resource.ts'
import { CertificateItem } from './certificate-item.tsx'
import { EmptyState } from './empty-state.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { ResourceView } from './resource-view.tsx'

function ForgetButton({ scope }: { readonly scope: Scope }): VNode {
  const [isAsking, setAsking] = useState(false)
  const key = scopeKey(scope)
  return (
    <>
      <button type="button" class="button small danger-quiet" onClick={() => setAsking(true)}>
        Forget {key}
      </button>
      {isAsking && (
        <ReasonDialog
          title={`Forget ${key}?`}
          confirmLabel="Erase for good"
          onConfirm={(reason) => forgetScope(scope, reason)}
          onClose={() => setAsking(false)}
        >
          <p>
            Everything that is kept of <code>{key}</code> is erased: memories with all their
            versions, indexes, cached answers. A certificate proves it.{' '}
            <strong>This cannot be undone.</strong>
          </p>
        </ReasonDialog>
      )}
    </>
  )
}

export function Certificates({ scope }: { readonly scope: Scope | null }): VNode {
  const resource = useResource('certificates', governanceApi.certificates)
  return (
    <section class="card" aria-label="Forgetting certificates">
      <header class="card-head">
        <h2>Forgetting certificates</h2>
        {scope !== null && <ForgetButton scope={scope} />}
      </header>
      <ResourceView resource={resource} what="certificates" lineCount={4}>
        {(certificates) => (
          <>
            {certificates.length === 0 && <EmptyState title="Nobody asked to be forgotten." />}
            <ol>
              {certificates.map((certificate) => (
                <CertificateItem key={certificate.id} certificate={certificate} />
              ))}
            </ol>
          </>
        )}
      </ResourceView>
    </section>
  )
}
