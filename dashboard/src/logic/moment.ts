/**
 * Times as people read them, in the reader's zone and language, and the two forms that inputs use.
 *
 * Formatters are made once: making one costs more than a thousand uses.
 */

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const dayFormat = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})
const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const momentFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const clockFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

export const formatDay = (ms: number): string => dayFormat.format(ms)
export const formatDate = (ms: number): string => dateFormat.format(ms)
export const formatMoment = (ms: number): string => momentFormat.format(ms)
export const formatClock = (ms: number): string => clockFormat.format(ms)

/** `just now`, `4 min ago`, `3 h ago`, `2 d ago`, then the date. */
export function formatAgo(ms: number, nowMs: number): string {
  const age = nowMs - ms
  if (age < 10 * SECOND_MS) return 'just now'
  if (age < MINUTE_MS) return `${Math.floor(age / SECOND_MS)} s ago`
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)} min ago`
  if (age < DAY_MS) return `${Math.floor(age / HOUR_MS)} h ago`
  if (age < 7 * DAY_MS) return `${Math.floor(age / DAY_MS)} d ago`
  return formatDate(ms)
}

/** `45 s`, `12 min`, `3 h 20 min`, `5 d 2 h`. */
export function formatDuration(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`
  const hours = Math.floor(ms / HOUR_MS)
  if (ms < DAY_MS) return `${hours} h ${Math.floor((ms % HOUR_MS) / MINUTE_MS)} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Days of the reader's calendar, as a key for grouping. */
export function dayKey(ms: number): string {
  const date = new Date(ms)
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}

/** The value of a `datetime-local` input for a moment. */
export function inputValueOf(ms: number): string {
  const date = new Date(ms)
  return `${dayKey(ms)}T${pad(date.getHours())}:${pad(date.getMinutes())}`
}

/** ISO 8601 with a zone for a `datetime-local` value; null when it is empty or no moment. */
export function isoOfInput(value: string): string | null {
  const ms = value === '' ? Number.NaN : Date.parse(value)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
