/** What is planned for: model, traffic (a rate with lengths, or a trace), limits, devices. Nothing is asked before it is sent. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { type PlanDraft, planStart, questionOf } from '../logic/plan-words.ts'
import type { PlanOptions, PlanQuestion } from '../plan-types.ts'

export interface PlanFormProps {
  readonly options: PlanOptions
  readonly isBusy: boolean
  readonly onAsk: (question: PlanQuestion) => void
  readonly onStop: () => void
}

type Change = (parts: Partial<PlanDraft>) => void
type TextName = Exclude<keyof PlanDraft, 'trace'>

interface FieldProps {
  readonly name: TextName
  readonly label: string
  readonly draft: PlanDraft
  readonly change: Change
  readonly list?: string
  readonly placeholder?: string
}

function Field({ name, label, draft, change, list, placeholder }: FieldProps): VNode {
  const isNumber = name !== 'model' && name !== 'devices'
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        inputMode={isNumber ? 'decimal' : 'text'}
        value={draft[name]}
        list={list}
        placeholder={placeholder}
        onInput={(event) => change({ [name]: event.currentTarget.value })}
      />
    </label>
  )
}

function TraceField({
  draft,
  change,
}: {
  readonly draft: PlanDraft
  readonly change: Change
}): VNode {
  const take = async (file: File | undefined): Promise<void> => {
    change({ trace: file === undefined ? null : { name: file.name, text: await file.text() } })
  }
  return (
    <label class="field">
      <span>{draft.trace === null ? 'Or a trace' : `Trace: ${draft.trace.name}`}</span>
      <input
        type="file"
        accept=".csv,.jsonl,.json,.txt"
        onChange={(event) => void take(event.currentTarget.files?.[0])}
      />
    </label>
  )
}

export function PlanForm({ options, isBusy, onAsk, onStop }: PlanFormProps): VNode {
  const [draft, setDraft] = useState(planStart)
  const change: Change = (parts) => setDraft((before) => ({ ...before, ...parts }))
  const field = (name: TextName, label: string, more: Partial<FieldProps> = {}): VNode => (
    <Field name={name} label={label} draft={draft} change={change} {...more} />
  )
  return (
    <form
      class="card plan-form"
      aria-label="What to plan for"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy) onAsk(questionOf(draft))
      }}
    >
      <datalist id="plan-models">
        {options.models.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
      <div class="plan-fields">
        {field('model', 'Model', { list: 'plan-models' })}
        {field('perSecond', 'Requests a second')}
        {field('promptTokens', 'Tokens of a prompt')}
        {field('outputTokens', 'Tokens of an answer')}
        <TraceField draft={draft} change={change} />
        {field('ttftMs', 'TTFT within (ms)', { placeholder: 'no limit' })}
        {field('tpotMs', 'TPOT within (ms)', { placeholder: 'no limit' })}
        {field('failures', 'Failures to survive')}
        <label class="field">
          <span>Least</span>
          <select
            value={draft.objective}
            onChange={(event) => change({ objective: event.currentTarget.value })}
          >
            {options.objectives.map((objective) => (
              <option key={objective} value={objective}>
                {objective}
              </option>
            ))}
          </select>
        </label>
        {field('devices', 'Devices', { placeholder: 'every GPU with a price' })}
      </div>
      <div class="plan-buttons">
        <button type="submit" class="button primary" disabled={isBusy}>
          Plan
        </button>
        {isBusy && (
          <button type="button" class="button" onClick={onStop}>
            Stop
          </button>
        )}
      </div>
    </form>
  )
}
