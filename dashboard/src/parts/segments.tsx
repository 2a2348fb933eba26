/** One of few, side by side: radio buttons that look like one. */

import type { VNode } from 'preact'

export interface SegmentsProps<Value extends string> {
  /** Of the radio group: unique on the page. */
  readonly name: string
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: Value, words: string])[]
  readonly onChange: (value: Value) => void
}

export function Segments<Value extends string>(props: SegmentsProps<Value>): VNode {
  const { name, label, value, options, onChange } = props
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{label}</legend>
      {options.map(([option, words]) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            checked={value === option}
            onChange={() => onChange(option)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  )
}
