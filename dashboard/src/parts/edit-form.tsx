/**
 * Editing a memory's text: saving appends a version.
 *
 * The save names the version that was read, so that a change made elsewhere meanwhile is refused, not overwritten; the draft
 * stays in the box whatever happens.
 */

import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Cube } from '../api-types.ts'
import { editMemory } from '../state/changes.ts'

export interface EditFormProps {
  readonly cube: Cube
  readonly onDone: () => void
}

export function EditForm({ cube, onDone }: EditFormProps): VNode {
  const [text, setText] = useState(cube.text)
  // Of the text that the draft started from, also when the memory reloads underneath.
  const [version] = useState(cube.version)
  const [isBusy, setBusy] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  const isSame = text === cube.text || text.trim() === ''
  const save = async (): Promise<void> => {
    if (isBusy || isSame) return
    setBusy(true)
    const isSaved = await editMemory(cube.id, text, version)
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
          ref={box}
          rows={5}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {cube.version !== version && (
        <p class="field-error" role="alert">
          It was changed elsewhere while you wrote (version {cube.version}). Saving will be refused:
          copy your text, cancel, and edit again.
        </p>
      )}
      <div class="row">
        <button type="submit" class="button primary" disabled={isSame} aria-busy={isBusy}>
          Save version {version + 1}
        </button>
        <button type="button" class="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  )
}
