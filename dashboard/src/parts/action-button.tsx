/** A button for something that takes a moment: it cannot be pressed twice, and says that it is busy. */

import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

export interface ActionButtonProps {
  readonly run: () => Promise<unknown>
  readonly children: ComponentChildren
  readonly icon?: IconName
  /** Extra classes: `primary`, `small`, `danger`, `quiet`. */
  readonly look?: string
  /** What screen readers say, when the words alone do not tell (many buttons named "Undo"). */
  readonly label?: string
  readonly isDisabled?: boolean
}

export function ActionButton(props: ActionButtonProps): VNode {
  const { run, children, icon, look = '', label, isDisabled = false } = props
  const [isBusy, setBusy] = useState(false)
  const isMounted = useRef(true)
  useEffect(
    () => () => {
      isMounted.current = false
    },
    [],
  )
  const press = async (): Promise<void> => {
    if (isBusy) return
    setBusy(true)
    await run()
    if (isMounted.current) setBusy(false)
  }
  return (
    <button
      type="button"
      class={`button ${look}`}
      aria-busy={isBusy}
      aria-label={label}
      disabled={isDisabled}
      onClick={() => void press()}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}
