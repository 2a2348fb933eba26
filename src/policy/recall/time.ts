/**
 * The `time` channel: the turn was said in, or speaks of, the days that the question names.
 *
 * Two columns: `spoken` when an expression of the turn ("last week", resolved against the turn's date) overlaps the question's
 * days, `said` when the turn's own date lies in them or shortly after, since people tell what just happened.
 */

import type { Channel } from './channel.ts'
import type { QuestionFacts, ScopeColumns } from './columns.ts'
import type { FeatureTable } from './feature-table.ts'

/** Days after the asked days until which a turn still counts in part. */
const TOLD_LATER_DAYS = 7

function fillSaid(scope: ScopeColumns, question: QuestionFacts, column: Float32Array): void {
  const { saidDays, slotCount } = scope
  for (const { fromDay, toDay } of question.spans) {
    for (let slot = 0; slot < slotCount; slot += 1) {
      const day = saidDays[slot]!
      if (day < fromDay || day > toDay + TOLD_LATER_DAYS) continue
      const value = day <= toDay ? 1 : 1 - (day - toDay) / (TOLD_LATER_DAYS + 1)
      if (value > column[slot]!) column[slot] = value
    }
  }
}

function fillSpoken({ spans }: ScopeColumns, question: QuestionFacts, column: Float32Array): void {
  for (const { fromDay, toDay } of question.spans) {
    for (let at = 0; at < spans.count; at += 1) {
      if (spans.fromDays[at]! <= toDay && spans.toDays[at]! >= fromDay) column[spans.slots[at]!] = 1
    }
  }
}

function fill(scope: ScopeColumns, question: QuestionFacts, table: FeatureTable): void {
  if (question.spans.length === 0) return
  fillSaid(scope, question, table.open('said'))
  fillSpoken(scope, question, table.open('spoken'))
}

export const time: Channel = {
  name: 'time',
  features: ['said', 'spoken'],
  isEvidence: true,
  fill,
  because: (_scope, question, slot, table) => {
    const asked = question.spans.map(({ text }) => text).join(', ')
    if (table.valueAt('spoken', slot) > 0) return `speaks of ${asked}`
    return table.valueAt('said', slot) > 0 ? `said in or soon after ${asked}` : ''
  },
}
