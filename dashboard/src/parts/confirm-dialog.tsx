/**
 * A question that must be answered before something final: a modal dialog of the browser, which keeps the focus and closes on
 * Escape. Opened by being drawn.
 */

import type { ComponentChildren, VNode } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { ActionButton } from './action-button.tsx'

export interface ConfirmDialogProps {
  readonly title: string
  readonly confirmLabel: string
  /** Resolves to whether it went well; then the dialog closes. */
  readonly onConfirm: () => Promise<boolean>
  readonly onClose: () => void
  readonly children: ComponentChildren
}

export function ConfirmDialog(props: ConfirmDialogProps): VNode {
  const { title, confirmLabel, onConfirm, onClose, children } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Before the next key arrives, not after the next frame.
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  const confirm = async (): Promise<void> => {
    if (await onConfirm()) dialog.current?.close()
  }
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      <div class="dialog-foot">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <ActionButton look="danger" run={confirm}>
          {confirmLabel}
        </ActionButton>
      </div>
    </dialog>
  )
}
