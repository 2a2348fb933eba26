/** Where a file is dropped or chosen. The input itself is the drop target, so that keyboard and mouse meet the same thing. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formatBytes } from '../logic/quantity.ts'
import { Icon } from './icon.tsx'

export interface FileDropProps {
  readonly file: File | null
  readonly onFile: (file: File) => void
}

export function FileDrop({ file, onFile }: FileDropProps): VNode {
  const [isOver, setOver] = useState(false)
  return (
    <label
      class={isOver ? 'file-drop over' : 'file-drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const dropped = event.dataTransfer?.files[0]
        if (dropped !== undefined) onFile(dropped)
      }}
    >
      <input
        type="file"
        class="visually-hidden"
        aria-label="File to import"
        accept=".json,.jsonl,.ndjson,.txt,application/json"
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0]
          if (chosen !== undefined) onFile(chosen)
        }}
      />
      <Icon name={file === null ? 'import' : 'file'} />
      {file === null ? (
        <span>
          <strong>Choose a file</strong> or drop it here
        </span>
      ) : (
        <span>
          <strong>{file.name}</strong> <span class="faint">{formatBytes(file.size)}</span>
        </span>
      )}
    </label>
  )
}
