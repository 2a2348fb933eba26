/** What changed from one text to the next. Removed and added words are named for screen readers, not only coloured. */

import type { VNode } from 'preact'
import { type DiffPart, diffText } from '../logic/text-diff.ts'

function DiffWords({ part }: { readonly part: DiffPart }): VNode {
  if (part.change === 'same') return <>{part.text}</>
  const Tag = part.change === 'removed' ? 'del' : 'ins'
  const words = part.text.trimStart()
  const blank = part.text.slice(0, part.text.length - words.length)
  return (
    <>
      {blank}
      <Tag>
        <span class="visually-hidden">{part.change}: </span>
        {words}
      </Tag>
    </>
  )
}

export interface DiffTextProps {
  readonly before: string
  readonly after: string
}

export function DiffText({ before, after }: DiffTextProps): VNode {
  return (
    <p class="diff">
      {diffText(before, after).map((part, index) => (
        <DiffWords key={index} part={part} />
      ))}
    </p>
  )
}
