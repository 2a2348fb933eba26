/** Asks before a purge, the one change that cannot be undone, and for its reason, which the tombstone keeps. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { purgeMemory } from '../state/changes.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'

export function PurgeDialog({
  id,
  onClose,
}: {
  readonly id: string
  readonly onClose: () => void
}): VNode {
  const [reason, setReason] = useState('')
  return (
    <ConfirmDialog
      title="Purge this memory?"
      confirmLabel="Purge for good"
      onConfirm={() => purgeMemory(id, reason.trim())}
      onClose={onClose}
    >
      <p>
        Its content is erased in every version, also in the log. A tombstone without content proves
        that it was there. <strong>This cannot be undone.</strong>
      </p>
      <label class="field">
        <span>Reason, kept with the tombstone</span>
        <input
          type="text"
          maxLength={256}
          placeholder="requested"
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
    </ConfirmDialog>
  )
}
