/** What the form of an invalidation says, as the API takes it. Empty fields select nothing; a form of empty fields is no selection. */

import type { CacheSelector } from '../api-types.ts'
import { parseScopeKey } from './scope-key.ts'

export interface SelectionFields {
  readonly category: string
  readonly scope: string
  readonly text: string
  /** `2026-05-08T13:56`, in the reader's own time. */
  readonly before: string
  readonly isAll: boolean
}

export const noSelection: SelectionFields = {
  category: '',
  scope: '',
  text: '',
  before: '',
  isAll: false,
}

/** A selector, or what is wrong with the form; null while it is empty. */
export function selectorOf(fields: SelectionFields): CacheSelector | string | null {
  const { category, scope, text, before, isAll } = fields
  const parsed = scope.trim() === '' ? undefined : parseScopeKey(scope.trim())
  if (parsed === null) return 'Write the scope as user=ada or agent=planner&run=7.'
  const selector: CacheSelector = {
    ...(category === '' ? {} : { category }),
    ...(parsed === undefined ? {} : { scope: parsed }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(before === '' ? {} : { before: new Date(before).getTime() }),
    ...(isAll ? { all: true } : {}),
  }
  return Object.keys(selector).length === 0 ? null : selector
}
