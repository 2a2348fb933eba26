/**
 * The settings of a scope: what holds, what of it is its own, and a form that changes it.
 *
 * Only what differs is sent, so that what holds above a scope goes on holding; a setting of its own can be given back.
 */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { Scope } from '../api-types.ts'
import type { PipelineFacts, SettingsAnswer } from '../formation-types.ts'
import {
  changedSettings,
  draftOf,
  type SettingField,
  type SettingsDraft,
  settingFields,
} from '../logic/setting-fields.ts'
import { saveSettings } from '../state/learning-changes.ts'
import { ActionButton } from './action-button.tsx'

interface FieldProps {
  readonly field: SettingField
  readonly value: string
  readonly pipelines: readonly PipelineFacts[]
  readonly onChange: (value: string) => void
}

function SettingInput({ field, value, pipelines, onChange }: FieldProps): VNode {
  const change = (event: { currentTarget: { value: string } }): void =>
    onChange(event.currentTarget.value)
  const id = `setting-${field.key}`
  if (field.kind === 'text') {
    return <textarea id={id} rows={3} value={value} onInput={change} />
  }
  if (field.kind === 'count') {
    return (
      <input
        id={id}
        type="text"
        inputMode="numeric"
        placeholder={field.empty}
        value={value}
        onInput={change}
      />
    )
  }
  const options: readonly (readonly [string, string])[] =
    field.kind === 'pipeline' ? pipelines.map(({ name }) => [name, name]) : field.options
  return (
    <select id={id} value={value} onChange={change}>
      {options.map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  )
}

function PipelineNote({
  name,
  pipelines,
}: {
  readonly name: string
  readonly pipelines: readonly PipelineFacts[]
}): VNode | null {
  const chosen = pipelines.find((one) => one.name === name)
  if (chosen === undefined) return null
  return (
    <span class="faint">
      {chosen.about}
      {chosen.needsModel && ' Needs a model.'}
    </span>
  )
}

export interface SettingsFormProps {
  readonly scope: Scope
  readonly answer: SettingsAnswer
  readonly pipelines: readonly PipelineFacts[]
}

export function SettingsForm({ scope, answer, pipelines }: SettingsFormProps): VNode {
  // Null: nothing was typed, so that a change made elsewhere shows.
  const [typed, setTyped] = useState<SettingsDraft | null>(null)
  const draft = typed ?? draftOf(answer.settings)
  const changed = changedSettings(answer, draft)
  const count = Object.keys(changed).length
  const save = async (): Promise<void> => {
    if (await saveSettings(scope, changed)) setTyped(null)
  }
  const giveBack = async (key: string): Promise<void> => {
    if (await saveSettings(scope, {}, [key])) setTyped(null)
  }
  return (
    <form
      class="settings-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (count > 0) void save()
      }}
    >
      {settingFields(answer.settings).map((field) => (
        <div key={field.key} class={field.kind === 'count' ? 'setting' : 'setting wide'}>
          <div class="field">
            <label for={`setting-${field.key}`}>{field.label}</label>
            <SettingInput
              field={field}
              value={draft[field.key] ?? ''}
              pipelines={pipelines}
              onChange={(value) => setTyped({ ...draft, [field.key]: value })}
            />
          </div>
          {field.kind === 'pipeline' && (
            <PipelineNote name={draft[field.key] ?? ''} pipelines={pipelines} />
          )}
          {field.hint !== '' && <span class="faint">{field.hint}</span>}
          {answer.own[field.key] !== undefined && (
            <ActionButton
              look="quiet small"
              label={`Use what holds above: ${field.label}`}
              run={() => giveBack(field.key)}
            >
              Use what holds above
            </ActionButton>
          )}
        </div>
      ))}
      <div class="row wide">
        <ActionButton look="primary" run={save} isDisabled={count === 0}>
          Save settings
        </ActionButton>
        {typed !== null && (
          <button type="button" class="button" onClick={() => setTyped(null)}>
            Cancel
          </button>
        )}
      </div>
    </form>
  )
}
