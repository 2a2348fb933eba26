/**
 * Moments as mem0 writes them: seconds, milliseconds, ISO 8601 or a Date; an expiry as the last day on which something holds.
 *
 * Worked example: expiring on 2026-05-01 is being live until 2026-05-01T23:59:59.999Z, so the moment is 2026-05-02T00:00:00.000Z.
 */

import { parseTime } from './time.ts'

const DAY_MS = 86_400_000
/** Numbers below are seconds (until the year 5138). */
const SECONDS_BELOW = 1e11

/** Seconds, milliseconds, or ISO 8601. */
export function momentOf(
  value: string | number | Date | null | undefined,
  field: string,
): number | undefined {
  if (value === null || value === undefined) return undefined
  if (value instanceof Date) return parseTime(value.getTime(), field)
  const number = typeof value === 'number' ? value : /^\d{9,13}$/.test(value) ? Number(value) : null
  if (number === null) return parseTime(value, field)
  return parseTime(Math.abs(number) < SECONDS_BELOW ? number * 1000 : number, field)
}

/** A date expires with its last moment, a time when it comes. */
export function expiryOf(value: string, field = 'expiration_date'): number {
  const ms = parseTime(value, field)
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? ms + DAY_MS : ms
}

/** The date that `expiryOf` was given, or the moment. */
export function expiryText(expiresAtMs: number | null): string | null {
  if (expiresAtMs === null) return null
  const iso = new Date(expiresAtMs).toISOString()
  return iso.endsWith('T00:00:00.000Z')
    ? new Date(expiresAtMs - DAY_MS).toISOString().slice(0, 10)
    : iso
}
