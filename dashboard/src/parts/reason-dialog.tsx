/** Asks for the reason of something that is recorded with it, and before it happens. */

import type { ComponentChildren, VNode } from 'preact'
import { useState } from 'preact/hooks'
import { speak } from '../state/notices.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'

export interface ReasonDialogProps {
  readonly title: string
  readonly confirmLabel: string
  /** Resolves to whether it went well. */
  readonly onConfirm: (reason: string) => Promise<boolean>
  readonly onClose: () => void
  readonly children?: ComponentChildren
}

export function ReasonDialog(props: ReasonDialogProps): VNode {
  const { title, confirmLabel, onConfirm, onClose, children } = props
  const [reason, setReason] = useState('')
  const [isMissing, setMissing] = useState(false)
  const confirm = async (): Promise<boolean> => {
    if (reason.trim() !== '') return onConfirm(reason.trim())
    setMissing(true)
    speak('A reason is needed')
    return false
  }
  return (
    <ConfirmDialog title={title} confirmLabel={confirmLabel} onConfirm={confirm} onClose={onClose}>
      {children}
      <label class="field">
        <span>Reason, kept in the log</span>
        <input
          type="text"
          maxLength={256}
          value={reason}
          aria-invalid={isMissing && reason.trim() === ''}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      {isMissing && reason.trim() === '' && <p class="field-error">A reason is needed.</p>}
    </ConfirmDialog>
  )
}
