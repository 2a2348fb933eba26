/**
 * Short words about what just happened, with at most one thing to do about it (undo).
 *
 * Good news leaves by itself; bad news stays until it is read. Also the live region for screen readers: what is said here is
 * read out. Bounded: the oldest leaves when a new one does not fit.
 */

import { ApiError } from '../api/api-error.ts'
import { type Cell, createCell } from './cell.ts'

const NOTICES_MAX = 4
export const NOTICE_MS = 8_000

export interface Notice {
  readonly id: number
  readonly tone: 'good' | 'bad'
  readonly text: string
  readonly hint?: string
  readonly code?: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

export const noticesCell: Cell<readonly Notice[]> = createCell<readonly Notice[]>([])
/** What a screen reader hears besides notices: result counts, loading. */
export const spokenCell: Cell<string> = createCell('')

let nextId = 1

export function dismiss(id: number): void {
  noticesCell.set(noticesCell.get().filter((notice) => notice.id !== id))
}

function show(notice: Omit<Notice, 'id'>): number {
  const id = nextId
  nextId += 1
  // A newer success takes the place of the last one, whose undo it may have made stale.
  const kept = noticesCell.get().filter(({ tone }) => notice.tone === 'bad' || tone === 'bad')
  noticesCell.set([...kept, { ...notice, id }].slice(-NOTICES_MAX))
  return id
}

export function tellGood(text: string, action?: Notice['action']): void {
  const id = show(action === undefined ? { tone: 'good', text } : { tone: 'good', text, action })
  // One with something to do stays longer, so that it can be reached with the keyboard.
  setTimeout(() => dismiss(id), action === undefined ? NOTICE_MS : NOTICE_MS * 3)
}

export function tellError(error: unknown): void {
  const { record } = ApiError.from(error)
  show({ tone: 'bad', text: record.message, hint: record.hint, code: record.code })
}

export function speak(text: string): void {
  spokenCell.set(text)
}
