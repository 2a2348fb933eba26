/** Days as a reader writes them: what a clause says of time, resolved against when it was said. Pure. */

import { DAY_MS, type DaySpan, findTimeSpans } from '../../text/time-expressions.ts'

const months =
  'January February March April May June July August September October November December'.split(' ')
const hasYear = /\b(?:19|20)\d\d\b/
const isRelative = /\b(?:ago|last|past|previous|yesterday|today|tonight|this|next|tomorrow)\b/i

function dateOf(day: number): {
  readonly day: number
  readonly month: string
  readonly year: number
} {
  const date = new Date(day * DAY_MS)
  return { day: date.getUTCDate(), month: months[date.getUTCMonth()]!, year: date.getUTCFullYear() }
}

/** `7 May 2023`, `May 2023`, `2022`, `1 to 7 May 2023`. */
export function dayText({ fromDay, toDay }: Pick<DaySpan, 'fromDay' | 'toDay'>): string {
  const from = dateOf(fromDay)
  const to = dateOf(toDay)
  const written = (one: typeof from): string => `${one.day} ${one.month} ${one.year}`
  if (fromDay === toDay) return written(from)
  const endsMonth = dateOf(toDay + 1).day === 1
  if (from.day === 1 && endsMonth) {
    if (from.month === to.month && from.year === to.year) return `${from.month} ${from.year}`
    if (toDay - fromDay >= 364 && from.year === to.year) return String(from.year)
  }
  return `${written(from)} to ${written(to)}`
}

/** The first span of a clause; of a plan, one that lies ahead. Null: the clause names no time. */
export function spanOf(text: string, saidAtMs: number, isPlan: boolean): DaySpan | null {
  const [span] = findTimeSpans(text, saidAtMs)
  if (span === undefined) return null
  const saidDay = Math.floor(saidAtMs / DAY_MS)
  const mustShift = isPlan && span.toDay < saidDay && !hasYear.test(span.text)
  if (!mustShift) return span
  // Questions ask about what was, so spans without a year are read as past; plans mean the next one.
  if (isRelative.test(span.text)) return null
  const ahead = (day: number): number => {
    const date = new Date(day * DAY_MS)
    return Date.UTC(date.getUTCFullYear() + 1, date.getUTCMonth(), date.getUTCDate()) / DAY_MS
  }
  return { ...span, fromDay: ahead(span.fromDay), toDay: ahead(span.toDay) }
}
