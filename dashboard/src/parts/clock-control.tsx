/** One of the two clocks of facts: a slider over the moments of change, whose end is now, and an input for any other moment. */

import type { VNode } from 'preact'
import { useId } from 'preact/hooks'
import { momentOf, stepOf } from '../logic/fact-times.ts'
import { formatMoment, inputValueOf, isoOfInput } from '../logic/moment.ts'

export interface ClockControlProps {
  readonly label: string
  readonly about: string
  readonly moments: readonly number[]
  /** Null: now. */
  readonly value: number | null
  readonly onChange: (value: number | null) => void
}

export function ClockControl({ label, about, moments, value, onChange }: ClockControlProps): VNode {
  const id = useId()
  const words = value === null ? 'now' : formatMoment(value)
  return (
    <fieldset class="clock" aria-describedby={id}>
      <legend>
        {label}: <strong>{words}</strong>
      </legend>
      <p id={id} class="faint">
        {about}
      </p>
      <input
        type="range"
        aria-label={`${label}, moments of change`}
        aria-valuetext={words}
        min={0}
        max={moments.length}
        step={1}
        value={stepOf(moments, value)}
        disabled={moments.length === 0}
        onInput={(event) => onChange(momentOf(moments, event.currentTarget.valueAsNumber))}
      />
      <div class="row">
        <input
          type="datetime-local"
          aria-label={`${label}, date and time`}
          value={value === null ? '' : inputValueOf(value)}
          onChange={(event) => {
            const iso = isoOfInput(event.currentTarget.value)
            onChange(iso === null ? null : Date.parse(iso))
          }}
        />
        <button
          type="button"
          class="button small"
          disabled={value === null}
          onClick={() => onChange(null)}
        >
          Now
        </button>
      </div>
    </fieldset>
  )
}
