/**
 * Whose memory: a combobox over the known scopes that also takes one typed by hand.
 *
 * Shows at most OPTIONS_MAX choices; typing narrows them.
 */

import type { VNode } from 'preact'
import { useId } from 'preact/hooks'
import { formatCount } from '../logic/quantity.ts'
import { parseScopeKey, type ScopeChoice, scopeKey } from '../logic/scope-key.ts'
import { type Combobox, useCombobox } from './use-combobox.ts'

const OPTIONS_MAX = 40

export interface ScopePickerProps {
  readonly label: string
  /** A scope's written form; empty for none. */
  readonly value: string
  readonly choices: readonly ScopeChoice[]
  readonly onChoose: (key: string) => void
  /** Whether an empty text is a choice. */
  readonly allowsNone?: boolean
}

interface OptionListProps {
  readonly id: string
  readonly label: string
  readonly value: string
  readonly box: Combobox
  readonly choices: readonly ScopeChoice[]
}

function OptionList({ id, label, value, box, choices }: OptionListProps): VNode {
  return (
    <div class="options" id={`${id}-list`} role="listbox" aria-label={label} hidden={!box.isOpen}>
      {box.options.map((key, index) => (
        <div
          key={key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={key === value}
          class={index === box.active ? 'active' : ''}
          onPointerDown={(event) => {
            // Before the blur, which would close the list.
            event.preventDefault()
            box.take(key)
          }}
        >
          <span>{key}</span>
          <span class="faint">
            {formatCount(choices.find((choice) => choice.key === key)?.cubeCount ?? 0)}
          </span>
        </div>
      ))}
    </div>
  )
}

export function ScopePicker(props: ScopePickerProps): VNode {
  const { label, value, choices, onChoose, allowsNone = false } = props
  const id = useId()
  const box = useCombobox({
    value,
    onChoose,
    offer: (typed) => {
      const wanted = typed === value ? '' : typed.trim().toLowerCase()
      const keys = choices.map(({ key }) => key).filter((key) => key.toLowerCase().includes(wanted))
      return keys.slice(0, OPTIONS_MAX)
    },
    read: (typed) => {
      if (allowsNone && typed.trim() === '') return ''
      const scope = parseScopeKey(typed)
      return scope === null ? null : scopeKey(scope)
    },
  })
  return (
    <div class="scope-picker">
      <label for={`${id}-input`}>{label}</label>
      <input
        id={`${id}-input`}
        type="text"
        role="combobox"
        aria-expanded={box.isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-invalid={box.isWrong}
        aria-describedby={box.isWrong ? `${id}-wrong` : undefined}
        aria-activedescendant={box.active >= 0 ? `${id}-${box.active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder="user=ada"
        value={box.text}
        onFocus={(event) => event.currentTarget.select()}
        onClick={box.open}
        onInput={(event) => box.type(event.currentTarget.value)}
        onKeyDown={box.press}
        onBlur={box.leave}
      />
      <OptionList id={id} label={label} value={value} box={box} choices={choices} />
      {box.isWrong && (
        <p id={`${id}-wrong`} class="field-error" role="alert">
          Write it as user=ada, agent=planner or run=7, joined by “&amp;”.
        </p>
      )}
    </div>
  )
}
