/** Copies a text, and says so. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { speak, tellError } from '../state/notices.ts'
import { Icon } from './icon.tsx'

const CONFIRM_MS = 1_500

export interface CopyButtonProps {
  readonly text: string
  /** What is copied: `id`, `context`. */
  readonly what: string
}

export function CopyButton({ text, what }: CopyButtonProps): VNode {
  const [isDone, setDone] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
    } catch (error) {
      tellError(error)
      return
    }
    speak(`Copied the ${what}`)
    setDone(true)
    setTimeout(() => setDone(false), CONFIRM_MS)
  }
  return (
    <button
      type="button"
      class="button quiet small icon-only"
      aria-label={`Copy the ${what}`}
      title={`Copy the ${what}`}
      onClick={() => void copy()}
    >
      <Icon name={isDone ? 'check' : 'copy'} />
    </button>
  )
}
