/**
 * Where in a raw turn a memory was read from, as parts of the text.
 *
 * Spans are counted as JavaScript counts: UTF-16 units, the end excluded. "I live in Rome." with the span 10 to 14 marks "Rome". Spans
 * that overlap are one; what lies outside the text is left out.
 */

import type { SourceSpan } from '../api-types.ts'
import type { MarkedPart } from './mark-words.ts'

/** Joining the parts gives the text back. */
export function markSpans(text: string, spans: readonly SourceSpan[]): MarkedPart[] {
  const parts: MarkedPart[] = []
  let end = 0
  const add = (from: number, to: number, isMarked: boolean): void => {
    if (to > from) parts.push({ text: text.slice(from, to), isMarked })
  }
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const start = Math.max(end, from)
    const stop = Math.min(text.length, to)
    if (stop <= start) continue
    add(end, start, false)
    add(start, stop, true)
    end = stop
  }
  add(end, text.length, false)
  return parts
}
