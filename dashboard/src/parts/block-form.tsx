/**
 * Writing a core block: text within its budget, what it is for, and its limits.
 *
 * A save names the version that was read, so that an agent's edit meanwhile is refused and not overwritten; the draft stays.
 */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { BlockDraft } from '../formation-types.ts'
import { fillOf } from '../logic/block-draft.ts'
import { formatCount } from '../logic/quantity.ts'

export function FillMeter({
  text,
  charactersMax,
}: {
  readonly text: string
  readonly charactersMax: number
}): VNode {
  const { characterCount, leftCount, percent, level } = fillOf(text, charactersMax)
  const words = `${formatCount(characterCount)} of ${formatCount(charactersMax)} characters`
  return (
    <div class={`fill ${level}`}>
      <span class="fill-track" aria-hidden="true">
        <span style={{ width: `${percent}%` }} />
      </span>
      <span class="faint">
        {words}
        {level === 'over' && `: ${formatCount(-leftCount)} too many`}
      </span>
    </div>
  )
}

export interface BlockFormProps {
  readonly start: BlockDraft
  /** Null: it may be saved as far as the name goes. */
  readonly problem?: string | null
  readonly saveLabel: string
  /** Resolves to whether it went well. */
  readonly onSave: (draft: BlockDraft) => Promise<boolean>
  readonly onDone: () => void
}

interface LimitsProps {
  readonly draft: BlockDraft
  readonly change: (part: Partial<BlockDraft>) => void
}

function Limits({ draft, change }: LimitsProps): VNode {
  return (
    <div class="row block-limits">
      <label class="field inline">
        <span>Characters at most</span>
        <input
          type="number"
          class="price"
          min="1"
          value={draft.charactersMax}
          onChange={(event) => {
            const given = event.currentTarget.valueAsNumber
            if (given > 0) change({ charactersMax: given })
          }}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={draft.isReadOnly}
          onChange={(event) => change({ isReadOnly: event.currentTarget.checked })}
        />
        Agents may only read it
      </label>
    </div>
  )
}

export function BlockForm(props: BlockFormProps): VNode {
  const { start, problem = null, saveLabel, onSave, onDone } = props
  const [draft, setDraft] = useState(start)
  const [isBusy, setBusy] = useState(false)
  const change = (part: Partial<BlockDraft>): void => setDraft({ ...draft, ...part })
  const isOver = fillOf(draft.text, draft.charactersMax).level === 'over'
  const mayNotSave = isOver || problem !== null
  const save = async (): Promise<void> => {
    if (isBusy || mayNotSave) return
    setBusy(true)
    const isSaved = await onSave(draft)
    setBusy(false)
    if (isSaved) onDone()
  }
  return (
    <form
      class="edit-form"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
      }}
    >
      <label class="field">
        <span>Text</span>
        <textarea
          rows={5}
          value={draft.text}
          aria-invalid={isOver}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
      <FillMeter text={draft.text} charactersMax={draft.charactersMax} />
      <label class="field">
        <span>What it is for, for whoever edits it</span>
        <input
          type="text"
          value={draft.description}
          onInput={(event) => change({ description: event.currentTarget.value })}
        />
      </label>
      <Limits draft={draft} change={change} />
      <div class="row">
        <button type="submit" class="button primary" disabled={mayNotSave} aria-busy={isBusy}>
          {saveLabel}
        </button>
        <button type="button" class="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}
