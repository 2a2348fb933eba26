/** A text with the question's words marked. */

import type { VNode } from 'preact'
import { markWords } from '../logic/mark-words.ts'

export function MarkedText({
  text,
  terms,
}: {
  readonly text: string
  readonly terms: readonly string[]
}): VNode {
  return (
    <>
      {markWords(text, terms).map((part, index) =>
        part.isMarked ? <mark key={index}>{part.text}</mark> : part.text,
      )}
    </>
  )
}
