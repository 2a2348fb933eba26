/**
 * Moments as other programs write them, to milliseconds since 1970, or undefined when it is none.
 *
 * Looser than the runtime's own edge on purpose: a file cannot be asked again. A time without a zone is taken as UTC. Numbers
 * below 1e11 are seconds (until the year 5138), others milliseconds.
 */

const SECONDS_BELOW = 1e11
const TIME_MS_MAX = 8.64e15

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** `1:56 pm on 8 May, 2023`, as LoCoMo writes it. */
const clockOnDay = /^(\d{1,2}):(\d{2})\s*(am|pm)\s+on\s+(\d{1,2})\s+([a-z]+),?\s+(\d{4})$/i
const isoLike =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

function fromClockOnDay(text: string): number | undefined {
  const found = clockOnDay.exec(text)
  if (found === null) return undefined
  const [, hour, minute, half, day, monthName, year] = found
  const month = months.indexOf(monthName!.slice(0, 3).toLowerCase())
  if (month === -1) return undefined
  const hour24 = (Number(hour) % 12) + (half!.toLowerCase() === 'pm' ? 12 : 0)
  return Date.UTC(Number(year), month, Number(day), hour24, Number(minute))
}

function fromIso(text: string): number | undefined {
  const found = isoLike.exec(text)
  if (found === null) return undefined
  const [, day, clock = '00:00', zone = 'Z'] = found
  const ms = Date.parse(`${day}T${clock.replace(',', '.')}${zone.toUpperCase()}`)
  return Number.isNaN(ms) ? undefined : ms
}

export function parseImportTime(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) {
    const ms = Math.round(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value)
    return Math.abs(ms) <= TIME_MS_MAX ? ms : undefined
  }
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^\d{9,13}(?:\.\d+)?$/.test(text)) return parseImportTime(Number(text))
  return fromIso(text) ?? fromClockOnDay(text)
}
