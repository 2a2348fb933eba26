/**
 * Taking answers out: a selection, what it would take, and only then the taking.
 *
 * Any change of the selection takes the preview away, so that what is confirmed is what was shown.
 */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import type { CacheInvalidation, CacheSelector } from '../api-types.ts'
import { noSelection, type SelectionFields, selectorOf } from '../logic/cache-selection.ts'
import { countOf } from '../logic/quantity.ts'
import { invalidateAnswers } from '../state/changes.ts'
import { speak, tellError } from '../state/notices.ts'
import { ActionButton } from './action-button.tsx'

export interface InvalidatePanelProps {
  readonly categories: readonly string[]
  readonly onDone: () => void
}

interface Preview {
  readonly selector: CacheSelector
  readonly would: CacheInvalidation
}

export function InvalidatePanel({ categories, onDone }: InvalidatePanelProps): VNode {
  const [fields, setFields] = useState<SelectionFields>(noSelection)
  const [preview, setPreview] = useState<Preview | null>(null)
  const selector = selectorOf(fields)
  const change = (part: Partial<SelectionFields>): void => {
    setFields({ ...fields, ...part })
    setPreview(null)
  }
  const look = async (): Promise<void> => {
    if (selector === null || typeof selector === 'string') return
    try {
      const would = await lociApi.invalidateCache(selector, true)
      setPreview({ selector, would })
      speak(`${countOf(would.count, 'answer')} would go`)
    } catch (error) {
      tellError(error)
    }
  }
  const take = async (): Promise<void> => {
    if (preview === null || !(await invalidateAnswers(preview.selector))) return
    setPreview(null)
    setFields(noSelection)
    onDone()
  }
  return (
    <section class="card" aria-label="Take answers out">
      <h2>Take answers out</h2>
      <SelectionForm fields={fields} categories={categories} onChange={change} />
      {typeof selector === 'string' && <p class="field-error">{selector}</p>}
      <div class="row">
        <ActionButton run={look} isDisabled={selector === null || typeof selector === 'string'}>
          See what would go
        </ActionButton>
        {preview !== null && (
          <span role="status">
            {preview.would.count === 0
              ? 'Nothing is selected by this.'
              : `${countOf(preview.would.count, 'answer')} would go.`}
          </span>
        )}
        {preview !== null && preview.would.count > 0 && (
          <ActionButton look="danger" icon="trash" run={take}>
            Take {countOf(preview.would.count, 'answer')} out
          </ActionButton>
        )}
      </div>
    </section>
  )
}

interface SelectionFormProps {
  readonly fields: SelectionFields
  readonly categories: readonly string[]
  readonly onChange: (part: Partial<SelectionFields>) => void
}

function SelectionForm({ fields, categories, onChange }: SelectionFormProps): VNode {
  return (
    <div class="selection">
      <label class="field">
        <span>Category</span>
        <select
          value={fields.category}
          onChange={(event) => onChange({ category: event.currentTarget.value })}
        >
          <option value="">any</option>
          {categories.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Text in question or answer</span>
        <input
          type="text"
          value={fields.text}
          onInput={(event) => onChange({ text: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span>Scope</span>
        <input
          type="text"
          placeholder="user=ada"
          value={fields.scope}
          onInput={(event) => onChange({ scope: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span>Stored before</span>
        <input
          type="datetime-local"
          value={fields.before}
          onInput={(event) => onChange({ before: event.currentTarget.value })}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={fields.isAll}
          onChange={(event) => onChange({ isAll: event.currentTarget.checked })}
        />
        Every answer
      </label>
    </div>
  )
}
