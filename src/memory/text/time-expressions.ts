/**
 * Time expressions to day spans: "last May", "two weeks before 3 August 2023", "yesterday", against a reference moment.
 *
 * chrono-node finds and resolves them; this file decides how wide each one is (a day, a week, a month, a season, a year), adds
 * what chrono leaves out (bare years, seasons), and turns what lies ahead into the past where the year was not said: memories
 * are asked about what was. Worked example, asked on 2023-07-15: "in May" is 2023-05-01..2023-05-31; "last summer" 2022-06-01..08-31.
 * Bound: chrono costs about 80 µs a turn, so it sees only windows around words that can begin an expression, at most
 * `WINDOWS_MAX` of them. Days are whole days since 1970-01-01 in UTC.
 */

import { en, type ParsedResult } from 'chrono-node'

/** Inclusive, in days since 1970-01-01 UTC. */
export interface DaySpan {
  readonly fromDay: number
  readonly toDay: number
  /** As written: `last May`. */
  readonly text: string
}

export const DAY_MS = 86_400_000
const WINDOWS_MAX = 8
/** A century short of what `Date` holds, so that no resolved date leaves it. */
const MOMENT_MS_MAX = 8.6e15
const WINDOW_CHARACTERS = 48

const months =
  'jan(?:uary)?|feb(?:ruary)?|march|april|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const weekdays = '(?:mon|tues?|wednes|thurs?|fri|satur|sun)day'
const trigger = new RegExp(
  `\\b(?:yesterday|today|tonight|tomorrow|ago|weekend|${weekdays}|${months}|(?:last|next|past|this|previous|coming|few|two|three|\\d+) (?:few |couple of )?(?:night|morning|evening|day|week|month|year|spring|summer|fall|autumn|winter)s?|(?:19|20)\\d\\d|\\d{1,2}(?:st|nd|rd|th)|\\d{1,4}[/-]\\d{1,2}[/-]\\d{1,4})\\b|\\bMay\\b`,
  'gi',
)
const lowerMay = /^(?:may|mar|sat|sun|dec|now|second)$/
const bareYear = /\b(?:19|20)\d\d\b/g
const season =
  /\b(last |next |this |past )?(spring|summer|fall|autumn|winter)\b(?: of)?(?: ((?:19|20)\d\d))?/gi
const seasonFirstMonth: Readonly<Record<string, number>> = {
  spring: 2,
  summer: 5,
  fall: 8,
  autumn: 8,
  winter: 11,
}

export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS)
}

function dayOfDate(year: number, month: number, day: number): number {
  return dayOf(Date.UTC(year, month, day))
}

/** Whether `text` can hold a time expression at all; a cheap test that lets most turns pass chrono by. */
export function mayHoldTime(text: string): boolean {
  trigger.lastIndex = 0
  for (let found = trigger.exec(text); found !== null; found = trigger.exec(text)) {
    if (!lowerMay.test(found[0])) return true
  }
  return false
}

/** Joined stretches of text around triggers, so that a long turn costs no more than a short one. */
function windowsOf(text: string): string[] {
  const windows: string[] = []
  let from = 0
  let to = -1
  trigger.lastIndex = 0
  for (let found = trigger.exec(text); found !== null; found = trigger.exec(text)) {
    if (lowerMay.test(found[0])) continue
    const start = Math.max(0, found.index - WINDOW_CHARACTERS)
    if (to >= 0 && start > to) {
      windows.push(text.slice(from, to))
      if (windows.length === WINDOWS_MAX) return windows
      to = -1
    }
    if (to < 0) from = start
    to = found.index + found[0].length + WINDOW_CHARACTERS
  }
  if (to >= 0) windows.push(text.slice(from, Math.min(to, from + 4 * WINDOW_CHARACTERS)))
  return windows
}

/** Year, month (0-based) and day of a chrono result's start. */
function startOf({ start }: ParsedResult): { year: number; month: number; day: number } {
  return {
    year: start.get('year') ?? 1970,
    month: (start.get('month') ?? 1) - 1,
    day: start.get('day') ?? 1,
  }
}

function spanOfResult(result: ParsedResult, nowDay: number): DaySpan {
  const { text, start, end } = result
  const { year, month, day } = startOf(result)
  const isDaySaid = start.isCertain('day') || start.isCertain('weekday')
  if (end !== null && end !== undefined) {
    const toDay = dayOf(end.date().getTime())
    return { fromDay: dayOfDate(year, month, day), toDay, text }
  }
  if (/\byears?\b/i.test(text)) {
    return { fromDay: dayOfDate(year, 0, 1), toDay: dayOfDate(year, 11, 31), text }
  }
  if (/\bmonths?\b/i.test(text) || (start.isCertain('month') && !isDaySaid)) {
    const isAhead = !start.isCertain('year') && dayOfDate(year, month, 1) > nowDay
    const past = isAhead ? year - 1 : year
    return { fromDay: dayOfDate(past, month, 1), toDay: dayOfDate(past, month + 1, 0), text }
  }
  return spanOfDay(text, start.isCertain('year'), { year, month, day }, nowDay)
}

