/**
 * What a reader types into the filter box, as a filter of the list call.
 *
 * Plain words mean "the text contains them"; a text that begins with "{" is the filter language itself, as JSON, which the
 * gateway checks and explains.
 */

import type { Json } from '../api-types.ts'

export type FilterReading =
  | { readonly outcome: 'none' }
  | { readonly outcome: 'filter'; readonly filter: Json }
  | { readonly outcome: 'unfinished'; readonly message: string }

export function readFilter(typed: string): FilterReading {
  const text = typed.trim()
  if (text === '') return { outcome: 'none' }
  if (!text.startsWith('{')) return { outcome: 'filter', filter: containsFilter(text) }
  try {
    return { outcome: 'filter', filter: JSON.parse(text) as Json }
  } catch (error) {
    // Expected while it is being typed.
    return {
      outcome: 'unfinished',
      message: error instanceof Error ? error.message : String(error),
    }
  }
}

function containsFilter(text: string): Json {
  const contains = { icontains: text }
  return { OR: [{ text: contains }, { speaker: contains }, { session: contains }] }
}
