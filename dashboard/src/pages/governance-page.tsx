/** Governance: what memory is made of, changes that are tried first, forgetting that is proven, and what is held. */

import type { VNode } from 'preact'
import { parseScopeKey } from '../logic/scope-key.ts'
import { Certificates } from '../parts/certificates.tsx'
import { ChangeRequests } from '../parts/change-requests.tsx'
import { CoverageTable } from '../parts/coverage-table.tsx'
import { LegalHolds } from '../parts/legal-holds.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ScopeChoicePicker } from '../parts/scope-choice-picker.tsx'
import { useCell } from '../state/cell.ts'
import { go } from '../state/navigation.ts'
import { scopeCell } from '../state/scope-choice.ts'

export function GovernancePage(): VNode {
  const scope = parseScopeKey(useCell(scopeCell))
  return (
    <>
      <PageHead
        title="Governance"
        lead="Who decided what, what is gone for good, and how that is proven."
      >
        <ScopeChoicePicker onChoose={(chosen) => go('governance', { scope: chosen })} />
      </PageHead>
      {scope !== null && <CoverageTable scope={scope} />}
      <div class="governance-columns">
        <ChangeRequests />
        <div class="column">
          <Certificates scope={scope} />
          <LegalHolds scope={scope} />
        </div>
      </div>
    </>
  )
}