function spanOfDay(
  text: string,
  isYearSaid: boolean,
  { year, month, day }: { year: number; month: number; day: number },
  nowDay: number,
): DaySpan {
  const said = dayOfDate(year, month, day)
  const isRelative = /\b(?:ago|last|next|past|this|yesterday|tomorrow|today|tonight|day)\b/i.test(
    text,
  )
  const isAhead = said > nowDay + 7 && !isYearSaid && !isRelative
  const at = isAhead ? dayOfDate(year - 1, month, day) : said
  if (/\bweeks?\b/i.test(text)) return { fromDay: at - 3, toDay: at + 3, text }
  if (/\bweekend\b/i.test(text)) return { fromDay: at - 1, toDay: at + 1, text }
  return { fromDay: at, toDay: at, text }
}

function seasonSpans(text: string, nowDay: number): DaySpan[] {
  const spans: DaySpan[] = []
  for (const [written, which, name, yearText] of text.matchAll(season)) {
    if (which === undefined && yearText === undefined && name!.toLowerCase() === 'fall') continue
    const firstMonth = seasonFirstMonth[name!.toLowerCase()]!
    const nowYear = new Date(nowDay * DAY_MS).getUTCFullYear()
    let year = yearText === undefined ? nowYear : Number(yearText)
    const endsAt = (): number => dayOfDate(year, firstMonth + 3, 0)
    if (yearText === undefined) {
      if (dayOfDate(year, firstMonth, 1) > nowDay) year -= 1
      // "last summer" is the one that is over.
      if (/^(?:last|past)/i.test(which ?? '') && endsAt() >= nowDay) year -= 1
    }
    spans.push({ fromDay: dayOfDate(year, firstMonth, 1), toDay: endsAt(), text: written.trim() })
  }
  return spans
}

/** Years that no found expression contains: "in 2019". */
function yearSpans(text: string, found: readonly DaySpan[]): DaySpan[] {
  const spans: DaySpan[] = []
  for (const [written] of text.matchAll(bareYear)) {
    if (found.some((span) => span.text.includes(written))) continue
    const year = Number(written)
    spans.push({ fromDay: dayOfDate(year, 0, 1), toDay: dayOfDate(year, 11, 31), text: written })
  }
  return spans
}

/** "the weekend before", "the Friday after", "the week of", directly before a date. */
const lead = new RegExp(`\\b(weekend|week|${weekdays}) (before|after|of)(?: the)?\\s*$`, 'i')
/** chrono resolves "the week before 9 June" to one day, a week off; it means the days between. */
const weekBeside = /^(?:the |a )?week (before|after)\b/i

/** Days on the named side of an anchor: the week before it, after it, or around it. */
function besideAnchor({ fromDay, toDay, text }: DaySpan, side: string): DaySpan {
  if (side === 'before') return { fromDay: fromDay - 7, toDay: fromDay - 1, text }
  if (side === 'after') return { fromDay: toDay + 1, toDay: toDay + 7, text }
  return { fromDay: fromDay - 3, toDay: toDay + 3, text }
}

function spanWithin(window: string, result: ParsedResult, nowDay: number): DaySpan {
  const span = spanOfResult(result, nowDay)
  const side = lead.exec(window.slice(0, result.index))?.[2]?.toLowerCase()
  if (side !== undefined) return besideAnchor(span, side)
  const week = weekBeside.exec(result.text)?.[1]?.toLowerCase()
  if (week === undefined) return span
  const day = (span.fromDay + span.toDay) / 2
  return week === 'before'
    ? { ...span, fromDay: day, toDay: day + 7 }
    : { ...span, fromDay: day - 7, toDay: day }
}

/** Results without those that only name the side of the next one ("the Friday before 9 June" is one span). */
function withoutLeads(window: string, results: readonly ParsedResult[]): ParsedResult[] {
  return results.filter((result, at) => {
    const next = results[at + 1]
    if (next === undefined) return true
    const found = lead.exec(window.slice(0, next.index))
    return found === null || result.index < found.index
  })
}

const isWhole = ({ fromDay, toDay }: DaySpan): boolean =>
  Number.isInteger(fromDay) && Number.isInteger(toDay) && fromDay <= toDay

/** The spans that `text` speaks of, as read at `nowMs`; empty for most texts. */
export function findTimeSpans(text: string, nowMs: number): DaySpan[] {
  if (!(Math.abs(nowMs) <= MOMENT_MS_MAX)) return []
  const nowDay = dayOf(nowMs)
  const reference = { instant: new Date(nowMs), timezone: 0 }
  const spans: DaySpan[] = []
  for (const window of windowsOf(text)) {
    const results = en.casual
      .parse(window, reference)
      .filter((result) => !lowerMay.test(result.text) && isDated(result))
    const dated = withoutLeads(window, results).map((result) => spanWithin(window, result, nowDay))
    dated.push(
      ...seasonSpans(window, nowDay).filter((one) => !dated.some((d) => d.text.includes(one.text))),
    )
    dated.push(...yearSpans(window, dated))
    spans.push(...dated.filter(isWhole))
  }
  return spans
}

/** A time of day alone ("at 5 pm", "this morning") says nothing about the day. */
function isDated({ start }: ParsedResult): boolean {
  return (
    start.isCertain('day') ||
    start.isCertain('month') ||
    start.isCertain('year') ||
    start.isCertain('weekday')
  )
}
