/** The scope picker bound to the dashboard's one choice. */

import type { VNode } from 'preact'
import { useCell } from '../state/cell.ts'
import { chooseScope, scopeCell, scopeChoicesCell } from '../state/scope-choice.ts'
import { ScopePicker } from './scope-picker.tsx'

/** `onChoose`: what else to do, such as an address that names the scope. */
export function ScopeChoicePicker({
  onChoose,
}: {
  readonly onChoose?: (key: string) => void
}): VNode {
  const value = useCell(scopeCell)
  const choices = useCell(scopeChoicesCell)
  return (
    <ScopePicker
      label="Scope"
      value={value}
      choices={choices ?? []}
      onChoose={(key) => {
        chooseScope(key)
        onChoose?.(key)
      }}
    />
  )
}
