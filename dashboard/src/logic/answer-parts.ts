/**
 * An answer's text with its marks (`[#58c8d056]`: the end of a cited memory's id) as places in the list of citations.
 *
 * A mark that no citation ends with stays text: nothing is dropped.
 */

import type { Answer } from '../api-types.ts'

export type AnswerPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `number` counts from 1. */
  | { readonly kind: 'citation'; readonly id: string; readonly number: number }

const markPattern = /( ?\[#[0-9a-z-]+\])/i

export function answerParts({ text, citations }: Answer): AnswerPart[] {
  const parts: AnswerPart[] = []
  for (const piece of text.split(markPattern)) {
    const end = /\[#(.+)\]/.exec(piece)?.[1]
    const index = end === undefined ? -1 : citations.findIndex(({ id }) => id.endsWith(end))
    const found = citations[index]
    if (found !== undefined) parts.push({ kind: 'citation', id: found.id, number: index + 1 })
    else if (piece !== '') parts.push({ kind: 'text', text: piece })
  }
  return parts
}
