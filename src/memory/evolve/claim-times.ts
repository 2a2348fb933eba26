/**
 * What a clause says of when: days, times of day and recurring weekdays, taken out of its text.
 *
 * Days come from the time expressions that recall reads, against the moment at which the memory was said. Durations ("for 5 years") are
 * no days and stay in the text. A date without a year is the day of a year only. Invariant: what is taken out is in the result.
 */

import type { ClaimDate } from '../../policy/consolidation/claim.ts'
import { findTimeSpans, mayHoldTime } from '../text/time-expressions.ts'

export interface ClaimTimes {
  readonly rest: string
  readonly dates: readonly ClaimDate[]
  readonly clocks: readonly number[]
}

const clock =
  /\b(?:at |from |until |till |by |around )?(?:(\d{1,2})(?::(\d{2}))?\s*(am|pm)\b|(\d{1,2}):(\d{2})\b|(\d{1,2}) o'?clock(?: in the (morning|afternoon|evening))?|(half past|quarter past|quarter to) (\w+)|(noon|midday|midnight)\b|(\d{1,2}|six|seven|eight|nine|ten|eleven|five|four|three|two|one|twelve) (?:in the (morning|afternoon|evening)|at night)\b)/gi
const words = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')
const spelledHour =
  /\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) ?(am|pm)\b/gi
const recurring =
  /\b(?:on )?(?:(?:every|each) (mon|tues|wednes|thurs|fri|satur|sun)day\b|(mon|tues|wednes|thurs|fri|satur|sun)days\b)/gi
/** Lengths of time that are not dates; masked so that they are not read as such. */
const duration =
  /\b(?:for|every|takes?|took|lasts?|lasted|within|after|in under)\s+(?:about |over |almost |nearly |around |more than |less than |at least |the (?:last|past) )?(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)\s+(?:second|minute|hour|day|week|month|year)s?\b(?! ago)|[$€£¥] ?\d+(?:\.\d+)?\b|\b\d+(?:\.\d+)? (?:dollars?|euros?|pounds?|usd|eur|gbp|people|employees|workers|requests|users|points|steps|calories|words|lines|miles|km|kilomet(?:er|re)s|met(?:er|re)s|mb|gb)\b|\b\d+(?:\.\d+)?[ -](?:second|minute|hour|day|week|month|year)s?(?:-long)?\b(?!\s+(?:ago|before|after|later|from now|earlier))/gi
const lead =
  /(?:\b(since|until|till|before|after|by|as of|from|in|on|at|during|around|back in|of|for|to|starting|the|early|late|mid)[\s-]+)+$/i
const meaningful = new Map([
  ['since', 'since'],
  ['starting', 'since'],
  ['until', 'until'],
  ['till', 'until'],
  ['by', 'until'],
  ['before', 'before'],
  ['after', 'after'],
])
const bareWeekday = /^(?:on )?(sun|mon|tues|wednes|thurs|fri|satur)day$/i
const weekdayNames = ['sun', 'mon', 'tues', 'wednes', 'thurs', 'fri', 'satur']
const relative =
  /\b(?:ago|last|next|this|yesterday|today|tonight|tomorrow|past|coming|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/i

function minutesOf(found: RegExpMatchArray): number {
  const [, hour, minute, half, hour24, minute24, oclock, part, fraction, of, name, bare, partOf] =
    found
  const at = (value: number, isPm: boolean, isAm: boolean): number =>
    (isPm && value < 12 ? value + 12 : isAm && value === 12 ? 0 : value) * 60
  const isLate = (text: string | undefined): boolean => /afternoon|evening/i.test(text ?? '')
  const count = (text: string): number =>
    /^\d/.test(text) ? Number(text) : words.indexOf(text.toLowerCase())
  if (hour !== undefined)
    return at(Number(hour), /pm/i.test(half!), /am/i.test(half!)) + Number(minute ?? 0)
  if (hour24 !== undefined) return Number(hour24) * 60 + Number(minute24)
  if (oclock !== undefined) return at(Number(oclock), isLate(part), false)
  if (fraction !== undefined) {
    const shift = /half/i.test(fraction) ? 30 : /to/i.test(fraction) ? -15 : 15
    return Math.max(0, count(of!)) * 60 + shift
  }
  if (name !== undefined) return /midnight/i.test(name) ? 0 : 720
  return at(count(bare!), isLate(partOf) || / at night/i.test(found[0]), false)
}

export function readTimes(clause: string, timeMs: number | null): ClaimTimes {
  const clocks: number[] = []
  let rest = clause.replace(
    spelledHour,
    (_all, word: string, half: string) => `${words.indexOf(word.toLowerCase())} ${half}`,
  )
  rest = rest.replace(recurring, (_all, first?: string, second?: string) => {
    return ` recur${(first ?? second)!.toLowerCase()}day `
  })
  if (/\d|o'?clock|past|quarter|noon|midday|midnight|in the |at night/i.test(rest)) {
    rest = rest.replace(clock, (...found) => {
      const minutes = minutesOf(found as unknown as RegExpMatchArray)
      if (!(minutes >= 0 && minutes < 1_440)) return String(found[0])
      clocks.push(minutes)
      // "until 2 pm" is not "at 2 pm": its bound stays as a word.
      return /^(?:until|till|by) /i.test(String(found[0])) ? ' untiltime ' : ' '
    })
  }
  const dates: ClaimDate[] = []
  const masked = rest.replace(duration, (found) => 'x'.repeat(found.length))
  if (!mayHoldTime(masked)) return { rest, dates, clocks }
  const nowMs = timeMs ?? 0
  for (const span of findTimeSpans(masked, nowMs)) {
    const at = masked.indexOf(span.text)
    const isYearless = !/\b(?:19|20)\d\d\b/.test(span.text) && !relative.test(span.text)
    const before = at < 0 ? null : lead.exec(rest.slice(0, at))
    const bound = meaningful.get((before?.[1] ?? '').toLowerCase()) ?? ''
    const first =
      meaningful.get(/^\W*(\w+)/.exec(before?.[0] ?? '')?.[1]?.toLowerCase() ?? '') ?? bound
    const named = bareWeekday.exec(span.text)
    const isPlain =
      named !== null &&
      !/(?:last|next|this|past|previous|coming)\s+$/i.test(masked.slice(0, Math.max(0, at)))
    const weekday = isPlain ? weekdayNames.indexOf(named[1]!.toLowerCase()) : null
    dates.push({ fromDay: span.fromDay, toDay: span.toDay, isYearless, weekday, bound: first })
    if (at < 0) continue
    const from = at - (before?.[0].length ?? 0)
    rest = `${rest.slice(0, from)}${' '.repeat(at + span.text.length - from)}${rest.slice(at + span.text.length)}`
  }
  return { rest, dates, clocks }
}
